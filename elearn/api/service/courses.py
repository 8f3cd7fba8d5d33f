"""The catalogue through the API: published and archived courses."""

from __future__ import annotations

from typing import Any

from elearn.api.rules.calls import Answer, Call
from elearn.api.rules.operations import USUAL
from elearn.api.rules.representing import decimal
from elearn.api.service.reading import MISSING
from elearn.content.model import Catalogue, Course, CourseStatus
from elearn.core.errors import NotFound


def list_courses(catalogue: Catalogue, call: Call) -> Answer:
    """By slug; a cursor is the last slug that was given."""
    limit, after = call.query.get("limit", USUAL), call.query.get("cursor", "")
    status = call.query.get("status")
    found = [course for slug, course in sorted(catalogue.courses.items()) if slug > after and _seen(course)]
    found = [course for course in found if status in (None, course.status.value)][: limit + 1]
    kept = found[:limit]
    return Answer([_shown(course, call) for course in kept], after=kept[-1].slug if len(found) > limit else None)


def get_course(catalogue: Catalogue, call: Call) -> Answer:
    """One course. Raises NotFound, also for a draft."""
    course = catalogue.courses.get(call.path["course_id"])
    if course is None or not _seen(course):
        raise NotFound(MISSING)
    return Answer(_shown(course, call))


def _seen(course: Course) -> bool:
    return course.status is not CourseStatus.DRAFT


def _shown(course: Course, call: Call) -> dict[str, Any]:
    return {
        "id": course.slug, "title": course.title, "summary": course.summary, "status": course.status.value,
        "jp": decimal(course.jp), "training_type": course.training_type, "organiser": course.organiser,
        "url": f"{call.site}/kursus/{course.slug}",
    }  # fmt: skip
