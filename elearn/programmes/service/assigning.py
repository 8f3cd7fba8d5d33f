"""Which cohort somebody is in, as an admin decides it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Conflict, NotFound
from elearn.people.rules import Actor
from elearn.programmes import queries
from elearn.programmes.queries import Line
from elearn.programmes.rules import SeatState
from elearn.programmes.service.cohorts import UNKNOWN
from elearn.programmes.service.keeping import covered, open_programme
from elearn.programmes.service.seating import SHUT, give, give_back, tell_out

REMOVED = "Admin mengeluarkan Anda dari daftarnya; tanyakan kepadanya bila ini keliru."


@dataclass(frozen=True, slots=True)
class Assignment:
    """Somebody, and the cohorts she may be put into; ``present`` is the id of hers (None: in none)."""

    name: str
    present: int | None
    position: int | None
    lines: tuple[Line, ...]


def assignment(session: Session, programme_id: int, person_id: int, *, actor: Actor, now: datetime) -> Assignment:
    """Where somebody is, and where she may be put. Raises NotFound or Conflict for a closed programme."""
    programme = open_programme(session, programme_id, actor=actor)
    member = covered(session, programme, person_id, actor=actor, now=now)
    lines, seat = queries.lines(session, [programme.id]), queries.seat_of(session, programme.id, person_id)
    present = seat.cohort_id if seat else None
    offered = tuple(line for line in lines if line.cohort.closed_at is None or line.cohort.id == present)
    queue = [each.id for each in queries.waiting(session, seat.cohort_id)] if seat else []
    position = queue.index(seat.id) + 1 if seat and seat.id in queue else None
    return Assignment(member.name, present, position, offered)


def assign(
    session: Session, programme_id: int, person_id: int, cohort_id: int | None, *, actor: Actor, now: datetime
) -> SeatState | None:
    """Put somebody into a cohort, out of any other one of the programme (None: into none); a full one puts her at the
    end of its queue. Where she is already nothing changes. Raises NotFound, or Conflict for what is closed.
    """
    programme = open_programme(session, programme_id, actor=actor)
    covered(session, programme, person_id, actor=actor, now=now)
    wanted = None if cohort_id is None else queries.cohort(session, programme.id, cohort_id)
    if cohort_id is not None and wanted is None:
        raise NotFound(UNKNOWN)
    seat = queries.seat_of(session, programme.id, person_id)
    before = seat.cohort_id if seat else None
    if before == cohort_id:
        return SeatState(seat.state) if seat else None
    if wanted is not None and wanted.closed_at is not None:
        raise Conflict(SHUT)
    for held in queries.seats_held(session, programme.id, person_id):
        left = queries.cohort(session, programme.id, held.cohort_id)
        if left is not None and wanted is None:
            tell_out(session, programme, left, held, REMOVED, now=now)
        give_back(session, programme, held, now=now)
    state = give(session, programme, wanted, person_id, by=actor.id, now=now) if wanted else None
    detail = {"programme": programme.id, "cohort": cohort_id, "before": before}
    audit.record(session, "cohort.place", actor_id=actor.id, now=now, subjects=[person_id], detail=detail)
    return state
