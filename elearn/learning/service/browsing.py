"""The catalogue as a learner sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, Course, CourseStatus, Lesson, Quiz
from elearn.learning import queries, rules
from elearn.learning.queries import Run
from elearn.learning.rules import Mine, Search
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in a list, and how it stands to the learner. ``done`` of ``required`` items; ``resume`` is where
    to go on; ``unmet`` the prerequisites still to be completed. ``stands``: she completed it once, so that it counts.
    """

    course: Course
    mine: Mine
    done: int
    required: int
    resume: Lesson | Quiz | None
    unmet: tuple[Course, ...]
    stands: bool


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """The courses found, by title; ``competencies`` are (code, name) to filter by, those that courses develop."""

    cards: tuple[CourseCard, ...]
    competencies: tuple[tuple[str, str], ...]
    offered: int


def catalogue_page(session: Session, catalogue: Catalogue, search: Search, *, actor: Actor) -> CataloguePage:
    """The published courses that match, and archived ones only among her own. One query."""
    runs = queries.runs(session, actor.id)
    cards = (card_of(catalogue, course, runs) for course in _shown(catalogue, runs, search))
    return CataloguePage(
        cards=tuple(card for card in cards if not search.mine or card.mine == search.mine),
        competencies=_competencies(catalogue),
        offered=len(catalogue.published()),
    )


def card_of(catalogue: Catalogue, course: Course, runs: list[Run]) -> CourseCard:
    """A course as it stands to a learner, given all her runs."""
    run = queries.latest(runs, course.slug)
    progress = rules.by_present_id(course, run.rows) if run else {}
    completed = {other.course for other in runs if other.stands}
    done, required = rules.counts(course, progress)
    return CourseCard(
        course=course,
        mine=_mine(run, course.slug in completed),
        done=done,
        required=required,
        resume=rules.resume(course, progress),
        unmet=rules.unmet_prerequisites(catalogue, course, completed) if run is None or run.revoked else (),
        stands=course.slug in completed,
    )


def _mine(run: Run | None, stands: bool) -> Mine:
    """By the newest run; a renewal that was revoked takes nothing from an earlier certificate."""
    if run is None:
        return Mine.NEW
    if not run.completed:
        return Mine.OPEN
    return Mine.COMPLETED if stands else Mine.REVOKED


def _shown(catalogue: Catalogue, runs: list[Run], search: Search) -> Iterable[Course]:
    taken = {run.course for run in runs} if search.mine else set()
    archived = [c for c in catalogue.courses.values() if c.status is CourseStatus.ARCHIVED and c.slug in taken]
    found = (course for course in (*catalogue.published(), *archived) if rules.matches(course, search))
    return sorted(found, key=lambda course: (course.title.casefold(), course.slug))


def _competencies(catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    known = catalogue.reference.competencies
    codes = {target.code for course in catalogue.published() for target in course.competencies}
    named = ((code, known[code].name if code in known else code) for code in codes)
    return tuple(sorted(named, key=lambda pair: pair[1].casefold()))
