"""Who may mark and grade again: trainers of the course; admins for the people of their units; nobody her own work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, Course
from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.people import queries as people
from elearn.people.queries.people import unit_of
from elearn.people.rules import Actor, Scope

NOT_YOURS = "Kursus ini tidak ada dalam daftar Anda."


@dataclass(frozen=True, slots=True)
class Rights:
    """What somebody may do in a course that she trains or oversees: ``scope`` says whose work she may see there."""

    course: Course
    actor: Actor
    scope: Scope
    today: date

    def covers(self, session: Session, person_id: int) -> bool:
        """Whether this person's work is hers to see. Never her own."""
        if person_id == self.actor.id:
            return False
        return self.scope.unit_ids is None or self.scope.covers(unit_of(session, person_id, self.today)[1])

    @property
    def everybody(self) -> bool:
        """Whether she may do what concerns all participants at once."""
        return self.scope.unit_ids is None


def rights_in(session: Session, catalogue: Catalogue, course_slug: str, *, actor: Actor, now: datetime) -> Rights:
    """The rights in a course. Raises NotFound for whoever has none there: for her there is no such page."""
    course = catalogue.courses.get(course_slug)
    scope = scope_in(session, course_slug, actor=actor)
    if course is None or scope is None:
        raise NotFound(NOT_YOURS)
    return Rights(course, actor, scope, local_date(now, actor.zone))


def scope_in(session: Session, course_slug: str, *, actor: Actor) -> Scope | None:
    """Whose work in a course somebody may see (None: nobody's)."""
    if actor.trains(course_slug):
        return Scope(None)
    return people.unit_scope(session, actor) if actor.is_admin else None
