"""The manual as it lies beside the work, and what is left to set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, Course, CourseStatus, Lesson, Module, Quiz, Severity
from elearn.core.clock import zone_label
from elearn.core.errors import NotFound
from elearn.guide import queries
from elearn.guide.rules import MANUAL, SAMPLE, Installation, State, Step, steps
from elearn.people.queries import unit_scope
from elearn.people.rules import Actor
from elearn.settings import Settings

GONE = "Bagian panduan ini tidak ada. Buka daftar isi panduan."


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A lesson of the manual, with the ones before and after it."""

    course: Course
    module: Module
    lesson: Lesson
    previous: Lesson | None
    next: Lesson | None


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a new installation needs, and how much of it is left; what only a person can tell counts as neither."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        return sum(step.state is State.DONE for step in self.steps)

    @property
    def open(self) -> int:
        return sum(step.state is State.OPEN for step in self.steps)


def manual(catalogue: Catalogue) -> Course:
    """The admins' manual. Raises NotFound where the institution has none."""
    course = catalogue.courses.get(MANUAL)
    if course is None:
        raise NotFound("Situs ini tidak memuat Panduan Admin. Tanyakan kepada pengelola kontennya.")
    return course


def find_lesson(catalogue: Catalogue, item_id: str) -> Lesson | None:
    """A lesson of the manual by its present or a former id."""
    course = catalogue.courses.get(MANUAL)
    item = course.find_item(item_id) if course else None
    return None if item is None or isinstance(item, Quiz) else item


def manual_page(catalogue: Catalogue, item_id: str) -> ManualPage:
    """A lesson of the manual, which an admin reads without enrolling. Raises NotFound."""
    course, lesson = manual(catalogue), find_lesson(catalogue, item_id)
    module = course.module_of(lesson.id) if lesson else None
    if lesson is None or module is None:
        raise NotFound(GONE)
    texts = [item for item in course.items if not isinstance(item, Quiz)]
    at = texts.index(lesson)
    following = texts[at + 1] if at + 1 < len(texts) else None
    return ManualPage(course, module, lesson, texts[at - 1] if at else None, following)


def preparation(
    session: Session, catalogue: Catalogue, settings: Settings, *, actor: Actor, now: datetime
) -> Preparation:
    """What is left to set up. One query. Raises NotFound for an admin of some units only."""
    if unit_scope(session, actor).unit_ids is not None:
        raise NotFound("Halaman ini hanya untuk admin seluruh instansi.")
    return Preparation(steps(_installation(session, catalogue, settings, now), now))


def steps_left(session: Session, catalogue: Catalogue, settings: Settings, *, actor: Actor, now: datetime) -> int:
    """How many steps an admin of the whole institution has yet to take; 0 for everybody else."""
    if not actor.is_admin or unit_scope(session, actor).unit_ids is not None:
        return 0
    return preparation(session, catalogue, settings, actor=actor, now=now).open


def _installation(session: Session, catalogue: Catalogue, settings: Settings, now: datetime) -> Installation:
    found, reference = queries.counts(session), catalogue.reference
    return Installation(
        site_name=settings.chosen("site_name"),
        helpdesk=settings.chosen("helpdesk"),
        organisation=reference.institution.name,
        samples=tuple(
            dict.fromkeys(each.organiser for each in reference.certificates if each.organiser and SAMPLE in each.name)
        ),
        logo=bool(settings.logo),
        local_time=now.astimezone(ZoneInfo(settings.timezone)),
        zone=zone_label(settings.timezone),
        secure=settings.secure,
        mail=bool(settings.smtp_host),
        backed_up_at=_backed_up_at(settings),
        units=found.units,
        one_above_all=found.one_above_all,
        people=found.people,
        admins=found.admins,
        courses=sum(
            course.status is CourseStatus.PUBLISHED and SAMPLE not in course.organiser
            for course in catalogue.courses.values()
        ),
        content_errors=sum(finding.severity is Severity.ERROR for finding in catalogue.findings),
        demo=found.demo,
    )


def _backed_up_at(settings: Settings) -> datetime | None:
    """When the last backup was made; None, too, while that is just being written down, or where it cannot be read: half
    an instant has no zone.
    """
    try:
        at = datetime.fromisoformat(settings.backup_stamp.read_text().strip())
    except (OSError, ValueError):
        return None
    return at if at.tzinfo else None
