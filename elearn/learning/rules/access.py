"""Who may see and enter a course. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from elearn.content.model import Catalogue, Course, CourseStatus


def unmet_prerequisites(catalogue: Catalogue, course: Course, completed: Iterable[str]) -> tuple[Course, ...]:
    """Prerequisite courses still to be completed. One that nobody can take any more (not published) binds nobody."""
    done = set(completed)
    known = (catalogue.courses.get(slug) for slug in course.prerequisites)
    return tuple(c for c in known if c and c.status is CourseStatus.PUBLISHED and c.slug not in done)


def visible(course: Course, *, taken: bool) -> bool:
    """Published courses are for everybody, archived ones for those who took them, drafts for nobody yet."""
    return course.status is CourseStatus.PUBLISHED or (course.status is CourseStatus.ARCHIVED and taken)
