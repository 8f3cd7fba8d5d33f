"""Who serves where, for sums over units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.people.models import Person, Posting
from elearn.people.rules import Status
from elearn.reporting.queries.people import Units, holding

PEOPLE_AT_ONCE = 500


def members(session: Session, units: Units, status: str, day: date) -> Iterator[Sequence[Row[Any]]]:
    """(id, unit_id, status, position) of all active ASN who serve in these units on a day (None: anywhere), in batches
    by id.
    """
    wanted = (
        select(Person.id, Posting.unit_id, Posting.status, Posting.position)
        .join(Posting, holding(day))
        .where(Person.active, Person.merged_into_id.is_(None), Posting.status != Status.NON_ASN.value)
    )
    if units is not None:
        wanted = wanted.where(Posting.unit_id.in_(units))
    if status:
        wanted = wanted.where(Posting.status == status)
    rows: Any = session.execute(wanted.order_by(Person.id)).partitions(PEOPLE_AT_ONCE)
    yield from rows
