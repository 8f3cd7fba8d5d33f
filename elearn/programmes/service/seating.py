"""Giving seats in cohorts, and taking them back. Whoever calls this holds the programme locked, so a quota holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.core.dates import date_text
from elearn.core.errors import Conflict
from elearn.notices.rules import Kind
from elearn.notices.service import notify
from elearn.programmes import queries, rules
from elearn.programmes.models import Cohort, Programme, Request, Seat
from elearn.programmes.rules import SeatState

LINK = "/program"
ELSEWHERE = "Pegawai ini sudah ada di satu angkatan program ini."
SHUT = "Pendaftaran angkatan ini sudah ditutup, jadi tidak ada yang diubah."


def give(
    session: Session, programme: Programme, cohort: Cohort, person_id: int, *, by: int, now: datetime
) -> SeatState:
    """Give somebody a seat, or a place at the end of the queue; what she asked for is decided with that. Raises
    Conflict for a closed cohort, and for whoever is in a cohort of the programme already.
    """
    if cohort.closed_at is not None:
        raise Conflict(SHUT)
    if queries.seat_of(session, programme.id, person_id) is not None:
        raise Conflict(ELSEWHERE)
    queued = bool(queries.waiting(session, cohort.id))
    free = not queued and rules.has_room(cohort.quota, queries.taken(session, cohort.id))
    state = SeatState.TAKEN if free else SeatState.WAITING
    made = Seat(programme_id=programme.id, cohort_id=cohort.id, person_id=person_id, state=state.value, given_by=by,
                given_at=now)  # fmt: skip
    session.add(made)
    asked = queries.last_request(session, programme.id, person_id)
    if asked is not None and asked.approved is None:
        settle(asked, approved=True, reason="", by=by, now=now)
    session.flush()
    if state is SeatState.TAKEN and by != person_id:
        tell_seat(session, programme, cohort, made, now=now)
    return state


def give_back(session: Session, programme: Programme, seat: Seat, *, now: datetime) -> None:
    """Take a seat or a place in the queue away; who waits moves up."""
    cohort = queries.cohort(session, programme.id, seat.cohort_id)
    session.delete(seat)
    session.flush()
    if cohort is not None:
        move_up(session, programme, cohort, now=now)


def move_up(session: Session, programme: Programme, cohort: Cohort, *, now: datetime) -> int:
    """Give what seats are free to those who wait, the first to come first; returns how many."""
    if cohort.closed_at is not None:
        return 0
    count, taken = 0, queries.taken(session, cohort.id)
    for seat in queries.waiting(session, cohort.id):
        if not rules.has_room(cohort.quota, taken + count):
            break
        seat.state, count = SeatState.TAKEN.value, count + 1
        tell_seat(session, programme, cohort, seat, now=now)
    session.flush()
    return count


def tell_seat(session: Session, programme: Programme, cohort: Cohort, seat: Seat, *, now: datetime) -> None:
    """Tell somebody that she has a seat."""
    words = {
        "title": title(programme, cohort),
        "start": date_text(cohort.starts_on),
        "due": date_text(cohort.due_on),
    }
    notify(session, seat.person_id, Kind.COHORT_SEAT, key=_key(seat), words=words, link=LINK, now=now)


def tell_out(session: Session, programme: Programme, cohort: Cohort, seat: Seat, reason: str, *, now: datetime) -> None:
    """Tell somebody that she is no longer in a cohort, and why."""
    words = {"title": title(programme, cohort), "reason": reason}
    notify(session, seat.person_id, Kind.COHORT_OUT, key=_key(seat), words=words, link=LINK, now=now)


def _key(seat: Seat) -> str:
    """SQLite gives the number of a row that is gone to the next one, so the instant belongs to it."""
    return f"{seat.id}:{seat.given_at.isoformat()}"


def settle(it: Request, *, approved: bool, reason: str, by: int, now: datetime) -> None:
    """Decide a request."""
    it.approved, it.reason, it.decided_by, it.decided_at = approved, reason, by, now


def title(programme: Programme, cohort: Cohort) -> str:
    """A cohort by its full name."""
    return f"{programme.name}, {cohort.name}"
