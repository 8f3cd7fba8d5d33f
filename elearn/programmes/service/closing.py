"""The end of a programme, and of the way into one of its cohorts: neither opens again, and whoever waits is told so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.people.rules import Actor
from elearn.programmes import queries
from elearn.programmes.models import Cohort, Programme
from elearn.programmes.service.cohorts import open_cohort
from elearn.programmes.service.keeping import open_programme
from elearn.programmes.service.requests import refuse
from elearn.programmes.service.seating import tell_out

CLOSED_OUT = "Pendaftarannya ditutup sebelum Anda mendapat tempat."
ENDED = "Programnya ditutup sebelum Anda mendapat tempat."


@dataclass(frozen=True, slots=True)
class Closing:
    """What would be closed, by its full name, and how many wait for a seat or an answer."""

    name: str
    waiting: int


def closing(session: Session, programme_id: int, *, actor: Actor) -> Closing:
    """What closing a programme would do. Raises NotFound, or Conflict for a closed one."""
    programme = open_programme(session, programme_id, actor=actor)
    return Closing(programme.name, sum(_waiting(session, each) for each in queries.cohorts(session, [programme.id])))


def close(session: Session, programme_id: int, *, actor: Actor, now: datetime) -> int:
    """End a programme: nobody owes it any more, and it stays readable. Returns how many waited for a seat. Raises
    NotFound or Conflict.
    """
    programme = open_programme(session, programme_id, actor=actor)
    cohorts = queries.cohorts(session, [programme.id])
    queue = [who for each in cohorts for who in _dismiss(session, programme, each, ENDED, by=actor.id, now=now)]
    programme.closed_at = now
    detail = {"programme": programme_id}
    audit.record(session, "programme.close", actor_id=actor.id, now=now, subjects=queue, detail=detail)
    return len(queue)


def closing_cohort(session: Session, programme_id: int, cohort_id: int, *, actor: Actor) -> Closing:
    """What closing the enrolment in a cohort would do. Raises NotFound, or Conflict for a closed one."""
    programme, cohort = open_cohort(session, programme_id, cohort_id, actor=actor)
    return Closing(f"{programme.name}, {cohort.name}", _waiting(session, cohort))


def close_cohort(session: Session, programme_id: int, cohort_id: int, *, actor: Actor, now: datetime) -> int:
    """Nobody joins any more; whoever waits is told so and may join another. Returns how many waited. Raises NotFound
    or Conflict.
    """
    programme, cohort = open_cohort(session, programme_id, cohort_id, actor=actor)
    cohort.closed_at = now
    queue = _dismiss(session, programme, cohort, CLOSED_OUT, by=actor.id, now=now)
    detail = {"programme": programme.id, "cohort": cohort.id}
    audit.record(session, "cohort.close", actor_id=actor.id, now=now, subjects=queue, detail=detail)
    return len(queue)


def _waiting(session: Session, cohort: Cohort) -> int:
    return len(queries.waiting(session, cohort.id)) + len(queries.open_requests(session, cohort.id))


def _dismiss(session: Session, programme: Programme, cohort: Cohort, why: str, *, by: int, now: datetime) -> list[int]:
    """Tell whoever waits for a seat or an answer that it will not come; returns who waited for a seat."""
    queue = [(seat, seat.person_id) for seat in queries.waiting(session, cohort.id)]
    for seat, _ in queue:
        tell_out(session, programme, cohort, seat, why, now=now)
        session.delete(seat)
    for asked in queries.open_requests(session, cohort.id):
        refuse(session, programme, cohort, asked, why, by=by, now=now)
    session.flush()
    return [person_id for _, person_id in queue]
