"""Reading attempts, their journals and the attempts granted. Services check whose they are before they ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from elearn.assessment.models import (
    AnswerEvent,
    Attempt,
    AttemptGrant,
    AttemptRegrade,
    AttemptReveal,
    EssayMark,
    MarkersWanted,
)
from elearn.assessment.rules import Event, MarkRow
from elearn.competency.queries import same_person
from elearn.content.model import Lesson, Quiz
from elearn.core.database import bare
from elearn.learning.models import Enrolment
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts

Lock = Literal["read", "write"]


def ids_of(item: Lesson | Quiz) -> tuple[str, ...]:
    """Every id under which attempts at this item may be stored: it may have been renamed."""
    return (item.id, *item.former_ids)


def own_attempt(session: Session, attempt_id: int, person_id: int, lock: Lock | None = None) -> Attempt | None:
    """An attempt of this person (or of an account merged into hers), as it is now.

    ``read`` keeps it from being submitted until this transaction ends, ``write`` from anything. SQLite needs neither:
    its writers wait for each other.
    """
    wanted = (
        select(Attempt)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Attempt.id == attempt_id, Enrolment.person_id.in_(same_person(person_id)))
        .execution_options(populate_existing=True)
    )
    if lock is not None:
        wanted = wanted.with_for_update(of=Attempt, read=lock == "read", key_share=lock == "write")
    return session.scalar(wanted)


def attempts_at(session: Session, enrolment_id: int, items: Collection[str]) -> list[Attempt]:
    """The attempts of one run at one quiz, oldest first."""
    wanted = select(Attempt).where(Attempt.enrolment_id == enrolment_id, Attempt.item.in_(items))
    return list(session.scalars(wanted.order_by(Attempt.number).execution_options(populate_existing=True)))


def revealed(session: Session, attempt_id: int) -> frozenset[str]:
    """The questions of a running attempt whose keys were shown: their answers stay as they are."""
    return frozenset(session.scalars(_REVEALED, {"attempt": attempt_id}))


_SHOWN = bare(AttemptReveal)
_REVEALED = select(_SHOWN.c.question).where(_SHOWN.c.attempt_id == bindparam("attempt"))


def granted(session: Session, enrolment_id: int, items: Collection[str]) -> int:
    """How many attempts were granted beyond the quiz's limit."""
    wanted = select(func.coalesce(func.sum(AttemptGrant.extra), 0))
    return int(
        session.scalar(wanted.where(AttemptGrant.enrolment_id == enrolment_id, AttemptGrant.item.in_(items))) or 0
    )


def events(session: Session, attempt_id: int) -> list[Event]:
    """The journal of one attempt, in order of arrival."""
    return [event for _, journal in journals(session, [attempt_id]) for event in journal]


def journals(session: Session, attempt_ids: Iterable[int]) -> Iterator[tuple[int, list[Event]]]:
    """The journals of attempts that have one, by attempt id."""
    wanted = (
        select(AnswerEvent.attempt_id, AnswerEvent.id, AnswerEvent.client_key, AnswerEvent.seq)
        .add_columns(AnswerEvent.question, AnswerEvent.value)
        .where(AnswerEvent.attempt_id.in_(list(attempt_ids)))
        .order_by(AnswerEvent.attempt_id, AnswerEvent.id)
    )
    found: dict[int, list[Event]] = {}
    for attempt_id, number, client_key, seq, question, value in session.execute(wanted):
        found.setdefault(attempt_id, []).append(Event(number, client_key, seq, question, tuple(value)))
    yield from found.items()


def submitted(session: Session, course: str, items: Collection[str], after: int, limit: int) -> list[Attempt]:
    """Submitted attempts at a quiz by anybody, by id: the next ``limit`` after the id ``after``."""
    wanted = select(Attempt).where(Attempt.course == course, Attempt.item.in_(items), Attempt.submitted_at.is_not(None))
    return list(session.scalars(wanted.where(Attempt.id > after).order_by(Attempt.id).limit(limit)))


_TRY, _RUN = bare(Attempt).c, bare(Enrolment).c
# Built once: home asks this on every request of somebody with a course under way.
_UNSETTLED = (
    select(_TRY.id, _TRY.course, _TRY.item, _TRY.deadline_at, _TRY.submitted_at)
    .join(bare(Enrolment), _RUN.id == _TRY.enrolment_id)
    .where(_RUN.person_id.in_(same_person(bindparam("person"))), _TRY.passed.is_(None))
    .order_by(_TRY.started_at.desc(), _TRY.id.desc())
)


def unsettled(session: Session, person_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Id, course, item, deadline and submission of a person's attempts without a final result, newest first: those that
    nobody has submitted or closed yet, and those that wait to be marked.
    """
    return session.execute(_UNSETTLED, {"person": person_id}).all()


def owner_of(session: Session, attempt_id: int) -> int | None:
    """Whose attempt it is: the account that lives on, if hers was merged into another."""
    living = func.coalesce(Person.merged_into_id, Person.id)
    wanted = select(living).join(Enrolment, Enrolment.person_id == Person.id)
    wanted = wanted.join(Attempt, Attempt.enrolment_id == Enrolment.id)
    return session.scalar(wanted.where(Attempt.id == attempt_id))


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


def regrades(session: Session, attempt_id: int) -> list[AttemptRegrade]:
    """How often an attempt was graded again, oldest first."""
    wanted = select(AttemptRegrade).where(AttemptRegrade.attempt_id == attempt_id)
    return list(session.scalars(wanted.order_by(AttemptRegrade.id)))


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


def any_attempt(session: Session, attempt_id: int, lock: Lock | None = None) -> Attempt | None:
    """An attempt by whomever, as it is now; ``lock`` as for ``own_attempt``."""
    wanted = select(Attempt).where(Attempt.id == attempt_id).execution_options(populate_existing=True)
    if lock is not None:
        wanted = wanted.with_for_update(read=lock == "read", key_share=lock == "write")
    return session.scalar(wanted)


def _queued(columns: Select[*tuple[Any, ...]], wanted: Queue) -> Select[*tuple[Any, ...]]:
    owner = aliased(Person, name="owner")
    living = func.coalesce(owner.merged_into_id, owner.id)
    statement = (
        columns.join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(owner, owner.id == Enrolment.person_id)
        .where(living != wanted.actor_id, _marked() if wanted.marked else _unmarked())
    )
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
