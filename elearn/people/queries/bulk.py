"""Whom a bulk change is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.orm import Session

from elearn.people.models import BulkChange, BulkItem, Person, Posting, RoleGrant, Unit
from elearn.people.queries.people import posting_that_counts
from elearn.people.rules import Scope, display_name


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody chosen. ``problem``: why she was left as she was; ``done``: it was done to her."""

    id: int
    title_before: str
    plain_name: str
    title_after: str
    nip: str | None
    email: str | None
    unit: str | None
    active: bool
    posted: bool
    granted: bool
    stronger: bool
    done: bool
    problem: str | None

    @property
    def name(self) -> str:
        """With titles."""
        return display_name(self.title_before, self.plain_name, self.title_after)

    @property
    def identifier(self) -> str:
        """With what she signs in: the NIP, or the address of whoever has none."""
        return self.nip or self.email or ""


def chosen(session: Session, bulk_id: int, scope: Scope, today: date) -> list[Chosen]:
    """Everybody of a bulk change who is still within a scope, by name. One query."""
    any_role = exists().where(RoleGrant.person_id == Person.id)
    wider: ColumnElement[bool] = false()
    if scope.unit_ids is not None:
        beyond = or_(RoleGrant.role != "admin", RoleGrant.unit_id.is_(None), RoleGrant.unit_id.not_in(scope.unit_ids))
        wider = exists().where(RoleGrant.person_id == Person.id, beyond)
    statement = (
        select(
            Person.id,
            Person.title_before,
            Person.name,
            Person.title_after,
            Person.nip,
            Person.email,
            Unit.name,
            Person.active,
            Posting.id.is_not(None),
            any_role,
            wider,
            BulkItem.done_at.is_not(None),
            BulkItem.problem,
        )
        .select_from(BulkItem)
        .join(Person, Person.id == BulkItem.person_id)
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(BulkItem.bulk_id == bulk_id, Person.merged_into_id.is_(None))
        .order_by(func.lower(Person.name), Person.id)
    )
    if scope.unit_ids is not None:
        statement = statement.where(Posting.unit_id.in_(scope.unit_ids))
    return [Chosen(*tuple(row)) for row in session.execute(statement)]


def waiting(session: Session, bulk_id: int, limit: int) -> Sequence[BulkItem]:
    """Items that were not looked at yet, locked, in the order of the people."""
    wanted = select(BulkItem).where(BulkItem.bulk_id == bulk_id, BulkItem.done_at.is_(None), BulkItem.problem.is_(None))
    return session.scalars(wanted.order_by(BulkItem.person_id).limit(limit).with_for_update()).all()


def own_bulk(session: Session, bulk_id: int, made_by: int) -> BulkChange | None:
    """A bulk change of this admin's."""
    return session.scalar(select(BulkChange).where(BulkChange.id == bulk_id, BulkChange.made_by == made_by))
