"""What people did with courses: numbers for the dashboard, and the conditions that the lists behind them share."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import CTE, ColumnElement, Row, and_, case, exists, false, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from elearn.assessment.models import Attempt
from elearn.core.database import bare
from elearn.credentials.standing_queries import fallen
from elearn.learning.models import Completion, Enrolment, ItemProgress
from elearn.learning.queries import fallen_runs
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.people import holding
from elearn.reporting.models import DashboardSum
from elearn.reporting.queries.people import Owner, Units, living
from elearn.reporting.rules.quality import Counted, Moment

BATCH = 2000
Numbers = dict[str, dict[str, int]]  # by what is counted, and course


class Days(FunctionElement[int]):
    """Whole days from one date to another."""

    inherit_cache = True


@compiles(Days)
def _subtracted(element: Days, compiler: SQLCompiler, **options: Any) -> str:
    first, last = (compiler.process(one, **options) for one in element.clauses)
    return f"({last} - {first})"


@compiles(Days, "sqlite")
def _between(element: Days, compiler: SQLCompiler, **options: Any) -> str:
    first, last = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(julianday({last}) - julianday({first}) AS INTEGER)"


def newest_run(session: Session) -> int:
    """The id of the last run; 0 when there is none."""
    return session.scalar(select(func.max(Enrolment.id))) or 0


def run_counts(session: Session, moment: Moment, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """(unit, course, runs, completed) of everybody. One look at every run."""
    place = _places(today)
    done = func.sum(case((completed(moment), 1), else_=0))
    wanted = select(place.c.unit_id, Enrolment.course, func.count(), done).select_from(Enrolment)
    wanted = wanted.join(place, place.c.account == Enrolment.person_id).where(begun(moment))
    return session.execute(wanted.group_by(place.c.unit_id, Enrolment.course)).all()


def stopped_counts(session: Session, moment: Moment, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """(unit, course, runs) of everybody who stopped."""
    place = _places(today)
    wanted = select(place.c.unit_id, Enrolment.course, func.count()).select_from(Enrolment)
    wanted = wanted.join(place, place.c.account == Enrolment.person_id).where(begun(moment), stopped(moment))
    return session.execute(wanted.group_by(place.c.unit_id, Enrolment.course)).all()


def quiz_counts(session: Session, moment: Moment, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """(unit, course, handed in, passed, passed at the first attempt) of the quizzes by which courses are passed."""
    place = _places(today)
    well = case((Attempt.passed.is_(True), 1), else_=0)
    at_once = case((and_(Attempt.passed.is_(True), Attempt.number == 1), 1), else_=0)
    tried = select(Attempt.enrolment_id, func.max(well).label("passed"), func.max(at_once).label("first"))
    runs = tried.where(handed_in(moment)).group_by(Attempt.enrolment_id).subquery()
    sums = (func.count(), func.sum(runs.c.passed), func.sum(runs.c.first))
    wanted = select(place.c.unit_id, Enrolment.course, *sums).select_from(runs)
    wanted = wanted.join(Enrolment, Enrolment.id == runs.c.enrolment_id)
    wanted = wanted.join(place, place.c.account == Enrolment.person_id).where(begun(moment))
    return session.execute(wanted.group_by(place.c.unit_id, Enrolment.course)).all()


def day_counts(session: Session, moment: Moment, today: date) -> Iterator[Row[*tuple[Any, ...]]]:
    """(unit, course, whole days from enrolment to completion, how many), streamed."""
    place, done = _places(today), Completion
    days = Days(done.started_on, done.completed_on)
    wanted = select(place.c.unit_id, done.course, days.label("days"), func.count()).select_from(done)
    wanted = wanted.join(place, place.c.account == done.person_id).where(
        done.completed_at <= moment.at, done.enrolment_id <= moment.newest, done.id.not_in(fallen(moment.at))
    )
    wanted = wanted.group_by(place.c.unit_id, done.course, days)
    yield from session.execute(wanted.execution_options(yield_per=BATCH))


def unit_parents(session: Session) -> dict[int, int | None]:
    """Every unit with the one above it."""
    return {row[0]: row[1] for row in session.execute(select(Unit.id, Unit.parent_id))}


def sums(session: Session, fold_id: int, units: Units, names: Collection[str]) -> Numbers:
    """Numbers of a fold over some units (None: over all)."""
    it = bare(DashboardSum).c
    wanted = select(it.name, it.key, func.sum(it.number)).where(it.fold_id == fold_id, it.name.in_(names))
    if units is not None:
        wanted = wanted.where(it.unit_id.in_(units))
    found: Numbers = {}
    for name, course, number in session.execute(wanted.group_by(it.name, it.key)):
        found.setdefault(name, {})[course] = int(number)
    return found


def medians(session: Session, fold_id: int, top: int) -> dict[str, int]:
    """Twice the median days of a unit with all below it (NOWHERE: of everybody), by course."""
    it = bare(DashboardSum).c
    wanted = select(it.key, it.number).where(it.fold_id == fold_id, it.name == Counted.DAYS.value, it.unit_id == top)
    return {row[0]: row[1] for row in session.execute(wanted)}


def stopped(moment: Moment) -> ColumnElement[bool]:
    """Whether a run was open at that moment and nothing had been done in it since ``quiet``: the same deeds as in the
    trainers' list of participants. Whoever waits for her quiz to be marked has not stopped.
    """
    began, at = moment.quiet, moment.at
    step, tries = ItemProgress.done_at, (Attempt.started_at, Attempt.submitted_at)
    within = or_(*(and_(one > began, one <= at) for one in tries))
    waits = and_(Attempt.submitted_at <= at, Attempt.passed.is_(None))
    finished = exists().where(ItemProgress.enrolment_id == Enrolment.id, step > began, step <= at)
    tried = exists().where(Attempt.enrolment_id == Enrolment.id, or_(within, waits))
    idle = (~finished.correlate(Enrolment), ~tried.correlate(Enrolment))
    return and_(~closed(moment), Enrolment.opened_at <= began, *idle)


def _places(today: date) -> CTE:
    """Every account, merged ones included, with the unit where its person serves. Worked out once, not once a run."""
    found = select(Owner.id.label("account"), Posting.unit_id).select_from(Owner)
    found = found.join(Person, living()).outerjoin(Posting, holding(today))
    return found.cte("place").prefix_with("MATERIALIZED", dialect="sqlite")


def begun(moment: Moment) -> ColumnElement[bool]:
    """Whether a run was there at that moment."""
    return and_(Enrolment.opened_at <= moment.at, Enrolment.id <= moment.newest)


def closed(moment: Moment) -> ColumnElement[bool]:
    """Whether a run had ended by then, whatever became of its certificate."""
    return and_(Enrolment.closed_at.is_not(None), Enrolment.closed_at <= moment.at)


def completed(moment: Moment) -> ColumnElement[bool]:
    """Whether a run was completed by then, so that it stood."""
    return and_(closed(moment), Enrolment.id.not_in(fallen_runs(moment.at)))


def revoked(moment: Moment) -> ColumnElement[bool]:
    """Whether a run was completed by then, and had fallen with its certificate."""
    return and_(closed(moment), Enrolment.id.in_(fallen_runs(moment.at)))


def handed_in(moment: Moment, course: str = "") -> ColumnElement[bool]:
    """Whether an attempt at the quiz by which its course is passed had been handed in."""
    finals = [(slug, final.ids) for slug, final in sorted(moment.finals.items()) if course in {"", slug}]
    either = [and_(Attempt.course == slug, Attempt.item.in_(ids)) for slug, ids in finals]
    return and_(or_(false(), *either), Attempt.submitted_at.is_not(None), Attempt.submitted_at <= moment.at)
