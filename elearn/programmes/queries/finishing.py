"""Which courses people completed, so that it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from elearn.credentials.standing_queries import fallen
from elearn.learning.models import Completion
from elearn.people.models import Person


class Last(NamedTuple):
    """The last day on which somebody completed a course so that it stands (None: never). ``revoked``: a completion of
    it fell with its certificate.
    """

    on: date | None
    revoked: bool


def last_completed(
    session: Session, courses: Iterable[str], person_ids: Collection[int] | None = None
) -> Mapping[int, Mapping[str, Last]]:
    """When living accounts last completed courses: everybody's, or these persons'."""
    living = func.coalesce(Person.merged_into_id, Person.id)
    fell = Completion.id.in_(fallen())
    wanted = (
        select(living, Completion.course, func.max(case((~fell, Completion.completed_on))), func.max(case((fell, 1))))
        .join(Person, Person.id == Completion.person_id)
        .where(Completion.course.in_(sorted(set(courses))))
        .group_by(living, Completion.course)
    )
    found: dict[int, dict[str, Last]] = {}
    for person_id, course, on, revoked in session.execute(
        wanted if person_ids is None else wanted.where(living.in_(list(person_ids)))
    ):
        found.setdefault(person_id, {})[course] = Last(on, bool(revoked))
    return found
