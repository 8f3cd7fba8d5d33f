"""Which courses people completed, so that it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.competency.queries import same_person
from elearn.credentials.standing_queries import fallen
from elearn.learning.models import Completion
from elearn.people.models import Person


def last_completed(
    session: Session, courses: Iterable[str], person_ids: Collection[int] | None = None
) -> Mapping[int, Mapping[str, date]]:
    """The last day on which living accounts completed courses so that it stands: everybody's, or these persons'."""
    living = func.coalesce(Person.merged_into_id, Person.id)
    wanted = (
        select(living, Completion.course, func.max(Completion.completed_on))
        .join(Person, Person.id == Completion.person_id)
        .where(Completion.course.in_(sorted(set(courses))), Completion.id.not_in(fallen()))
        .group_by(living, Completion.course)
    )
    found: dict[int, dict[str, date]] = {}
    for person_id, course, on in session.execute(
        wanted if person_ids is None else wanted.where(living.in_(list(person_ids)))
    ):
        found.setdefault(person_id, {})[course] = on
    return found


def fallen_courses(session: Session, person_id: int) -> frozenset[str]:
    """The courses of which a completion by this person fell with its certificate."""
    hers = (Completion.person_id.in_(same_person(person_id)), Completion.id.in_(fallen()))
    return frozenset(session.scalars(select(Completion.course).where(*hers)))
