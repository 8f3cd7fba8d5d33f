"""Roles beyond learner."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people.models import Person, RoleGrant
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor
from elearn.people.service.reach import check_power, check_unit, person_in_reach
from elearn.people.service.reasons import checked_reason

ONLY_EVERYWHERE = "Kursus tidak terikat pada unit, jadi hanya admin seluruh instansi yang menunjuk pengajar."


def grant_role(
    session: Session,
    person_id: int,
    role: str,
    *,
    actor: Actor,
    now: datetime,
    courses: Container[str],
    reason: str,
    course: str | None = None,
    unit_id: int | None = None,
) -> int:
    """Make somebody trainer of a course (None: all) or admin of a unit's subtree (None: all); returns the grant's id.

    An admin grants within her own scope only: an admin's role for her units, a trainer's only if she reaches everybody.
    Raises NotFound outside the scope, and Invalid, also without a reason. Granting twice changes nothing.
    """
    person = person_in_reach(session, person_id, actor=actor, now=now)
    if role == "admin":
        course = None
        check_unit(session, unit_id, actor=actor)
    elif role == "trainer":
        unit_id = None
        if unit_scope(session, actor).unit_ids is not None:
            raise Invalid(ONLY_EVERYWHERE, {"role": ONLY_EVERYWHERE})
        if course is not None and course not in courses:
            raise Invalid("Kursus tidak dikenal.", {"course": "Pilih kursus dari daftar."})
    else:
        raise Invalid("Peran tidak dikenal.", {"role": "Pilih peran dari daftar."})
    why = checked_reason(reason)
    return write_grant(session, person, role, course=course, unit_id=unit_id, actor_id=actor.id, reason=why, now=now)


def revoke_role(session: Session, person_id: int, grant_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take a role away. Raises NotFound outside the scope, Conflict for one's own admin role and for wider ones, and
    Invalid without a reason.
    """
    person = person_in_reach(session, person_id, actor=actor, now=now)
    grant = session.get(RoleGrant, grant_id)
    if grant is None or grant.person_id != person.id:
        raise NotFound("Peran ini sudah tidak ada.")
    if person.id == actor.id and grant.role == "admin":
        raise Conflict("Peran admin sendiri tidak dapat dicabut. Minta admin lain melakukannya.")
    check_power(session, person.id, actor=actor)
    why = checked_reason(reason)
    detail = {"role": grant.role, "course": grant.course, "unit_id": grant.unit_id}
    session.delete(grant)
    session.flush()
    audit.record(session, "role.revoke", actor_id=actor.id, now=now, subjects=[person.id], detail=detail, reason=why)


def write_grant(
    session: Session,
    person: Person,
    role: str,
    *,
    actor_id: int | None,
    now: datetime,
    course: str | None = None,
    unit_id: int | None = None,
    reason: str | None = None,
) -> int:
    """Record a role without asking who may: for commands. Returns the id of the new or the same older grant."""
    same = (RoleGrant.person_id == person.id, RoleGrant.role == role, RoleGrant.course.is_not_distinct_from(course))
    known = session.scalar(select(RoleGrant.id).where(*same, RoleGrant.unit_id.is_not_distinct_from(unit_id)))
    if known is not None:
        return known
    grant = RoleGrant(
        person_id=person.id, role=role, course=course, unit_id=unit_id, granted_by=actor_id, granted_at=now
    )
    session.add(grant)
    session.flush()
    detail = {"role": role, "course": course, "unit_id": unit_id}
    audit.record(session, "role.grant", actor_id=actor_id, now=now, subjects=[person.id], detail=detail, reason=reason)
    return grant.id
