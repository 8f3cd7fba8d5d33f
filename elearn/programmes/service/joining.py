"""Cohorts as a learner sees them: those she may join, and hers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, NotFound
from elearn.people.rules import Actor, Scope
from elearn.programmes import queries, rules
from elearn.programmes.models import Cohort, Programme, Request, Seat
from elearn.programmes.queries import Line, Member
from elearn.programmes.rules import Enrolment, SeatState, Serving
from elearn.programmes.service.requests import ask
from elearn.programmes.service.seating import give, give_back
from elearn.programmes.service.standings import target_of

UNKNOWN = "Angkatan ini tidak ditemukan, atau tidak dibuka bagi Anda."
LATE = "Pendaftaran angkatan ini sudah berakhir. Pilih angkatan lain, atau hubungi admin."
ELSEWHERE = "Anda sudah terdaftar di angkatan lain program ini. Batalkan dahulu yang itu."
NOT_IN = "Anda tidak terdaftar di angkatan ini, jadi tidak ada yang diubah."
BEGUN = "Angkatan ini sudah mulai. Hubungi admin bila Anda tidak dapat mengikutinya."
PLACED = "Admin yang menempatkan Anda di angkatan ini. Hubungi admin untuk mengubahnya."


@dataclass(frozen=True, slots=True)
class OpenCohort:
    """A cohort that somebody may join, or is in. ``free``: seats left (None: no limit); ``state`` None: she is not in
    it; ``position`` counts from 1 in the queue; ``leaves``: she may go by herself.
    ``approved``: a superior decides; ``asked_at``: she asked and nobody has; ``declined``: why she was refused last.
    ``paths``: the learning paths that the programme asks for, in words (empty: none).
    """

    id: int
    programme: str
    name: str
    starts_on: date
    due_on: date
    place: str
    organiser: str
    free: int | None
    waiting: int
    state: SeatState | None
    position: int | None
    joins: bool
    leaves: bool
    approved: bool
    asked_at: datetime | None
    declined: str
    paths: str


def open_cohorts(session: Session, *, actor: Actor, now: datetime) -> tuple[OpenCohort, ...]:
    """The cohorts that the actor may join or is in, programme by programme."""
    today = local_date(now, actor.zone)
    programmes = queries.running(session)
    me = _me(session, actor, today) if programmes else None
    if me is None:
        return ()
    named = queries.named(session, [each.id for each in programmes], [me.id])
    offered = {each.id for each in programmes if _offers(each, named, me.serving)}
    lines = queries.lines(session, [each.id for each in programmes])
    numbers = list(dict.fromkeys(line.cohort.programme_id for line in lines))
    seats = queries.seats_of(session, numbers, actor.id)
    asked = queries.last_requests(session, numbers, actor.id)
    known = {each.id: each for each in programmes}
    found: list[OpenCohort] = []
    for number in numbers:
        seat, last = seats.get(number), asked.get(number)
        here = [line for line in lines if line.cohort.programme_id == number]
        found += _shown(session, known[number], here, (seat, last), number in offered, today)
    return tuple(found)


def join(session: Session, cohort_id: int, *, actor: Actor, now: datetime) -> SeatState | None:
    """Join a cohort: with a seat, or at the end of its queue; None: her superior decides. A second time changes
    nothing. Raises NotFound for one
    that is not open to the actor, and Conflict for a closed one or with a seat in another.
    """
    programme, cohort = _locked(session, cohort_id)
    today = local_date(now, actor.zone)
    me = _me(session, actor, today)
    if me is None or not _offers(programme, queries.named(session, [programme.id], [me.id]), me.serving):
        raise NotFound(UNKNOWN)
    seat = queries.seat_of(session, programme.id, actor.id)
    if seat is not None and seat.cohort_id == cohort.id:
        return SeatState(seat.state)
    if seat is not None:
        raise Conflict(ELSEWHERE)
    if not rules.is_open(cohort.closed_at is not None, cohort.due_on, today):
        raise Conflict(LATE)
    if Enrolment(programme.enrolment) is Enrolment.APPROVED:
        ask(session, programme, cohort, me, now=now)
        _note(session, "cohort.ask", cohort, actor=actor, now=now)
        return None
    state = give(session, programme, cohort, actor.id, by=actor.id, now=now)
    _note(session, "cohort.join", cohort, actor=actor, now=now)
    return state


def leave(session: Session, cohort_id: int, *, actor: Actor, now: datetime) -> None:
    """Give a seat or a place in the queue back before the cohort begins, or take a request back. Raises NotFound or
    Conflict.
    """
    programme, cohort = _locked(session, cohort_id)
    seat, last = queries.seat_of(session, programme.id, actor.id), queries.last_request(session, programme.id, actor.id)
    if last is not None and last.approved is None and last.cohort_id == cohort.id:
        session.delete(last)
        _note(session, "cohort.leave", cohort, actor=actor, now=now)
        return
    if seat is None or seat.cohort_id != cohort.id:
        raise Conflict(NOT_IN)
    if seat.given_by != seat.person_id:
        raise Conflict(PLACED)
    if not _may_leave(seat, cohort, local_date(now, actor.zone)):
        raise Conflict(BEGUN)
    give_back(session, programme, seat, now=now)
    _note(session, "cohort.leave", cohort, actor=actor, now=now)


def _locked(session: Session, cohort_id: int) -> tuple[Programme, Cohort]:
    """A cohort of a programme that runs, whose row is held until the transaction ends."""
    found = session.get(Cohort, cohort_id)
    programme = queries.by_id(session, found.programme_id, lock=True) if found else None
    cohort = queries.cohort(session, programme.id, cohort_id) if programme else None
    if programme is None or cohort is None or programme.closed_at is not None:
        raise NotFound(UNKNOWN)
    return programme, cohort


def _me(session: Session, actor: Actor, today: date) -> Member | None:
    return next((each for each in queries.members(session, Scope(None), today, only=[actor.id])), None)


def _offers(programme: Programme, named: Mapping[int, frozenset[int]], me: Serving) -> bool:
    return rules.may_enrol(target_of(programme, named), Enrolment(programme.enrolment), me)


def _may_leave(seat: Seat, cohort: Cohort, today: date) -> bool:
    own = seat.given_by == seat.person_id
    return own and (seat.state == SeatState.WAITING.value or today < cohort.starts_on)


def _shown(
    session: Session, programme: Programme, lines: list[Line], hers: tuple[Seat | None, Request | None], offered: bool,
    today: date,
) -> Iterator[OpenCohort]:  # fmt: skip
    seat, last = hers
    pending = last if last is not None and last.approved is None else None
    for line in lines:
        it, mine = line.cohort, seat if seat is not None and seat.cohort_id == line.cohort.id else None
        is_open = rules.is_open(it.closed_at is not None, it.due_on, today)
        asked = pending if pending is not None and pending.cohort_id == it.id else None
        refused = last is not None and last.approved is False and last.cohort_id == it.id and seat is None
        if mine is None and asked is None and not (offered and is_open):
            continue
        queue = [each.id for each in queries.waiting(session, it.id)] if mine else []
        free = None if it.quota is None else max(0, it.quota - line.taken) if not line.waiting else 0
        yield OpenCohort(
            it.id, programme.name, it.name, it.starts_on, it.due_on, it.place, it.organiser, free, line.waiting,
            SeatState(mine.state) if mine else None, queue.index(mine.id) + 1 if mine and mine.id in queue else None,
            seat is None and pending is None, asked is not None or (mine is not None and _may_leave(mine, it, today)),
            programme.enrolment == Enrolment.APPROVED.value, asked.asked_at if asked else None,
            last.reason if last and refused else "", rules.path_words(rules.read(programme.paths)),
        )  # fmt: skip


def _note(session: Session, action: str, cohort: Cohort, *, actor: Actor, now: datetime) -> None:
    detail = {"programme": cohort.programme_id, "cohort": cohort.id}
    audit.record(session, action, actor_id=actor.id, now=now, subjects=[actor.id], detail=detail)
