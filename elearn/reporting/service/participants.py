"""A trainer's pages: her courses and their participants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.assessment.service import waiting_in
from elearn.content.model import Catalogue, Course, Finding, Lesson, Quiz, Severity
from elearn.core.errors import NotFound
from elearn.learning.rules import by_present_id, counts, resume
from elearn.people.rules import Actor, display_name
from elearn.reporting.queries import courses as numbers
from elearn.reporting.queries import participants as found
from elearn.reporting.queries.courses import Attended
from elearn.reporting.queries.participants import Participants
from elearn.reporting.rules import Order, Shown, limited_quizzes, quiet_since
from elearn.reporting.service.noting import Asker, Cut

Part = TypeVar("Part", bound=Cut)
NOT_YOURS = "Kursus ini tidak ada dalam daftar Anda."


@dataclass(frozen=True, slots=True)
class TaughtCourse:
    """A course of a trainer. ``course`` is None while no version of it could ever be published; ``to_mark`` attempts
    with essays wait.
    """

    slug: str
    course: Course | None
    attended: Attended
    findings: tuple[Finding, ...]
    to_mark: int = 0

    @property
    def title(self) -> str:
        return self.course.title if self.course else self.slug

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Participant:
    """A line of the list. ``at`` is where she stands (None: nothing is left to do, or she completed the course);
    ``revoked``: she did, and her certificate was revoked; ``quiet``: she did nothing for a fortnight; ``used_up``:
    quizzes at which she has no attempt left.
    """

    person_id: int
    name: str
    unit: str
    opened_at: datetime
    closed_at: datetime | None
    revoked: bool
    last: datetime
    done: int
    required: int
    at: Lesson | Quiz | None
    quiet: bool
    used_up: tuple[Quiz, ...]


@dataclass(frozen=True, slots=True)
class ParticipantsPage(Generic[Part]):
    """A page of the list, and which part of it that is. ``to_mark`` attempts with essays wait in the course."""

    course: Course
    lines: tuple[Participant, ...]
    part: Part
    to_mark: int = 0

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple(line.person_id for line in self.lines)


def taught_courses(session: Session, catalogue: Catalogue, *, actor: Actor, now: datetime) -> tuple[TaughtCourse, ...]:
    """The courses of a trainer by title, those that cannot be shown yet included."""
    by_course = findings_by_course(catalogue)
    slugs = {slug for slug in (*catalogue.courses, *by_course) if actor.trains(slug)}
    attended = numbers.attended(session)
    waiting = waiting_in(session, slugs, actor=actor, now=now)
    made = (replace(_taught(catalogue, slug, attended, by_course), to_mark=waiting.get(slug, 0)) for slug in slugs)
    return tuple(sorted(made, key=lambda taught: (taught.title.casefold(), taught.slug)))


def findings_by_course(catalogue: Catalogue) -> dict[str, tuple[Finding, ...]]:
    """What the check found, by course; what belongs to no course is under ""."""
    grouped: dict[str, list[Finding]] = {}
    for finding in catalogue.findings:
        grouped.setdefault(finding.course or "", []).append(finding)
    return {slug: tuple(findings) for slug, findings in grouped.items()}


def taught_course(catalogue: Catalogue, slug: str, *, actor: Actor) -> TaughtCourse:
    """One course with its findings. Raises NotFound for a course that she does not train."""
    by_course = findings_by_course(catalogue)
    if not actor.trains(slug) or (slug not in catalogue.courses and slug not in by_course):
        raise NotFound(NOT_YOURS)
    return _taught(catalogue, slug, {}, by_course)


def participants_page(
    session: Session,
    catalogue: Catalogue,
    slug: str,
    shown: Shown,
    order: Order,
    part_of: Callable[[int], Part],
    asker: Asker,
) -> ParticipantsPage[Part]:
    """A page of a course's participants. Four queries. Raises NotFound for a course that she does not train."""
    course = own_course(catalogue, slug, asker)
    wanted = Participants(course, shown, order, quiet_since(asker.at), asker.today)
    part = part_of(found.count(session, wanted))
    rows = found.page(session, wanted, offset=part.offset, limit=part.size)
    steps = found.progress_of(session, [row.id for row in rows])
    lines = tuple(_participant(course, row, steps.get(row.id, []), wanted.quiet) for row in rows)
    waiting = waiting_in(session, {slug}, actor=asker.actor, now=asker.at) if asker.actor else {}
    return ParticipantsPage(course, lines, part, waiting.get(slug, 0))


def own_course(catalogue: Catalogue, slug: str, asker: Asker) -> Course:
    """A course that the asker trains. Raises NotFound for any other."""
    course = catalogue.courses.get(slug)
    if course is None or asker.actor is None or not asker.actor.trains(slug):
        raise NotFound(NOT_YOURS)
    return course


def _taught(
    catalogue: Catalogue, slug: str, attended: dict[str, Attended], findings: dict[str, tuple[Finding, ...]]
) -> TaughtCourse:
    return TaughtCourse(slug, catalogue.courses.get(slug), attended.get(slug, Attended()), findings.get(slug, ()))


def _participant(course: Course, row: Row[Any], steps: list[Any], quiet: datetime) -> Participant:
    progress = by_present_id(course, steps)
    done, required = counts(course, progress)
    under_way = row.closed_at is None
    quizzes = enumerate(limited_quizzes(course))
    return Participant(
        person_id=row.person_id,
        name=name_of(row),
        unit=row.unit or "",
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        revoked=bool(row.revoked),
        last=row.last,
        done=done,
        required=required,
        at=resume(course, progress) if under_way else None,
        quiet=under_way and row.last <= quiet,
        used_up=tuple(quiz for n, quiz in quizzes if under_way and getattr(row, f"used_{n}")),
    )


def name_of(row: Row[Any]) -> str:
    """The name of the person in a row of hers."""
    return display_name(row.title_before, row.name, row.title_after)
