"""Reading enrolments, progress and completions of one person; others' rows are the business of reporting."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm import Session

from elearn.competency.queries import same_person
from elearn.core.database import bare
from elearn.credentials.standing_queries import fallen, has_fallen
from elearn.learning.models import Completion, Enrolment, ItemProgress, PathCompletion, Reread
from elearn.learning.rules import Done
from elearn.people.models import Person


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a course by a person, with the progress rows that were asked for. Closed means completed;
    ``revoked``: its completion fell with its certificate.
    """

    id: int
    person_id: int
    course: str
    number: int
    opened_at: datetime
    closed_at: datetime | None
    revoked: bool = False
    rows: tuple[Done, ...] = ()

    @property
    def completed(self) -> bool:
        return self.closed_at is not None

    @property
    def stands(self) -> bool:
        """Whether the course is done by it."""
        return self.completed and not self.revoked


def runs(session: Session, person_id: int) -> list[Run]:
    """All runs of a person with all their progress, oldest first. One query."""
    return _collect(session, _RUNS, {"person": person_id})


def runs_under_way(session: Session, person_id: int) -> list[Run]:
    """All runs of a person, oldest first, with the progress of those that are open. One query."""
    return _collect(session, _UNDER_WAY, {"person": person_id})


def runs_around(session: Session, person_id: int, course: str, on: date) -> list[Run]:
    """The runs of one course with all their progress, and every other open run with what was finished on a local date:
    all that a lesson page asks of the database, in one query.
    """
    return _collect(session, _AROUND, {"person": person_id, "course": course, "on": on})


def latest(found: list[Run], course: str) -> Run | None:
    """The newest run of a course."""
    return next((run for run in reversed(found) if run.course == course), None)


def locked_run(session: Session, enrolment_id: int, person_id: int) -> Run | None:
    """A person's own run with its progress, locked until the transaction ends: of two items finished at once the second
    sees the first, so that one of them completes the course. SQLite's writers wait for each other anyway.
    """
    own = Enrolment.person_id.in_(same_person(person_id))
    held = session.scalar(select(Enrolment.id).where(Enrolment.id == enrolment_id, own).with_for_update())
    if held is None:
        return None
    return _collect(session, _RUNS.where(_RUN.c.id == held), {"person": person_id})[0]


def completed_courses(session: Session, person_id: int) -> frozenset[str]:
    """The courses that a person completed, so that it stands."""
    own = (Completion.person_id.in_(same_person(person_id)), ~has_fallen(Completion.id.expression))
    return frozenset(session.scalars(select(Completion.course).where(*own)))


def completion_ids(session: Session, person_id: int) -> Mapping[int, Completion]:
    """A person's completions by the id of their run."""
    found = session.scalars(select(Completion).where(Completion.person_id.in_(same_person(person_id))))
    return {completion.enrolment_id: completion for completion in found}


def completion_of(session: Session, enrolment_id: int) -> Completion | None:
    """The completion of a run."""
    return session.scalar(select(Completion).where(Completion.enrolment_id == enrolment_id))


def completions_of(session: Session, person_id: int, courses: Collection[str]) -> list[Completion]:
    """A person's completions of these courses that stand, oldest first."""
    own = (Completion.person_id.in_(same_person(person_id)), Completion.course.in_(courses))
    wanted = select(Completion).where(*own, ~has_fallen(Completion.id.expression))
    return list(session.scalars(wanted.order_by(Completion.completed_at, Completion.id)))


def completed_paths(session: Session, person_id: int, paths: Collection[str]) -> dict[str, int]:
    """Which of these learning paths a person completed: the id of the completion, by the path's."""
    own = (PathCompletion.person_id.in_(same_person(person_id)), PathCompletion.path.in_(paths))
    wanted = select(PathCompletion.path, PathCompletion.id).where(*own).order_by(PathCompletion.id.desc())
    return {row.path: row.id for row in session.execute(wanted)}


def fallen_runs(by: datetime | None = None) -> Select[int]:
    """The ids of runs whose completion fell with its certificate ``by`` an instant (None: by now)."""
    return select(Completion.enrolment_id).where(Completion.id.in_(fallen(by)))


def finishers(session: Session, path: str, courses: Collection[str], after: int, people: int) -> list[int]:
    """The next accounts, by id, that completed all of these courses and have no completion of the path."""
    owner = func.coalesce(Person.merged_into_id, Person.id)
    have = select(owner).join(PathCompletion, PathCompletion.person_id == Person.id).where(PathCompletion.path == path)
    wanted = (
        select(owner)
        .join(Completion, Completion.person_id == Person.id)
        .where(Completion.course.in_(courses), owner > after, owner.not_in(have), Completion.id.not_in(fallen()))
        .group_by(owner)
        .having(func.count(Completion.course.distinct()) == len(courses))
    )
    return list(session.scalars(wanted.order_by(owner).limit(people)))


def reason_to_reread(session: Session, course: str, items: Collection[str]) -> str:
    """What a trainer last said to those who must read an item again. ``items`` are all ids of it."""
    wanted = select(Reread.reason).where(Reread.course == course, Reread.item.in_(items))
    return session.scalar(wanted.order_by(Reread.id.desc()).limit(1)) or ""


Columns = Select[*tuple[Any, ...]]


_RUN, _STEP, _REREAD, _DONE = bare(Enrolment), bare(ItemProgress), bare(Reread), bare(Completion)


def changed_since() -> ScalarSelect[datetime | None]:
    """Beside an enrolment and a progress row: since when the item must be read again; NULL: it need not."""
    run, step, again = _RUN.c, _STEP.c, _REREAD.c
    return (
        select(func.max(again.since))
        .where(again.course == run.course, again.item == step.item, run.closed_at.is_(None))
        .where(again.since > step.done_at, again.version.is_distinct_from(step.version))
        .correlate(_RUN, _STEP)
        .scalar_subquery()
    )


# Of an enrolment; only completed ones are looked at.
_REVOKED = and_(
    _RUN.c.closed_at.is_not(None),
    select(_DONE.c.id).where(_DONE.c.enrolment_id == _RUN.c.id, has_fallen(_DONE.c.id)).correlate(_RUN).exists(),
).label("revoked")


def _with_progress(which: ColumnElement[bool]) -> Columns:
    run, step = _RUN.c, _STEP.c
    return (
        select(run.id, run.person_id, run.course, run.run, run.opened_at, run.closed_at, _REVOKED)
        .add_columns(step.item, step.done_on, step.done_at, step.best_score, changed_since().label("again"))
        .select_from(_RUN)
        .outerjoin(_STEP, and_(step.enrolment_id == run.id, which))
        .where(run.person_id.in_(same_person(bindparam("person"))))
        .order_by(run.opened_at, run.id)
    )


# Built once: home and every lesson page ask these on every request.
_RUNS = _with_progress(true())
_UNDER_WAY = _with_progress(_RUN.c.closed_at.is_(None))
_OF_COURSE = _RUN.c.course == bindparam("course")
_AROUND = _with_progress(or_(_OF_COURSE, _STEP.c.done_on == bindparam("on"))).where(
    or_(_OF_COURSE, _RUN.c.closed_at.is_(None))
)


def _collect(session: Session, wanted: Columns, values: dict[str, Any]) -> list[Run]:
    heads: dict[int, list[Any]] = {}
    steps: dict[int, list[Done]] = {}
    for row in session.execute(wanted, values):
        number = row[0]
        if number not in heads:
            heads[number] = [*row[:6], bool(row[6])]
            steps[number] = []
        if row[7] is not None:
            steps[number].append(Done(*row[7:]))
    return [Run(*[*head, tuple(steps[number])]) for number, head in heads.items()]
