"""When people were last told of a programme."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from elearn.notices.models import Notice
from elearn.notices.rules import Kind
from elearn.people.models import Person

# Their keys begin with the programme: ``<kind>:<programme's id>:…``.
KINDS = (
    Kind.PROGRAMME_NEW, Kind.PROGRAMME_DUE, Kind.PROGRAMME_TODAY, Kind.PROGRAMME_LATE, Kind.PROGRAMME_NUDGE
)  # fmt: skip
BATCH = 1000


def last_told(
    session: Session, programme_ids: Collection[int], person_ids: Collection[int], *, since: datetime | None = None
) -> Mapping[tuple[int, int], datetime]:
    """When people were last told of programmes, by the day's reminders or by hand, by programme and living account;
    whoever was not told (``since`` an instant: since then) is left out. One query for every thousand people.
    """
    found: dict[tuple[int, int], datetime] = {}
    people = sorted(person_ids)
    if not programme_ids:
        return found
    about = or_(*(Notice.key.like(f"%:{programme_id}:%") for programme_id in programme_ids))
    for start in range(0, len(people), BATCH):
        some = people[start : start + BATCH]
        wanted = (
            select(Person.id, Person.merged_into_id, Notice.key, Notice.created_at)
            .join(Notice, Notice.person_id == Person.id)
            .where(or_(Person.id.in_(some), Person.merged_into_id.in_(some)), Notice.kind.in_(KINDS), about)
        )
        wanted = wanted if since is None else wanted.where(Notice.created_at > since)
        for person_id, living, key, at in session.execute(wanted):
            where = (int(key.split(":")[1]), living or person_id)
            found[where] = max(at, found.get(where, at))
    return found
