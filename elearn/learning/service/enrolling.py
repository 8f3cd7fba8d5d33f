"""Entering a course."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, Course, CourseStatus
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, NotFound
from elearn.credentials import service as credentials
from elearn.learning import queries, rules
from elearn.learning.models import Enrolment
from elearn.learning.queries import Run
from elearn.people.rules import Actor

NO_COURSE = "Kursus ini tidak ditemukan. Cari kursus lain di katalog."

NOT_GIVEN = (
    "Kursus ini tidak dibuka lagi, jadi tidak dapat diikuti ulang. Tidak ada yang diubah; hubungi admin unit Anda."
)


def enrol(session: Session, catalogue: Catalogue, course_slug: str, *, actor: Actor, now: datetime) -> int:
    """Open the person's run of a course and return its id; who is enrolled already gets the run she has. Whose
    certificate was revoked begins anew, with another run.

    Raises NotFound for a course she may not see, Conflict with the sentence when prerequisites are missing or the
    course is no longer given.
    """
    course = catalogue.courses.get(course_slug)
    runs = _runs(session, actor, course_slug, now)
    found = queries.latest(runs, course_slug)
    if course is None or not rules.visible(course, taken=found is not None):
        raise NotFound(NO_COURSE)
    if found is not None and not found.revoked:
        return found.id
    if course.status is not CourseStatus.PUBLISHED:
        raise Conflict(NOT_GIVEN)
    _require_prerequisites(session, catalogue, course, actor)
    return _opened(session, runs, course_slug, actor, now)


def _opened(session: Session, runs: Sequence[Run], course: str, actor: Actor, now: datetime) -> int:
    """The id of a new run, after these of the course, or of the one that somebody opened at the same moment."""
    number = 1 + max((run.number for run in runs if run.course == course), default=0)
    opened = Enrolment(person_id=actor.id, course=course, run=number, opened_at=now)
    try:
        with session.begin_nested():
            session.add(opened)
    except IntegrityError:
        winner = queries.latest(_runs(session, actor, course, now), course)
        if winner is None:
            raise
        return winner.id
    return opened.id


def renew(session: Session, catalogue: Catalogue, course_slug: str, *, actor: Actor, now: datetime) -> int:
    """Open another run of a course that the person completed, to earn a new certificate; returns its id, or that of
    the run that is open already. The old certificate counts on until its day.

    Raises NotFound for a course that takes no participants, Conflict when it is not yet time.
    """
    course = catalogue.courses.get(course_slug)
    runs = _runs(session, actor, course_slug, now)
    found = queries.latest(runs, course_slug)
    if course is None or course.status is not CourseStatus.PUBLISHED or found is None:
        raise NotFound(NO_COURSE)
    if not found.completed:
        return found.id
    today = local_date(now, actor.zone)
    standing = credentials.renewal(session, actor.id, course_slug, days=course.renewal_days, today=today)
    if standing is None or not standing.open:
        raise Conflict("Sertifikat kursus ini belum waktunya diperbarui, jadi tidak ada yang diubah.")
    return _opened(session, runs, course_slug, actor, now)


def _runs(session: Session, actor: Actor, course_slug: str, now: datetime) -> list[Run]:
    return queries.runs_around(session, actor.id, course_slug, local_date(now, actor.zone))


def _require_prerequisites(session: Session, catalogue: Catalogue, course: Course, actor: Actor) -> None:
    unmet = rules.unmet_prerequisites(catalogue, course, queries.completed_courses(session, actor.id))
    if unmet:
        titles = ", ".join(f"“{other.title}”" for other in unmet)
        raise Conflict(f"Anda belum dapat mendaftar. Selesaikan dahulu {titles}, lalu daftar lagi.")
