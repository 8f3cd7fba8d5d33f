"""A course's own page: what it gives, what it asks, what is inside, and where the learner stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.assessment.queries import attempts_at
from elearn.assessment.service import open_attempts
from elearn.content.model import Catalogue, Course, CourseStatus, IpAsnPart, JpRule, Lesson, Module, Quiz, Retired
from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.credentials import service as credentials
from elearn.credentials.service import CertificateSummary, Renewal
from elearn.home import rules
from elearn.learning import queries as learning_queries
from elearn.learning import rules as learning
from elearn.learning.models import Completion
from elearn.learning.queries import Run
from elearn.learning.service import CourseCard, OutlineRow, card_of, outline_row
from elearn.learning.service.enrolling import NO_COURSE
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A course to complete first. Without a page (``open`` false) it can no longer be taken and binds nobody."""

    slug: str
    title: str
    done: bool
    open: bool


@dataclass(frozen=True, slots=True)
class ModuleOutline:
    """A module and its items as they stand to the learner."""

    module: Module
    rows: tuple[OutlineRow, ...]


@dataclass(frozen=True, slots=True)
class PastItem:
    """A retired item that the learner worked on; ``attempts`` are the ids of those she submitted, of a quiz."""

    item: Retired
    done_on: date | None
    attempts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CoursePage:
    """Everything on a course's page. ``news`` are required items that came after completion; ``may_settle``: all is
    done although nothing completed it, because the course shrank. ``least_days``: see the rule of that name.
    ``waiting``: ids of quizzes handed in that persons have yet to mark. ``renewal``: how her certificate stands, once
    she may renew it or is doing so. ``revoked``: she completed it, and it does not stand; ``may_enrol``: for the first
    time, or once more because of that; ``retaking``: she is doing so.
    """

    course: Course
    card: CourseCard
    prerequisites: tuple[Prerequisite, ...]
    competencies: tuple[tuple[str, int], ...]
    training_type: str
    rule: JpRule | None
    ip_asn: IpAsnPart | None
    least_days: int
    modules: tuple[ModuleOutline, ...]
    enrolled: bool
    may_enrol: bool
    may_settle: bool
    completed_on: date | None
    certificate: CertificateSummary | None
    news: tuple[Lesson | Quiz, ...]
    past: tuple[PastItem, ...]
    waiting: frozenset[str]
    renewal: Renewal | None
    revoked: bool
    retaking: bool


def course_page(session: Session, catalogue: Catalogue, course_slug: str, *, actor: Actor, now: datetime) -> CoursePage:
    """A course as it stands to a learner. Raises NotFound for a draft, or an archive that she never took."""
    course = catalogue.courses.get(course_slug)
    runs = learning_queries.runs(session, actor.id)
    run = learning_queries.latest(runs, course_slug)
    if course is None or not learning.visible(course, taken=run is not None):
        raise NotFound(NO_COURSE)
    progress = learning.by_present_id(course, run.rows) if run else {}
    completed, stands = run is not None and run.completed, run is not None and run.stands
    completion = learning_queries.completion_of(session, run.id) if run and completed else None
    waiting = _waiting(session, course, actor, now) if run else frozenset()
    card, revoked = card_of(catalogue, course, runs), run is not None and run.revoked
    reference = catalogue.reference
    named = reference.training_types.get(course.training_type)
    rule = reference.jp_rule(course.training_type, local_date(now, actor.zone))
    return CoursePage(
        course=course,
        card=card,
        prerequisites=_prerequisites(catalogue, course, {other.course for other in runs if other.stands}),
        competencies=rules.competency_names(catalogue, course),
        training_type=named.name if named else course.training_type,
        rule=rule,
        ip_asn=reference.ip_asn.part_of(course.training_type) if reference.ip_asn else None,
        least_days=rules.least_days(course, rule),
        modules=_modules(course, progress, waiting, completed=completed, enrolled=run is not None),
        enrolled=run is not None,
        may_enrol=(run is None or revoked) and course.status is CourseStatus.PUBLISHED and not card.unmet,
        may_settle=run is not None and not completed and learning.course_done(course, progress),
        completed_on=completion.completed_on if completion else None,
        certificate=_certificate(session, completion),
        news=tuple(i for i in course.required_items if stands and not learning.is_done(progress, i.id)),
        past=tuple(_past(session, course, run)) if run else (),
        waiting=waiting,
        renewal=_renewal(session, course, run, actor, now),
        revoked=revoked,
        retaking=run is not None and not completed and any(one.revoked for one in runs if one.course == course_slug),
    )


def _renewal(session: Session, course: Course, run: Run | None, actor: Actor, now: datetime) -> Renewal | None:
    if run is None or (run.number == 1 and not run.completed):
        return None
    today = local_date(now, actor.zone)
    found = credentials.renewal(session, actor.id, course.slug, days=course.renewal_days, today=today)
    return found if found and (found.open or not run.completed) else None


def _past(session: Session, course: Course, run: Run) -> Iterator[PastItem]:
    """What she did with items that are no more. One query for each such quiz."""
    rows = {row.item: row for row in run.rows}
    for item in course.retired:
        if item.id in rows:
            found = attempts_at(session, run.id, [item.id]) if item.kind == "kuis" else []
            yield PastItem(item, rows[item.id].done_on, tuple(each.id for each in found if each.submitted_at))


def _prerequisites(catalogue: Catalogue, course: Course, completed: set[str]) -> tuple[Prerequisite, ...]:
    found = []
    for slug in course.prerequisites:
        other = catalogue.courses.get(slug)
        title = other.title if other else slug
        takeable = other is not None and other.status is CourseStatus.PUBLISHED
        found.append(Prerequisite(slug, title, slug in completed, takeable))
    return tuple(found)


def _modules(
    course: Course, progress: learning.Progress, waiting: frozenset[str], *, completed: bool, enrolled: bool
) -> tuple[ModuleOutline, ...]:
    """The outline. Who is not enrolled sees no locks: the button to enrol says what to do."""
    locked = learning.locks(course, progress, completed=completed) if enrolled else {}
    return tuple(
        ModuleOutline(
            module,
            tuple(replace(outline_row(item, progress, locked), waiting=item.id in waiting) for item in module.items),
        )
        for module in course.modules
    )


def _waiting(session: Session, course: Course, actor: Actor, now: datetime) -> frozenset[str]:
    """The quizzes that she handed in and persons have yet to mark."""
    found = (one for one in open_attempts(session, actor=actor, now=now) if one.waiting and one.course == course.slug)
    items = (course.find_item(one.item) for one in found)
    return frozenset(item.id for item in items if item is not None)


def _certificate(session: Session, completion: Completion | None) -> CertificateSummary | None:
    return credentials.for_completions(session, [completion.id]).get(completion.id) if completion else None
