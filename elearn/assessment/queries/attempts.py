"""Reading attempts, their journals and the attempts granted. Services check whose they are before they ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Literal

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import Session

from elearn.assessment.models import (
    AnswerEvent,
    Attempt,
    AttemptGrant,
    AttemptReveal,
)
from elearn.assessment.rules import Event
from elearn.competency.queries import same_person
from elearn.content.model import Lesson, Quiz
from elearn.core.database import bare
from elearn.learning.models import Enrolment
from elearn.people.models import Person

Lock = Literal["read", "write"]
_TRY, _RUN = bare(Attempt).c, bare(Enrolment).c


def ids_of(item: Lesson | Quiz) -> tuple[str, ...]:
    """Every id under which attempts at this item may be stored: it may have been renamed."""
    return (item.id, *item.former_ids)


def times_seen(session: Session, person_id: int, course: str, items: Collection[str]) -> Counter[str]:
    """How often each question of a quiz was asked of a person, in any of her runs, by its id."""
    wanted = (
        select(_TRY.drawn)
        .join(bare(Enrolment), _RUN.id == _TRY.enrolment_id)
        .where(_RUN.person_id.in_(same_person(person_id)), _TRY.course == course, _TRY.item.in_(items))
    )
    return Counter(row["id"] for drawn in session.scalars(wanted) for row in drawn)


def before_and_after(
    session: Session, course: str, before: Collection[str], after: Collection[str], limit: int
) -> list[tuple[int, int]]:
    """For each run of a course with both: the first submitted attempt at a pre-test and the last at a post-test, by id;
    the newest runs.
    """
    first, last = (func.min(_TRY.id).label("first"), func.max(_TRY.id).label("last"))
    handed_in = (_TRY.course == course, _TRY.submitted_at.is_not(None))
    pre = select(_TRY.enrolment_id, first).where(*handed_in, _TRY.item.in_(before)).group_by(_TRY.enrolment_id)
    post = select(_TRY.enrolment_id, last).where(*handed_in, _TRY.item.in_(after)).group_by(_TRY.enrolment_id)
    earlier, later = pre.subquery(), post.subquery()
    wanted = select(earlier.c.first, later.c.last).join(later, later.c.enrolment_id == earlier.c.enrolment_id)
    rows = session.execute(wanted.order_by(later.c.last.desc()).limit(limit))
    return [(row.first, row.last) for row in rows]


def several(session: Session, attempt_ids: Collection[int]) -> Sequence[Attempt]:
    """Attempts by their ids."""
    return session.scalars(select(Attempt).where(Attempt.id.in_(attempt_ids))).all()


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
        .add_columns(AnswerEvent.question, AnswerEvent.value, AnswerEvent.made_at)
        .where(AnswerEvent.attempt_id.in_(list(attempt_ids)))
        .order_by(AnswerEvent.attempt_id, AnswerEvent.id)
    )
    found: dict[int, list[Event]] = {}
    for attempt_id, number, client_key, seq, question, value, made_at in session.execute(wanted):
        found.setdefault(attempt_id, []).append(Event(number, client_key, seq, question, tuple(value), made_at))
    yield from found.items()


def first_attempts(session: Session, course: str, items: Collection[str], limit: int) -> Sequence[Attempt]:
    """The newest of the submitted attempts that were somebody's first at a quiz, in her first run of the course."""
    wanted = (
        select(Attempt)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Attempt.course == course, Attempt.item.in_(items), Attempt.submitted_at.is_not(None))
        .where(Attempt.number == 1, Enrolment.run == 1)
    )
    return session.scalars(wanted.order_by(Attempt.id.desc()).limit(limit)).all()


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


def with_receipt(session: Session, code: str) -> Sequence[Row[Attempt, int]]:
    """The attempts with this receipt (hardly ever more than one), and whose they are."""
    living = func.coalesce(Person.merged_into_id, Person.id)
    wanted = select(Attempt, living).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    wanted = wanted.join(Person, Person.id == Enrolment.person_id).where(Attempt.receipt == code)
    return session.execute(wanted.order_by(Attempt.id)).all()


def any_attempt(session: Session, attempt_id: int, lock: Lock | None = None) -> Attempt | None:
    """An attempt by whomever, as it is now; ``lock`` as for ``own_attempt``."""
    wanted = select(Attempt).where(Attempt.id == attempt_id).execution_options(populate_existing=True)
    if lock is not None:
        wanted = wanted.with_for_update(read=lock == "read", key_share=lock == "write")
    return session.scalar(wanted)
