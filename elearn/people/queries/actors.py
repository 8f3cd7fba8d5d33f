"""Who is signed in, and who somebody was on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.people.models import Person, Posting, RoleGrant, Unit


def posting_on(day: Any) -> ScalarSelect[int]:
    """The id of a person's posting on a day, correlated to Person: the newest, should two overlap."""
    held = aliased(Posting)
    return (
        select(held.id)
        .where(held.person_id == Person.id, held.valid_from <= day, or_(held.valid_to.is_(None), held.valid_to >= day))
        .order_by(held.valid_from.desc(), held.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


# Built once: it runs on every request.
_ACTOR: Select[*tuple[Any, ...]] = (
    select(
        Person.id,
        Person.name,
        Person.title_before,
        Person.title_after,
        Person.session_epoch,
        Person.must_change_password,
        Person.last_seen_at,
        Posting.id.label("posting_id"),
        Posting.status,
        Unit.zone,
        RoleGrant.role,
        RoleGrant.course,
        RoleGrant.unit_id,
    )
    .select_from(Person)
    .outerjoin(Posting, Posting.id == posting_on(bindparam("today")))
    .outerjoin(Unit, Unit.id == Posting.unit_id)
    .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
    .where(
        Person.id == bindparam("person_id"),
        Person.session_epoch == bindparam("epoch"),
        Person.active,
        Person.merged_into_id.is_(None),
    )
    .order_by(RoleGrant.id)
)


def actor_rows(session: Session, person_id: int, epoch: int, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """One row a grant (one row without grants; none when the account is closed, merged, or its sessions ended)."""
    return session.execute(_ACTOR, {"person_id": person_id, "epoch": epoch, "today": today}).all()


def snapshot_row(session: Session, person_id: int, on: date) -> tuple[Person, Posting | None, Unit | None] | None:
    """The person with her posting and unit on a day."""
    statement = (
        select(Person, Posting, Unit)
        .select_from(Person)
        .outerjoin(Posting, Posting.id == posting_on(on))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(Person.id == person_id)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1], row[2])
