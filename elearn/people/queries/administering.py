"""Who may administer somebody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.models import Person, RoleGrant, Unit
from elearn.people.queries.postings import services
from elearn.people.queries.units import DEEPEST


def admins_over(session: Session, person_id: int, today: date) -> tuple[tuple[int, ...], ...]:
    """The admins of somebody's unit, of each unit above it, and of everything, the nearest first: ids of those who can
    sign in, herself left out. Levels without anybody are left out; each admin is named once.
    """
    unit_id = next((each.unit_id for each in services(session, person_id) if each.covers(today)), None)
    levels, named = [], {person_id}
    for level in (*_above(session, unit_id), None):
        found = [admin for admin in _admins(session, level) if admin not in named]
        named.update(found)
        levels += [tuple(found)] if found else []
    return tuple(levels)


def _above(session: Session, unit_id: int | None) -> list[int]:
    """A unit and those above it."""
    chain: list[int] = []
    while unit_id is not None and len(chain) < DEEPEST:
        chain.append(unit_id)
        unit_id = session.scalar(select(Unit.parent_id).where(Unit.id == unit_id))
    return chain


def _admins(session: Session, unit_id: int | None) -> list[int]:
    """The admins of a unit (None: of everything)."""
    wanted = select(Person.id).join(RoleGrant, RoleGrant.person_id == Person.id)
    wanted = wanted.where(RoleGrant.role == "admin", RoleGrant.unit_id.is_not_distinct_from(unit_id))
    living = wanted.where(Person.active, Person.merged_into_id.is_(None))
    return list(session.scalars(living.distinct().order_by(Person.id)))
