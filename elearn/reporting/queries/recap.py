"""Who serves where, for sums over units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from elearn.people.models import Person, Posting
from elearn.people.queries.people import holding
from elearn.people.rules import Status
from elearn.reporting.queries.people import Units

PEOPLE_AT_ONCE = 500
Columns = TypeVarTuple("Columns")


def members(session: Session, units: Units, status: str, day: date) -> Iterator[Sequence[Row[Any]]]:
    """(id, unit_id, status, position) of all active ASN who serve in these units on a day (None: anywhere), in batches
    by id.
    """
    wanted = select(Person.id, Posting.unit_id, Posting.status, Posting.position)
    rows: Any = session.execute(_serving(wanted, units, status, day).order_by(Person.id)).partitions(PEOPLE_AT_ONCE)
    yield from rows


def member_ids(units: Units, status: str, day: date) -> Select[int] | None:
    """The ids of the same people, to be asked for within another query; None where leaving nobody out is as good."""
    return _serving(select(Person.id), units, status, day) if units is not None or status else None


def _serving(wanted: Select[*Columns], units: Units, status: str, day: date) -> Select[*Columns]:
    found = wanted.join(Posting, holding(day)).where(
        Person.active, Person.merged_into_id.is_(None), Posting.status != Status.NON_ASN.value
    )
    if units is not None:
        found = found.where(Posting.unit_id.in_(units))
    return found.where(Posting.status == status) if status else found
