"""Whom a change touches, and what was published."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from elearn.assessment.models import Attempt
from elearn.authoring.models import Publication
from elearn.learning.models import Enrolment, ItemProgress
from elearn.people.models import Person
from elearn.people.rules import display_name

# An item as progress knows it: every id it has or had, and the version that counts as read (None: none does).
Touched = tuple[tuple[str, ...], str | None]


def latest(session: Session, course: str) -> Publication | None:
    """The newest publication of a course by somebody."""
    wanted = select(Publication).where(Publication.course == course).order_by(Publication.number.desc())
    return session.scalar(wanted.limit(1))


def publications(session: Session, course: str, limit: int) -> list[Publication]:
    """What was published of a course by somebody, newest first."""
    wanted = select(Publication).where(Publication.course == course).order_by(Publication.number.desc())
    return list(session.scalars(wanted.limit(limit)))


def names(session: Session, people: Iterable[int]) -> Mapping[int, str]:
    """The names of people with their titles."""
    wanted = select(Person.id, Person.title_before, Person.name, Person.title_after)
    rows = session.execute(wanted.where(Person.id.in_(set(people))))
    return {number: display_name(before, name, after) for number, before, name, after in rows}


def learning(session: Session, course: str) -> int:
    """How many people are under way in a course."""
    return session.scalar(select(func.count(Enrolment.id)).where(*_under_way(course))) or 0


def finished_before(session: Session, course: str, items: Collection[Touched]) -> int:
    """How many people under way finished one of these items in another version than the one that counts."""
    if not items:
        return 0
    wanted = select(func.count(Enrolment.id.distinct())).join(ItemProgress, ItemProgress.enrolment_id == Enrolment.id)
    done = ItemProgress.done_at.is_not(None)
    return session.scalar(wanted.where(*_under_way(course), done, or_(*(_other(*item) for item in items)))) or 0


def running(session: Session, course: str, items: Collection[str]) -> int:
    """How many attempts at a quiz are under way."""
    wanted = select(func.count(Attempt.id)).where(Attempt.course == course, Attempt.item.in_(items))
    return session.scalar(wanted.where(Attempt.submitted_at.is_(None))) or 0


def passed(session: Session, course: str, items: Collection[str]) -> int:
    """How many people passed a quiz, whether or not they completed the course."""
    wanted = select(func.count(Attempt.enrolment_id.distinct())).where(Attempt.course == course)
    return session.scalar(wanted.where(Attempt.item.in_(items), Attempt.passed.is_(True))) or 0


def _under_way(course: str) -> tuple[ColumnElement[bool], ...]:
    return Enrolment.course == course, Enrolment.closed_at.is_(None)


def _other(ids: tuple[str, ...], version: str | None) -> ColumnElement[bool]:
    return and_(ItemProgress.item.in_(ids), ItemProgress.version.is_distinct_from(version))
