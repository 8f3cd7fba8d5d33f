"""Reminding people of programmes by hand: looked at first, then left to the worker, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.errors import Conflict
from elearn.jobs.service import Handler, enqueue
from elearn.notices.rules import Kind
from elearn.notices.service import notify
from elearn.people.rules import Actor, Scope
from elearn.people.service.actors import actor_of
from elearn.programmes import queries, rules
from elearn.programmes.models import Programme
from elearn.programmes.queries import Member
from elearn.programmes.rules import Standing, State, Why
from elearn.programmes.service.lists import note_people
from elearn.programmes.service.own import note_subordinates
from elearn.programmes.service.reaching import readable
from elearn.programmes.service.sheets import scope_asked
from elearn.programmes.service.standings import all_of, everybody_in

NUDGE_JOB = "programme.nudge"
AT_ONCE = 200  # people told in one transaction
MOST_PICKED = 1000
LONGEST_KEY = 40
CLOSED = "Program ini sudah ditutup, jadi tidak ada yang diingatkan."


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom somebody wants to remind: people in her scope as an admin whom this programme covers, in a state (None: in
    all) and of a unit or below it (None: of any); or (``programme_id`` None) those whom she leads, of all programmes.
    ``picked``: of these only (programme's id, person's id).
    """

    programme_id: int | None
    state: State | None = None
    unit_id: int | None = None
    picked: frozenset[tuple[int, int]] | None = None


@dataclass(frozen=True, slots=True)
class Nudged:
    """Somebody, and the programme that she is reminded of; ``about`` are the words of her notice."""

    programme_id: int
    programme: str
    member: Member
    standing: Standing
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NudgePlan:
    """What would be done. ``name``: of the programme (empty: of several); ``refused``: how many are not reminded, by
    reason; ``outside``: how many were picked but are not in the programme, or not theirs to remind, any more.
    """

    name: str
    able: tuple[Nudged, ...]
    refused: tuple[tuple[Why, int], ...]
    outside: int

    @property
    def left(self) -> int:
        """How many are not reminded."""
        return self.outside + sum(count for _, count in self.refused)


def nudge_plan(session: Session, catalogue: Catalogue, wanted: Wanted, *, actor: Actor, now: datetime) -> NudgePlan:
    """Who would be reminded now, and how many not and why. Changes nothing. Raises NotFound for a programme that the
    admin does not see, or Conflict for a closed one.
    """
    name = _open(session, wanted.programme_id, actor=actor, now=now)
    return _plan(session, catalogue, wanted, name, actor=actor, now=now, today=local_date(now, actor.zone))


def nudge(session: Session, wanted: Wanted, message: str, key: str, *, actor: Actor, now: datetime) -> None:
    """Have people reminded, with a message (plain text; empty: without). ``key`` names the form that asked, so that a
    second press of its button does nothing. Who is told is decided when it is done. Raises as ``nudge_plan``, and
    Invalid for a message that is too long.
    """
    said = rules.check_message(message)
    _open(session, wanted.programme_id, actor=actor, now=now)
    picked = None if wanted.picked is None else sorted(wanted.picked)[:MOST_PICKED]
    payload = {
        "by": actor.id, "programme": wanted.programme_id, "state": wanted.state, "unit": wanted.unit_id,
        "picked": picked, "message": said,
    }  # fmt: skip
    enqueue(session, NUDGE_JOB, f"{NUDGE_JOB}:{actor.id}:{key[:LONGEST_KEY]}", payload, now=now)


def note_nudge(session: Session, wanted: Wanted, shown: Iterable[int], *, actor: Actor, now: datetime) -> None:
    """Write down whose standing somebody saw before she had them reminded."""
    if wanted.programme_id is None:
        note_subordinates(session, shown, actor=actor, now=now)
    else:
        note_people(session, wanted.programme_id, shown, actor=actor, now=now)


def nudging_handler(catalogue: Callable[[], Catalogue], zone: str) -> Handler:
    """The job that reminds whom somebody wanted reminded: as far as she reaches now, and whoever owes it now. Whoever
    was told is not told again, so a job that comes back goes on where it stopped.
    """

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        with sessions() as session:
            actor = actor_of(session, payload["by"], today_zone=zone, now=now)
            able = _able(session, catalogue(), payload, actor, now) if actor else ()
        for programme_id, group in groupby(able, lambda each: each.programme_id):
            people = list(group)
            for start in range(0, len(people), AT_ONCE):
                with sessions.begin() as session:
                    _tell(session, programme_id, people[start : start + AT_ONCE], payload, now)

    return handle


def _able(
    session: Session, catalogue: Catalogue, payload: Mapping[str, Any], actor: Actor, now: datetime
) -> Sequence[Nudged]:
    picked, state = payload["picked"], payload["state"]
    wanted = Wanted(
        payload["programme"], State(state) if state else None, payload["unit"],
        None if picked is None else frozenset((programme_id, person_id) for programme_id, person_id in picked),
    )  # fmt: skip
    found = _plan(session, catalogue, wanted, "", actor=actor, now=now, today=local_date(now, actor.zone)).able
    return sorted(found, key=lambda each: each.programme_id)


def _tell(session: Session, programme_id: int, people: list[Nudged], payload: Mapping[str, Any], now: datetime) -> None:
    """The programme is held locked, so that of two who ask at the same time one reminds and the other finds it done."""
    programme = queries.by_id(session, programme_id, lock=True)
    assert programme is not None
    if programme.closed_at is not None:
        return
    recent = queries.last_told(session, [programme_id], [it.member.id for it in people], since=now - rules.QUIET)
    told = [it for it in people if (programme_id, it.member.id) not in recent]
    by = "Atasan Anda" if payload["programme"] is None else "Admin"
    message = rules.message_words(payload["message"])
    for it in told:
        words = {**it.about, "by": by, "more": it.about["more"] + message}
        key = f"{programme_id}:{now.date().isoformat()}"
        notify(session, it.member.id, Kind.PROGRAMME_NUDGE, key=key, words=words, link="/program", now=now)
    if told:
        subjects, detail = [it.member.id for it in told], {"programme": programme_id, "people": len(told)}
        audit.record(session, "programme.nudge", actor_id=payload["by"], now=now, subjects=subjects, detail=detail)


def _open(session: Session, programme_id: int | None, *, actor: Actor, now: datetime) -> str:
    if programme_id is None:
        return ""
    programme = readable(session, programme_id, actor=actor, now=now).programme
    if programme.closed_at is not None:
        raise Conflict(CLOSED)
    return programme.name


def _plan(
    session: Session, catalogue: Catalogue, wanted: Wanted, name: str, *, actor: Actor, now: datetime, today: date
) -> NudgePlan:
    found = [
        each
        for each in _within(session, catalogue, wanted, actor, today)
        if wanted.state in (None, each[2].state)
        and (wanted.picked is None or (each[1].id, each[0].id) in wanted.picked)
    ]
    owing = {member.id for member, _, stands in found if stands.owed and member.active}
    told = queries.last_told(session, {it.id for _, it, _ in found}, owing, since=now - rules.QUIET)
    able, refused = [], Counter[Why]()
    for member, it, stands in found:
        told_at = told.get((it.id, member.id))
        why = rules.obstacle(stands.state, active=member.active, told_at=told_at, now=now)
        if why is None:
            able.append(Nudged(it.id, it.name, member, stands, _about(it, stands)))
        else:
            refused[why] += 1
    outside = 0 if wanted.picked is None else len(wanted.picked) - len(found)
    return NudgePlan(name, tuple(able), tuple((why, refused[why]) for why in Why if refused[why]), outside)


def _within(
    session: Session, catalogue: Catalogue, wanted: Wanted, actor: Actor, today: date
) -> list[tuple[Member, Programme, Standing]]:
    """Whom the actor may remind today, and of what."""
    if wanted.programme_id is None:
        led = [each for each in queries.members(session, Scope(None), today, superior=actor.id) if each.serving.units]
        return [(each[0], each[1], each[2]) for each in all_of(session, catalogue, led, today)]
    programme = queries.by_id(session, wanted.programme_id)
    if programme is None or programme.closed_at is not None:
        return []
    only = None if wanted.picked is None else {person_id for _, person_id in wanted.picked}
    scope = scope_asked(session, wanted.unit_id, actor=actor)
    found = everybody_in(session, catalogue, programme, scope, today, only, closed=True)
    return [(member, programme, stands) for member, stands, *_ in found]


def _about(programme: Programme, stands: Standing) -> dict[str, str]:
    more = rules.progress_words(rules.read(programme.paths), stands)
    return {"title": programme.name, "limit": rules.limit_words(stands), "more": more}
