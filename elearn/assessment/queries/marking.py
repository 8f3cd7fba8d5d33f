"""Reading marks of essays, and what waits for one. Services check who may see it before they ask."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from elearn.assessment.models import Attempt, EssayMark, MarkersWanted
from elearn.assessment.rules import MarkRow
from elearn.learning.models import Enrolment
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts


def marks(session: Session, attempt_ids: Collection[int]) -> dict[int, list[MarkRow]]:
    """The marks of essays, oldest first, by attempt; attempts without any are left out."""
    mark = EssayMark
    wanted = select(mark.attempt_id, mark.id, mark.question, mark.marker_id, mark.points, mark.comment, mark.marked_at)
    found: dict[int, list[MarkRow]] = {}
    for attempt_id, *row in session.execute(wanted.where(mark.attempt_id.in_(attempt_ids)).order_by(mark.id)):
        found.setdefault(attempt_id, []).append(MarkRow(*row))
    return found


def markers_wanted(session: Session, attempt_ids: Collection[int]) -> dict[int, int]:
    """How many markers each attempt is to have, where somebody said so; otherwise it is one."""
    wanted = select(MarkersWanted.attempt_id, MarkersWanted.markers).where(MarkersWanted.attempt_id.in_(attempt_ids))
    return {row.attempt_id: row.markers for row in session.execute(wanted.order_by(MarkersWanted.id))}


@dataclass(frozen=True, slots=True)
class Queue:
    """Which attempts with essays: of one course (None: of all), by people of these units (None: of all) but not by the
    actor herself; those that wait for a mark, or those marked. ``today`` says where people serve.
    """

    course: str | None
    units: frozenset[int] | None
    actor_id: int
    today: date
    marked: bool = False


def queue_count(session: Session, wanted: Queue) -> dict[str, int]:
    """How many attempts wait (or are marked), by course; courses without any are left out."""
    counted = _queued(select(Attempt.course, func.count(Attempt.id)), wanted).group_by(Attempt.course)
    return {course: number for course, number in session.execute(counted).all()}  # noqa: C416  # rows are no pairs


def queue(session: Session, wanted: Queue, *, offset: int, limit: int) -> list[Attempt]:
    """Some of these attempts: what waits longest first, of those marked the latest first."""
    order = Attempt.submitted_at.desc() if wanted.marked else Attempt.submitted_at.asc()
    return list(
        session.scalars(_queued(select(Attempt), wanted).order_by(order, Attempt.id).offset(offset).limit(limit))
    )


def next_to_mark(session: Session, wanted: Queue, after: int) -> int | None:
    """The attempt that waits longest among those that the actor has not marked, other than this one."""
    mine = select(EssayMark.attempt_id).where(EssayMark.marker_id == wanted.actor_id)
    found = _queued(select(Attempt.id), wanted).where(Attempt.id != after, Attempt.id.not_in(mine))
    row = session.execute(found.order_by(Attempt.submitted_at, Attempt.id).limit(1)).first()
    return row.id if row else None


def numbers(session: Session, course: str, items: Collection[str], enrolments: Collection[int]) -> dict[int, int]:
    """What participants are called where their names must not be seen: the place of their first attempt at a quiz among
    everybody's, which never changes. By enrolment.
    """
    first = select(Attempt.enrolment_id, func.min(Attempt.id).label("first"))
    first = first.where(Attempt.course == course, Attempt.item.in_(items)).group_by(Attempt.enrolment_id)
    firsts = first.subquery()
    numbered = select(firsts.c.enrolment_id, func.row_number().over(order_by=firsts.c.first).label("place")).subquery()
    wanted = select(numbered.c.enrolment_id, numbered.c.place).where(numbered.c.enrolment_id.in_(enrolments))
    return {row.enrolment_id: row.place for row in session.execute(wanted)}


def _queued(columns: Select[*tuple[Any, ...]], wanted: Queue) -> Select[*tuple[Any, ...]]:
    owner = aliased(Person, name="owner")
    living = func.coalesce(owner.merged_into_id, owner.id)
    statement = (
        columns.join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(owner, owner.id == Enrolment.person_id)
        .where(living != wanted.actor_id, _marked() if wanted.marked else _unmarked())
    )
    if not wanted.marked:
        statement = statement.where(owner.erased_at.is_(None))  # of her essay nothing is left to mark
    if wanted.course is not None:
        statement = statement.where(Attempt.course == wanted.course)
    if wanted.units is not None:
        statement = statement.join(Person, Person.id == living)
        statement = statement.join(Posting, Posting.id == posting_that_counts(wanted.today))
        statement = statement.where(Posting.unit_id.in_(wanted.units))
    return statement


def _unmarked() -> ColumnElement[bool]:
    """Whether an attempt still needs a mark: its first, or that of another marker."""
    last = select(MarkersWanted.markers).where(MarkersWanted.attempt_id == Attempt.id)
    wanted = last.order_by(MarkersWanted.id.desc()).limit(1).correlate(Attempt).scalar_subquery()
    given = select(func.count(EssayMark.marker_id.distinct())).where(EssayMark.attempt_id == Attempt.id)
    other = aliased(Attempt)
    without = select(other.id).where(other.passed.is_(None), other.submitted_at.is_not(None))
    asked = select(MarkersWanted.attempt_id)  # few, and those without a result are indexed: nobody reads all attempts
    return and_(
        Attempt.id.in_(union(without, asked)),
        Attempt.submitted_at.is_not(None),
        or_(Attempt.passed.is_(None), wanted > given.correlate(Attempt).scalar_subquery()),
    )


def _marked() -> ColumnElement[bool]:
    return and_(Attempt.id.in_(select(EssayMark.attempt_id)), Attempt.passed.is_not(None))
