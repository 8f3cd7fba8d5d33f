"""Counting what an installation has."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.people.models import Person, RoleGrant, Unit


class Counts(NamedTuple):
    """Units, whether all lie below one and none is marked as a perangkat daerah, active people, admins of everything,
    and whether anybody was made up.
    """

    units: int
    one_above_all: bool
    people: int
    admins: int
    demo: bool


def counts(session: Session) -> Counts:
    """All of them, in one query."""
    still = Unit.closed_on.is_(None)
    active = (Person.active, Person.merged_into_id.is_(None))
    admins = (
        select(func.count(RoleGrant.person_id.distinct()))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.role == "admin", RoleGrant.unit_id.is_(None), *active)
    )
    units, tops, marked, people, chiefs, demo = session.execute(
        select(
            select(func.count(Unit.id)).where(still).scalar_subquery(),
            select(func.count(Unit.id)).where(still, Unit.parent_id.is_(None)).scalar_subquery(),
            select(func.count(Unit.id)).where(still, Unit.is_agency).scalar_subquery(),
            select(func.count(Person.id)).where(*active).scalar_subquery(),
            admins.scalar_subquery(),
            select(func.count(Person.id)).where(Person.demo).scalar_subquery(),
        )
    ).one()
    return Counts(units, units > 1 and tops == 1 and not marked, people, chiefs, bool(demo))
