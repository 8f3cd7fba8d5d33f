"""An admin's first page, the state of the content, and the background jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, Course, Finding, Severity
from elearn.core.errors import NotFound
from elearn.external import queries as external
from elearn.external.queries import QueueFilter
from elearn.jobs import service as jobs
from elearn.notices.queries import count_outbox
from elearn.notices.rules import MailState
from elearn.reporting.queries import completions, overview
from elearn.reporting.queries import courses as numbers
from elearn.reporting.queries.completions import Selected
from elearn.reporting.queries.courses import Attended
from elearn.reporting.queries.overview import JobCounts
from elearn.reporting.rules import CompletionFilter, job_words
from elearn.reporting.service.noting import Asker, Cut, note_done

Part = TypeVar("Part", bound=Cut)


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers within an admin's scope; ``submissions``: those that wait for a decision. ``failed_mails``
    and ``jobs`` are None for an admin of some units only.
    """

    year: int
    people: int
    completions: int
    open_enrolments: int
    submissions: int
    content_errors: int
    failed_mails: int | None
    jobs: JobCounts | None


@dataclass(frozen=True, slots=True)
class CourseState:
    """A course as it is published, and what the check found in it."""

    course: Course
    attended: Attended
    errors: int
    advice: int


@dataclass(frozen=True, slots=True)
class ContentPage:
    """All courses by title, and all findings by file and line."""

    courses: tuple[CourseState, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class PendingJob:
    """A job that is not done. ``state``: gagal, berjalan, menunggu."""

    id: int
    what: str
    state: str
    created_at: datetime
    run_at: datetime
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class JobsPage(Generic[Part]):
    """A page of pending jobs."""

    lines: tuple[PendingJob, ...]
    part: Part
    counts: JobCounts


def admin_overview(session: Session, catalogue: Catalogue, asker: Asker) -> Overview:
    """What an admin sees first. At most eight queries."""
    scope, today = asker.scope(session), asker.today
    units = scope.unit_ids
    this_year = CompletionFilter(first=date(today.year, 1, 1), last=date(today.year, 12, 31))
    return Overview(
        year=today.year,
        people=overview.people_count(session, units, today),
        completions=completions.extent(session, Selected(this_year, units, today)).rows,
        open_enrolments=overview.open_enrolments(session, units, today),
        submissions=external.count_queue(session, scope, QueueFilter(), today),
        content_errors=sum(finding.severity is Severity.ERROR for finding in catalogue.findings),
        failed_mails=count_outbox(session, MailState.FAILED) if units is None else None,
        jobs=overview.job_counts(session) if units is None else None,
    )


def content_page(session: Session, catalogue: Catalogue) -> ContentPage:
    """The courses and what is wrong with them. Two queries."""
    attended = numbers.attended(session)
    courses = sorted(catalogue.courses.values(), key=lambda course: (course.title.casefold(), course.slug))
    return ContentPage(
        tuple(_state(course, attended.get(course.slug, Attended()), catalogue) for course in courses),
        catalogue.findings,
    )


def jobs_page(session: Session, part_of: Callable[[int], Part], asker: Asker) -> JobsPage[Part]:
    """Jobs that wait or failed. Raises NotFound for an admin of some units only: jobs belong to no unit."""
    asker.require_everything(session)
    counts = overview.job_counts(session)
    part = part_of(counts.waiting + counts.failed)
    rows = overview.pending_jobs(session, offset=part.offset, limit=part.size)
    return JobsPage(tuple(_job(row, asker.at) for row in rows), part, counts)


def retry_job(session: Session, job_id: int, asker: Asker) -> None:
    """Make a failed job due again. Raises NotFound when there is none such, or the asker may not."""
    asker.require_everything(session)
    if not jobs.retry(session, job_id, asker.at):
        raise NotFound("Pekerjaan ini tidak gagal, atau sudah diulang. Muat ulang daftarnya.")
    note_done(session, "job.retry", asker, {"job": job_id})


def _state(course: Course, attended: Attended, catalogue: Catalogue) -> CourseState:
    own = [finding.severity for finding in catalogue.findings if finding.course == course.slug]
    errors = own.count(Severity.ERROR)
    return CourseState(course, attended, errors, len(own) - errors)


def _job(row: Row[Any], now: datetime) -> PendingJob:
    leased = row.leased_until is not None and row.leased_until > now
    state = "gagal" if row.failed_at else "berjalan" if leased else "menunggu"
    return PendingJob(row.id, job_words(row.kind), state, row.created_at, row.run_at, row.attempts, row.error or "")
