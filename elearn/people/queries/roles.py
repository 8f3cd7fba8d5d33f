"""Roles as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.models import RoleGrant, Unit


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A role with the name of its unit. ``course`` and ``unit`` None: everywhere."""

    id: int
    role: str
    course: str | None
    unit_id: int | None
    unit: str | None
    granted_at: datetime


def grants_of(session: Session, person_id: int) -> tuple[GrantRow, ...]:
    """A person's roles, oldest first."""
    statement = (
        select(RoleGrant.id, RoleGrant.role, RoleGrant.course, RoleGrant.unit_id, Unit.name, RoleGrant.granted_at)
        .outerjoin(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.person_id == person_id)
        .order_by(RoleGrant.id)
    )
    return tuple(GrantRow(*row) for row in session.execute(statement))
