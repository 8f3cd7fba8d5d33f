"""The participants of a course: how far each is, and who is stuck."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, exists, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from elearn.assessment.models import Attempt, AttemptGrant
from elearn.content.model import Course, Quiz
from elearn.core.database import Instant
from elearn.learning.models import Enrolment, ItemProgress
from elearn.learning.queries import changed_since, fallen_runs
from elearn.learning.rules import Done
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.people import posting_that_counts
from elearn.reporting.queries.people import Owner, living
from elearn.reporting.rules import Order, Shown, done_item_ids, limited_quizzes, renamed_items

ORDERS = ("aktif", "nama", "unit", "mulai", "kemajuan")


@dataclass(frozen=True, slots=True)
class Participants:
    """Which participants of a course, in which order. Whoever did nothing after ``quiet`` is stuck."""

    course: Course
    shown: Shown
    order: Order
    quiet: datetime
    today: date


def count(session: Session, wanted: Participants) -> int:
    """How many participants are listed."""
    return session.scalar(select(func.count(Enrolment.id)).where(*_conditions(wanted))) or 0


def page(session: Session, wanted: Participants, *, offset: int, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Some participants, in order, each with her latest run. Only ids are sorted, as in the completion list."""
    order = tuple(_order(wanted))
    ids = _with_people(select(Enrolment.id), wanted.today).where(*_conditions(wanted))
    ids = ids.order_by(*order).offset(offset).limit(limit)
    columns = (
        Enrolment.id,
        Person.id.label("person_id"),
        Person.title_before,
        Person.name,
        Person.title_after,
        Unit.name.label("unit"),
        Enrolment.opened_at,
        Enrolment.closed_at,
        Enrolment.id.in_(fallen_runs()).label("revoked"),
        last_activity().label("last"),
        *(used_up(quiz).label(f"used_{number}") for number, quiz in enumerate(limited_quizzes(wanted.course))),
    )
    listed = _with_people(select(*columns), wanted.today).where(Enrolment.id.in_(ids.scalar_subquery()))
    return session.execute(listed.order_by(*order)).all()


def progress_of(session: Session, enrolment_ids: Collection[int]) -> dict[int, list[Done]]:
    """The progress rows of a few runs."""
    step = ItemProgress
    wanted = select(step.enrolment_id, step.item, step.done_on, step.done_at, step.best_score, changed_since())
    wanted = wanted.join(Enrolment, Enrolment.id == step.enrolment_id).where(step.enrolment_id.in_(enrolment_ids))
    found: dict[int, list[Done]] = {}
    for number, item, done_on, done_at, best, again in session.execute(wanted):
        found.setdefault(number, []).append(Done(item, done_on, done_at, best, again))
    return found


def used_up_at(session: Session, course: Course, quiz: Quiz, today: date, limit: int) -> Sequence[Row[Any]]:
    """Those who used up their attempts at a quiz without passing, by name."""
    columns = (Person.id, Person.title_before, Person.name, Person.title_after, Unit.name.label("unit"))
    wanted = _with_people(select(*columns), today).where(*_latest_runs(course.slug), _open(), used_up(quiz))
    return session.execute(wanted.order_by(func.lower(Person.name), Person.id).limit(limit)).all()


def used_up(quiz: Quiz) -> ColumnElement[bool]:
    """Whether a run has no attempt left at a quiz, none running or waiting to be marked, and none passed."""
    ids = (quiz.id, *quiz.former_ids)
    here = and_(Attempt.enrolment_id == Enrolment.id, Attempt.item.in_(ids))
    used: ScalarSelect[int] = select(func.count(Attempt.id)).where(here).correlate(Enrolment).scalar_subquery()
    more: ScalarSelect[int] = (
        select(func.coalesce(func.sum(AttemptGrant.extra), 0))
        .where(AttemptGrant.enrolment_id == Enrolment.id, AttemptGrant.item.in_(ids))
        .correlate(Enrolment)
        .scalar_subquery()
    )
    # without a final result it is running, or waits to be marked
    alive = exists().where(here, or_(Attempt.passed.is_(True), Attempt.passed.is_(None))).correlate(Enrolment)
    return and_(used >= more + (quiz.attempts or 0), ~alive)


class Latest(FunctionElement[datetime]):
    """The latest of several instants, none of them NULL."""

    type = Instant()
    inherit_cache = True


@compiles(Latest)
def _greatest(element: Latest, compiler: SQLCompiler, **options: Any) -> str:
    return f"greatest({compiler.process(element.clauses, **options)})"


@compiles(Latest, "sqlite")
def _max(element: Latest, compiler: SQLCompiler, **options: Any) -> str:
    return f"max({compiler.process(element.clauses, **options)})"


def last_activity() -> ColumnElement[datetime]:
    """When somebody last entered the course, finished an item, or began or submitted an attempt."""
    finished = select(func.max(ItemProgress.done_at)).where(ItemProgress.enrolment_id == Enrolment.id)
    worked = func.max(func.coalesce(Attempt.submitted_at, Attempt.started_at))
    tried = select(worked).where(Attempt.enrolment_id == Enrolment.id)
    each = (one.correlate(Enrolment).scalar_subquery() for one in (finished, tried))
    return Latest(Enrolment.opened_at, *(func.coalesce(at, Enrolment.opened_at) for at in each))


def _with_people(columns: Select[*tuple[Any, ...]], today: date) -> Select[Any]:
    return (
        columns.select_from(Enrolment)
        .outerjoin(Owner, Owner.id == Enrolment.person_id)
        .outerjoin(Person, living())
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
    )


def _latest_runs(slug: str) -> Iterator[ColumnElement[bool]]:
    later = aliased(Enrolment)
    again = exists().where(later.person_id == Enrolment.person_id, later.course == slug, later.run > Enrolment.run)
    yield Enrolment.course == slug
    yield ~again


def _open() -> ColumnElement[bool]:
    return Enrolment.closed_at.is_(None)


def _conditions(wanted: Participants) -> Iterator[ColumnElement[bool]]:
    yield from _latest_runs(wanted.course.slug)
    if wanted.shown is Shown.COMPLETED:
        yield and_(Enrolment.closed_at.is_not(None), Enrolment.id.not_in(fallen_runs()))
    if wanted.shown in {Shown.OPEN, Shown.STUCK}:
        yield _open()
    if wanted.shown is Shown.STUCK:
        quizzes = limited_quizzes(wanted.course)
        yield or_(last_activity() <= wanted.quiet, *(used_up(quiz) for quiz in quizzes))


def _order(wanted: Participants) -> Iterator[ColumnElement[Any]]:
    keys: dict[str, Any] = {
        "nama": func.lower(Person.name),
        "unit": func.lower(Unit.name),
        "mulai": Enrolment.opened_at,
        "kemajuan": _done_count(wanted.course),
        "aktif": last_activity(),
    }
    key = keys[wanted.order.column]
    sorted_by = key.desc() if wanted.order.descending else key.asc()
    yield sorted_by.nulls_last() if wanted.order.column == "unit" else sorted_by
    yield Enrolment.id.desc() if wanted.order.descending else Enrolment.id.asc()


def _done_count(course: Course) -> ScalarSelect[int]:
    """How many required items are done, a renamed one counted once."""
    renamed = renamed_items(course)
    item: Any = case(renamed, value=ItemProgress.item, else_=ItemProgress.item) if renamed else ItemProgress.item
    return (
        select(func.count(item.distinct()))
        .where(
            ItemProgress.enrolment_id == Enrolment.id,
            ItemProgress.done_at.is_not(None),
            changed_since().is_(None),
            ItemProgress.item.in_(done_item_ids(course)),
        )
        .correlate(Enrolment)
        .scalar_subquery()
    )
