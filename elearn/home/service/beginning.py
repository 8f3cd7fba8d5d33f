"""The learner's home: what goes on, what is due, what could come next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy.orm import Session

from elearn.assessment.service import OpenAttempt, open_attempts
from elearn.competency import service as competency
from elearn.competency.rules import Standing, YearSummary
from elearn.content.model import Catalogue, Course, CourseStatus, Lesson, Quiz
from elearn.core.clock import local_date
from elearn.credentials import service as credentials
from elearn.home import queries, rules
from elearn.learning import queries as learning_queries
from elearn.learning.queries import Run
from elearn.learning.rules import by_present_id, visible
from elearn.learning.service import CourseCard, card_of
from elearn.people.rules import Actor
from elearn.programmes.service import OwnProgramme, leads, own_programmes

SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Started:
    """A course under way; ``stalled`` when nothing was finished for long. ``attempt`` is a quiz begun and not
    submitted, with which to go on; ``waiting`` one handed in that persons have yet to mark.
    """

    card: CourseCard
    last_at: datetime
    stalled: bool
    attempt: OpenAttempt | None
    waiting: OpenAttempt | None

    @property
    def resume(self) -> Lesson | Quiz | None:
        """Where to go on; nothing while the quiz that would be next waits."""
        item = self.card.resume
        names = (item.id, *item.former_ids) if item else ()
        return None if self.waiting and self.waiting.item in names else item


@dataclass(frozen=True, slots=True)
class CertificateDue:
    """A certificate that runs out soon; ``last_day`` is the last on which it counts. ``reason``: why an admin wants it
    renewed (empty: it runs out as printed). ``renewable``: its course takes participants.
    """

    code: str
    title: str
    course: str
    last_day: date
    reason: str
    renewable: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything on ``/beranda``. ``suggested`` are courses she may enter; ``newcomer``: no course taken yet;
    ``unread`` counts notices; ``asked`` are programmes that she has yet to complete; ``leads``: there are people whose
    superior she is.
    """

    year: int
    summary: YearSummary
    standing: Standing | None
    started: tuple[Started, ...]
    due: tuple[CertificateDue, ...]
    suggested: tuple[CourseCard, ...]
    newcomer: bool
    unread: int
    asked: tuple[OwnProgramme, ...]
    leads: bool


def home_page(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> HomePage:
    """The learner's home. Five queries, and more only for whoever has a course under way or an exception from her
    target, whoever leads somebody, or where a programme runs.
    """
    today = local_date(now, actor.zone)
    runs = learning_queries.runs_under_way(session, actor.id)
    under_way = [run for run in runs if not run.completed]
    begun = open_attempts(session, actor=actor, now=now) if under_way else ()
    attempts = {(attempt.course, attempt.waiting): attempt for attempt in reversed(begun)}
    started = (_started(catalogue, run, runs, attempts, now) for run in under_way)
    taken = {run.course for run in runs if run.stands or not run.completed}
    news = queries.news(session, actor.id)
    asked = own_programmes(session, catalogue, actor=actor, now=now) if news.running else ()
    owed = tuple(each for each in asked if each.owed)
    wanted = {step.slug for each in owed for step in each.courses}
    open_to_her = [course for course in catalogue.published() if course.slug not in taken]
    if wanted:
        open_to_her.sort(key=lambda course: course.slug not in wanted)  # what a programme asks for comes first
    offered = (card_of(catalogue, course, runs) for course in open_to_her)
    return HomePage(
        year=today.year,
        summary=competency.year_summary(
            session,
            person_id=actor.id,
            status=actor.status,
            year=today.year,
            today=today,
            reference=catalogue.reference,
            exempted=news.exempted,
        ),
        standing=competency.standing(session, person_id=actor.id, today=today, reference=catalogue.reference),
        started=tuple(sorted((one for one in started if one), key=lambda one: one.last_at, reverse=True)),
        due=_due(session, catalogue, actor, today),
        suggested=tuple(islice((card for card in offered if not card.unmet), SUGGESTED)),
        newcomer=not runs,
        unread=news.unread,
        asked=owed,
        leads=news.leading and leads(session, actor=actor, now=now),
    )


def _started(
    catalogue: Catalogue, run: Run, runs: list[Run], attempts: dict[tuple[str, bool], OpenAttempt], now: datetime
) -> Started | None:
    course = catalogue.courses.get(run.course)
    if course is None or not visible(course, taken=True):
        return None
    last = rules.last_activity(run.opened_at, by_present_id(course, run.rows))
    begun, waiting = attempts.get((run.course, False)), attempts.get((run.course, True))
    quiet = waiting is None and rules.stalled(last, now)  # whoever waits for others is not behind
    return Started(card_of(catalogue, course, runs), last, quiet, begun, waiting)


def _due(session: Session, catalogue: Catalogue, actor: Actor, today: date) -> tuple[CertificateDue, ...]:
    """What runs out soon, soonest first. One query, and one more when an admin asks for a renewal."""
    found = credentials.running_out(session, actor.id)
    asked = [each.course for each in found if each.renew_by is not None]
    why = credentials.reasons(session, asked) if asked else {}
    due = []
    for each in found:
        course = catalogue.courses.get(each.course)
        days = course.renewal_days if course else Course.renewal_days
        if each.last_day is not None and rules.is_due(each.last_day, today, days, asked=each.renew_by is not None):
            reason = why.get(each.course, "") if each.renew_by is not None else ""
            renewable = course is not None and course.status is CourseStatus.PUBLISHED
            due.append(CertificateDue(each.code, each.title, each.course, each.last_day, reason, renewable))
    return tuple(sorted(due, key=lambda one: one.last_day))
