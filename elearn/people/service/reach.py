"""How far an admin reaches: whom she may see, and whose account she may take in hand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people.models import Person, Unit
from elearn.people.queries.people import unit_of
from elearn.people.queries.roles import GrantRow, grants_of
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, Scope

UNKNOWN = "Pegawai tidak ditemukan."
STRONGER = "Akun ini punya peran di luar cakupan Anda. Minta admin seluruh instansi melakukannya."
OUTSIDE = "Pilih unit di dalam cakupan Anda."


def person_in_reach(session: Session, person_id: int, *, actor: Actor, now: datetime) -> Person:
    """The person, locked against other writers, and as she is then: whom somebody else merged, erased or moved out of
    the actor's scope meanwhile is not found. Raises NotFound, also for somebody outside the scope.
    """
    held = select(Person).where(Person.id == person_id).with_for_update().execution_options(populate_existing=True)
    person = session.scalars(held).one_or_none()
    known, unit_id = unit_of(session, person_id, local_date(now, actor.zone))
    if person is None or not known or not unit_scope(session, actor).covers(unit_id):
        raise NotFound(UNKNOWN)
    return person


def is_stronger(scope: Scope, grants: tuple[GrantRow, ...]) -> bool:
    """Whether somebody's roles reach further than this scope: courses belong to no unit, so trainers always do."""
    if scope.unit_ids is None:
        return False
    return any(grant.role != "admin" or not scope.covers(grant.unit_id) for grant in grants)


def check_power(session: Session, person_id: int, *, actor: Actor) -> None:
    """Whoever could sign in as somebody has her roles, so an account with wider ones is out of reach.

    Raises Conflict.
    """
    if is_stronger(unit_scope(session, actor), grants_of(session, person_id)):
        raise Conflict(STRONGER)


def check_unit(session: Session, unit_id: int | None, *, actor: Actor, field: str = "unit_id") -> None:
    """Raises Invalid for a unit that does not exist or that the actor does not reach (None: all units)."""
    known = unit_id is None or session.get(Unit, unit_id) is not None
    if not known or not unit_scope(session, actor).covers(unit_id):
        raise Invalid(OUTSIDE, {field: OUTSIDE})
