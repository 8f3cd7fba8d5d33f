"""Cohorts and the seats in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from elearn.people.models import Person
from elearn.programmes.models import Cohort, Seat
from elearn.programmes.rules import Dates, SeatState

LIVING: ColumnElement[int] = func.coalesce(Person.merged_into_id, Person.id)


@dataclass(frozen=True, slots=True)
class Line:
    """A cohort with how many have a seat and how many wait."""

    cohort: Cohort
    taken: int
    waiting: int


def cohort(session: Session, programme_id: int, cohort_id: int) -> Cohort | None:
    """A cohort of a programme, as it is now."""
    wanted = select(Cohort).where(Cohort.id == cohort_id, Cohort.programme_id == programme_id)
    return session.scalar(wanted.execution_options(populate_existing=True))


def cohorts(session: Session, programme_ids: Iterable[int]) -> Sequence[Cohort]:
    """The cohorts of programmes: those that take people, the first due first, then closed ones."""
    order = (Cohort.closed_at.is_not(None), Cohort.due_on, Cohort.id)
    return session.scalars(select(Cohort).where(Cohort.programme_id.in_(list(programme_ids))).order_by(*order)).all()


def span(session: Session, programme_id: int) -> tuple[date, date] | None:
    """The first and the last day of all cohorts of a programme; None without any."""
    wanted = select(func.min(Cohort.starts_on), func.max(Cohort.due_on)).where(Cohort.programme_id == programme_id)
    first, last = session.execute(wanted).one()
    return (first, last) if first and last else None


def lines(session: Session, programme_ids: Iterable[int]) -> tuple[Line, ...]:
    """Cohorts with their seats. Two queries."""
    found = cohorts(session, programme_ids)
    here = [func.count(func.distinct(case((Seat.state == state.value, LIVING)))) for state in SeatState]
    wanted = select(Seat.cohort_id, *here).join(Person, Person.id == Seat.person_id).group_by(Seat.cohort_id)
    wanted = wanted.where(Seat.cohort_id.in_([each.id for each in found]))
    counts = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(wanted)}
    return tuple(Line(each, *counts.get(each.id, (0, 0))) for each in found)


def taken(session: Session, cohort_id: int) -> int:
    """How many have a seat."""
    wanted = select(func.count(func.distinct(LIVING))).select_from(Seat).join(Person, Person.id == Seat.person_id)
    return session.scalar(wanted.where(Seat.cohort_id == cohort_id, Seat.state == SeatState.TAKEN.value)) or 0


def waiting(session: Session, cohort_id: int) -> Sequence[Seat]:
    """Who waits for a seat, the first to come first."""
    wanted = select(Seat).where(Seat.cohort_id == cohort_id, Seat.state == SeatState.WAITING.value)
    return session.scalars(wanted.order_by(Seat.id)).all()


def seat_of(session: Session, programme_id: int, person_id: int) -> Seat | None:
    """Somebody's seat in a programme, or her place in a queue."""
    return seats_of(session, [programme_id], person_id).get(programme_id)


def seats_held(session: Session, programme_id: int, person_id: int) -> Sequence[Seat]:
    """All seats and places in queues of a programme that somebody has: more than one where she was two people."""
    wanted = select(Seat).join(Person, Person.id == Seat.person_id).where(Seat.programme_id == programme_id)
    return session.scalars(wanted.where(LIVING.in_([person_id])).order_by(Seat.id)).all()


def seats_of(session: Session, programme_ids: Iterable[int], person_id: int) -> Mapping[int, Seat]:
    """Somebody's seats, or places in queues, by programme; where she was two people, a seat before a place."""
    wanted = select(Seat).join(Person, Person.id == Seat.person_id).where(Seat.programme_id.in_(list(programme_ids)))
    found = session.scalars(wanted.where(LIVING.in_([person_id])).order_by(Seat.state, Seat.id.desc()))
    return {seat.programme_id: seat for seat in found}


def seats(session: Session, cohort_id: int) -> Sequence[tuple[Seat, int]]:
    """Everybody of a cohort, as (seat, living account): who has a seat first, then who waits, in order."""
    wanted = select(Seat, LIVING).join(Person, Person.id == Seat.person_id).where(Seat.cohort_id == cohort_id)
    order = case((Seat.state == SeatState.TAKEN.value, 0), else_=1)
    return [(seat, living) for seat, living in session.execute(wanted.order_by(order, Seat.id))]


def dates_of(
    session: Session, programme_ids: Iterable[int], person_ids: Iterable[int] | None = None
) -> Mapping[tuple[int, int], Dates]:
    """The cohorts in which living accounts have a seat, by programme and person: everybody's, or these persons'."""
    wanted = (
        select(Seat.programme_id, LIVING, Cohort.id, Cohort.name, Cohort.starts_on, Cohort.due_on)
        .join(Cohort, Cohort.id == Seat.cohort_id)
        .join(Person, Person.id == Seat.person_id)
        .where(Seat.programme_id.in_(list(programme_ids)), Seat.state == SeatState.TAKEN.value)
        .order_by(Seat.id.desc())
    )
    if person_ids is not None:
        wanted = wanted.where(LIVING.in_(list(person_ids)))
    return {(row[0], row[1]): Dates(row[2], row[3], row[4], row[5]) for row in session.execute(wanted)}
