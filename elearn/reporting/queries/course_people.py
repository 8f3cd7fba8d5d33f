"""The runs behind the numbers of a course: whose they are, and how far they came."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlalchemy.orm import Session

from elearn.assessment.models import Attempt
from elearn.core.counting import counted
from elearn.learning.models import Completion, Enrolment
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.reporting.queries.participants import last_activity
from elearn.reporting.queries.people import Owner, Units, accounts_serving, living
from elearn.reporting.queries.quality import begun, closed, completed, handed_in, revoked, stopped
from elearn.reporting.rules.quality import Moment, RunFilter, Stand

BATCH = 2000
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class SelectedRuns:
    """A filter worked out: ``units`` None means everybody's runs; ``today`` says which posting counts."""

    asked: RunFilter
    units: Units
    today: date
    moment: Moment


def units_of_runs(session: Session, run_ids: Collection[int], today: date) -> dict[int, int | None]:
    """Where the people of some runs serve."""
    found: dict[int, int | None] = {}
    ids = sorted(run_ids)
    for start in range(0, len(ids), AT_ONCE):
        wanted = _with_people(select(Enrolment.id, Posting.unit_id), today)
        found |= {
            row[0]: row[1] for row in session.execute(wanted.where(Enrolment.id.in_(ids[start : start + AT_ONCE])))
        }
    return found


def count_far(session: Session, selected: SelectedRuns) -> int:
    """How many runs are listed, as far as ``counted`` counts."""
    return counted(session, select(Enrolment.id).where(*_conditions(selected)))


def count(session: Session, selected: SelectedRuns) -> int:
    """How many runs are listed, all of them."""
    return session.scalar(select(func.count()).select_from(Enrolment).where(*_conditions(selected))) or 0


def page_ids(session: Session, selected: SelectedRuns, *, offset: int, limit: int) -> Sequence[int]:
    """Some of them, those who enrolled last first."""
    wanted = select(Enrolment.id).where(*_conditions(selected)).order_by(Enrolment.id.desc())
    return session.scalars(wanted.offset(offset).limit(limit)).all()


def ordered_ids(session: Session, selected: SelectedRuns) -> Iterator[int]:
    """All of them in the same order, streamed."""
    wanted = select(Enrolment.id).where(*_conditions(selected)).order_by(Enrolment.id.desc())
    return iter(session.scalars(wanted.execution_options(yield_per=BATCH)))


def some(session: Session, selected: SelectedRuns, ids: Sequence[int]) -> list[Row[Any]]:
    """A few runs with their people and how far they came, in the order of their ids."""
    wanted = _with_people(_described(selected), selected.today).outerjoin(
        Completion, Completion.enrolment_id == Enrolment.id
    )
    rows = {row.id: row for row in session.execute(wanted.where(Enrolment.id.in_(ids)))}
    return [rows[number] for number in ids if number in rows]


def people(selected: SelectedRuns) -> Select[int]:
    """The ids of everybody in the list, each once."""
    names = select(Person.id).select_from(Enrolment).join(Owner, Owner.id == Enrolment.person_id)
    return names.join(Person, living()).where(*_conditions(selected)).distinct()


def _described(selected: SelectedRuns) -> Select[*tuple[Any, ...]]:
    tries = and_(Attempt.enrolment_id == Enrolment.id, handed_in(selected.moment))
    number = select(func.count(Attempt.id)).where(tries).correlate(Enrolment).scalar_subquery()
    best = select(func.max(Attempt.score)).where(tries).correlate(Enrolment).scalar_subquery()
    well = case((Attempt.passed.is_(True), 1), else_=0)
    passed = select(func.max(well)).where(tries).correlate(Enrolment).scalar_subquery()
    return select(
        Enrolment.id,
        Enrolment.course,
        Enrolment.opened_at,
        Person.id.label("person_id"),
        Person.nip,
        Person.title_before,
        Person.name,
        Person.title_after,
        Posting.status,
        Posting.unit_id,
        Completion.completed_on,
        case((completed(selected.moment), 1), else_=0).label("completed"),
        case((stopped(selected.moment), 1), else_=0).label("stopped"),
        case((revoked(selected.moment), 1), else_=0).label("revoked"),
        last_activity().label("last"),
        number.label("tries"),
        best.label("best"),
        passed.label("passed"),
    )


def _with_people(columns: Select[*tuple[Any, ...]], today: date) -> Select[Any]:
    return (
        columns.select_from(Enrolment)
        .join(Owner, Owner.id == Enrolment.person_id)
        .join(Person, living())
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
    )


def _conditions(selected: SelectedRuns) -> Iterator[ColumnElement[bool]]:
    """All on the run itself, so that counting joins nothing."""
    asked, moment = selected.asked, selected.moment
    yield begun(moment)
    if asked.course:
        yield Enrolment.course == asked.course
    if selected.units is not None:
        yield Enrolment.person_id.in_(accounts_serving(selected.today, Posting.unit_id.in_(selected.units)))
    tried = select(Attempt.enrolment_id).where(handed_in(moment, asked.course))
    passed = tried.where(Attempt.passed.is_(True))
    tries, well = Enrolment.id.in_(tried), Enrolment.id.in_(passed)
    found: dict[str, ColumnElement[bool]] = {
        Stand.COMPLETED: completed(moment),
        Stand.UNDER_WAY: and_(~closed(moment), ~stopped(moment)),
        Stand.STOPPED: stopped(moment),
        Stand.REVOKED: revoked(moment),
        Stand.HANDED_IN: tries,
        Stand.PASSED: well,
        Stand.FIRST: Enrolment.id.in_(passed.where(Attempt.number == 1)),
        Stand.NOT_PASSED: and_(tries, ~well),
    }
    if asked.state:
        yield found[asked.state]
