"""Cohorts as admins keep them: making, changing, and looking at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.dates import date_text
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people import queries as people
from elearn.people.rules import Actor
from elearn.programmes import queries, rules
from elearn.programmes.models import Cohort, Programme
from elearn.programmes.queries import Line, Member
from elearn.programmes.rules import AskedPath
from elearn.programmes.service.checking import PASSED
from elearn.programmes.service.keeping import open_programme
from elearn.programmes.service.lists import Part
from elearn.programmes.service.reaching import in_reach
from elearn.programmes.service.seating import SHUT, move_up

UNKNOWN = "Angkatan ini tidak ditemukan di dalam program ini."
PROGRAMME_OVER = "Batas programnya sudah lewat ({}), jadi angkatan tidak punya waktu lagi. Ubah batas program dahulu."


@dataclass(frozen=True, slots=True)
class NewCohort:
    """A cohort as it was typed. Dates are local, both included; ``quota`` None: no limit, below 1: unusable."""

    name: str
    starts_on: date | None
    due_on: date | None
    quota: int | None
    place: str
    organiser: str


@dataclass(frozen=True, slots=True)
class CohortList:
    """The cohorts of a programme. ``closed``: the programme is; ``paths``: the learning paths it asks for, in words."""

    programme_id: int
    programme: str
    paths: str
    closed: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Seated:
    """Somebody in a cohort: ``position`` counts from 1 in the queue (None: she has a seat)."""

    member: Member
    position: int | None
    since: datetime


@dataclass(frozen=True, slots=True)
class CohortPage(Generic[Part]):
    """A cohort with a page of its people, as far as the admin reaches. ``paths``: what its programme asks for."""

    programme_id: int
    programme: str
    paths: tuple[AskedPath, ...]
    line: Line
    closed: bool
    seated: tuple[Seated, ...]
    part: Part


def cohort_list(session: Session, programme_id: int, *, actor: Actor) -> CohortList:
    """The cohorts of a programme of the admin's scope. Raises NotFound."""
    it = in_reach(session, programme_id, actor=actor)
    paths = rules.path_words(rules.read(it.paths))
    return CohortList(it.id, it.name, paths, it.closed_at is not None, queries.lines(session, [it.id]))


def cohort_page(
    session: Session, programme_id: int, cohort_id: int, part_of: Callable[[int], Part], *, actor: Actor, now: datetime
) -> CohortPage[Part]:
    """One cohort and its people. Raises NotFound."""
    programme, cohort = _found(session, programme_id, cohort_id, actor=actor)
    line = next(each for each in queries.lines(session, [programme.id]) if each.cohort.id == cohort.id)
    seats = queries.seats(session, cohort.id)
    place = {seat.id: number for number, seat in enumerate(queries.waiting(session, cohort.id), 1)}
    scope, today = people.unit_scope(session, actor), local_date(now, actor.zone)
    known = queries.members(session, scope, today, only=[living for _, living in seats], closed=True)
    by_id = {member.id: member for member in known}
    found = [Seated(by_id[who], place.get(seat.id), seat.given_at) for seat, who in seats if who in by_id]
    part = part_of(len(found))
    shown = tuple(found[part.offset : part.offset + part.size])
    shut = cohort.closed_at is not None or programme.closed_at is not None
    return CohortPage(programme.id, programme.name, rules.read(programme.paths), line, shut, shown, part)


def note_cohort(session: Session, cohort_id: int, shown: Iterable[int], *, actor: Actor, now: datetime) -> None:
    """Write down who of a cohort an admin saw."""
    others = [person_id for person_id in shown if person_id != actor.id]
    if others:
        detail = {"cohort": cohort_id, "count": len(others)}
        audit.record(session, "cohort.view", actor_id=actor.id, now=now, subjects=others, detail=detail)


def typed_cohort(session: Session, programme_id: int, cohort_id: int, *, actor: Actor) -> tuple[NewCohort, str]:
    """A cohort as it would be typed, and the name of its programme. Raises NotFound."""
    programme, it = _found(session, programme_id, cohort_id, actor=actor)
    return NewCohort(it.name, it.starts_on, it.due_on, it.quota, it.place, it.organiser), programme.name


def add_cohort(session: Session, programme_id: int, wanted: NewCohort, *, actor: Actor, now: datetime) -> int:
    """Make a cohort and return its id. Raises NotFound, Conflict for a closed programme, or Invalid with all faults."""
    programme = open_programme(session, programme_id, actor=actor)
    _check(programme, wanted, today=local_date(now, actor.zone))
    made = Cohort(programme_id=programme.id, created_by=actor.id, created_at=now)
    _set(made, wanted)
    session.add(made)
    session.flush()
    _note(session, "cohort.add", made, actor=actor, now=now)
    return made.id


def edit_cohort(
    session: Session, programme_id: int, cohort_id: int, wanted: NewCohort, *, actor: Actor, now: datetime
) -> int:
    """Change a cohort, and return how many moved up from its queue. A quota below what is taken takes no seat away.
    Raises NotFound, Conflict for a closed one, or Invalid with every fault.
    """
    programme, cohort = open_cohort(session, programme_id, cohort_id, actor=actor)
    _check(programme, wanted, cohort.due_on, today=local_date(now, actor.zone))
    _set(cohort, wanted)
    session.flush()
    _note(session, "cohort.edit", cohort, actor=actor, now=now)
    return move_up(session, programme, cohort, now=now)


def open_cohort(session: Session, programme_id: int, cohort_id: int, *, actor: Actor) -> tuple[Programme, Cohort]:
    """A cohort that takes people, its programme locked. Raises NotFound or Conflict."""
    programme = open_programme(session, programme_id, actor=actor)
    cohort = queries.cohort(session, programme_id, cohort_id)
    if cohort is None:
        raise NotFound(UNKNOWN)
    if cohort.closed_at is not None:
        raise Conflict(SHUT)
    return programme, cohort


def _found(session: Session, programme_id: int, cohort_id: int, *, actor: Actor) -> tuple[Programme, Cohort]:
    programme = in_reach(session, programme_id, actor=actor)
    cohort = queries.cohort(session, programme_id, cohort_id)
    if cohort is None:
        raise NotFound(UNKNOWN)
    return programme, cohort


def _check(programme: Programme, wanted: NewCohort, kept: date | None = None, *, today: date) -> None:
    """``kept``: the deadline that it has already (None: it is new), which may have passed. Raises Invalid."""
    faults: dict[str, str] = {}
    if not 3 <= len(wanted.name) <= rules.LONGEST_NAME:
        faults["nama"] = f"Tulis nama angkatan, 3 sampai {rules.LONGEST_NAME} huruf."
    first, last = wanted.starts_on, wanted.due_on
    if first is None or last is None or not programme.starts_on <= first <= last <= programme.due_on:
        faults["batas"] = (
            "Tulis tanggal mulai dan batasnya, di antara "
            f"{date_text(programme.starts_on)} dan {date_text(programme.due_on)} menurut programnya."
        )
    elif last < today and last != kept:
        faults["batas"] = PASSED
    if programme.due_on < today and last != kept:
        faults["batas"] = PROGRAMME_OVER.format(date_text(programme.due_on))
    if wanted.quota is not None and not 1 <= wanted.quota <= rules.MOST_SEATS:
        most = f"{rules.MOST_SEATS:,}".replace(",", ".")
        faults["kuota"] = f"Tulis bilangan bulat 1 sampai {most}, atau kosongkan bila tanpa batas."
    if faults:
        raise Invalid(next(iter(faults.values())), faults)


def _set(cohort: Cohort, wanted: NewCohort) -> None:
    assert wanted.starts_on is not None
    assert wanted.due_on is not None
    cohort.name, cohort.starts_on, cohort.due_on = wanted.name, wanted.starts_on, wanted.due_on
    cohort.quota, cohort.place, cohort.organiser = wanted.quota, wanted.place[:200], wanted.organiser[:200]


def _note(session: Session, action: str, it: Cohort, *, actor: Actor, now: datetime) -> None:
    detail = {"programme": it.programme_id, "cohort": it.id}
    audit.record(session, action, actor_id=actor.id, now=now, detail=detail)
