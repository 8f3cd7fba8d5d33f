"""People as an admin finds them. Everything here needs a Scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.people.models import Person, Posting, RoleGrant, Unit
from elearn.people.rules import Scope, Status, display_name
from elearn.people.rules.finding import fragments

ORDERS = ("nama", "nip", "unit", "status")


@dataclass(frozen=True, slots=True)
class Filter:
    """What an admin looks for. ``text``: parts of name, NIP, e-mail or unit; ``unit_ids``: a unit's subtree;
    ``role``: admin or trainer, "" for any; ``seen``: whether the account was ever signed in to (None: either).
    """

    text: str = ""
    status: Status | None = None
    unit_ids: frozenset[int] | None = None
    active: bool | None = True
    role: str = ""
    seen: bool | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list; posting and unit are None for somebody who never had any."""

    id: int
    name: str
    title_before: str
    title_after: str
    nip: str | None
    active: bool
    has_password: bool
    status: str | None
    position: str | None
    unit: str | None
    until: date | None

    @property
    def display_name(self) -> str:
        """With titles."""
        return display_name(self.title_before, self.name, self.title_after)


def posting_that_counts(today: date) -> ScalarSelect[int]:
    """The id of the posting by which a person belongs to a scope, correlated to Person.

    Today's; for whoever has none today, the latest: who comes next month, or has left, still belongs to somebody.
    """
    held = aliased(Posting)
    running = (held.valid_from <= today) & or_(held.valid_to.is_(None), held.valid_to >= today)
    return (
        select(held.id)
        .where(held.person_id == Person.id)
        .order_by(case((running, 0), else_=1), held.valid_from.desc(), held.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


def in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """The condition that a joined Posting lies within a scope."""
    return [] if scope.unit_ids is None else [Posting.unit_id.in_(scope.unit_ids)]


def count_people(session: Session, scope: Scope, wanted: Filter, today: date) -> int:
    """How many people of the scope match."""
    accounts = Filter(active=wanted.active, role=wanted.role, seen=wanted.seen)
    if scope.unit_ids is None and wanted == accounts:  # nothing here asks where anybody serves
        return session.scalar(select(func.count(Person.id)).where(*_accounts(wanted))) or 0
    return session.scalar(matching(session, select(func.count(Person.id)), scope, wanted, today)) or 0


def list_people(  # the list's filter, order and page are independent of each other
    session: Session, scope: Scope, wanted: Filter, today: date, *, order: tuple[str, bool], offset: int, limit: int
) -> tuple[PersonRow, ...]:
    """One page of the people who match, in the order ``(column, descending)``."""
    columns = select(
        Person.id,
        Person.name,
        Person.title_before,
        Person.title_after,
        Person.nip,
        Person.active,
        Person.password_hash.is_not(None),
        Posting.status,
        Posting.position,
        Unit.name,
        Posting.valid_to,
    )
    key: Any = {"nama": Person.name, "nip": Person.nip, "unit": Unit.name, "status": Posting.status}[order[0]]
    directed = key.desc() if order[1] else key.asc()
    if order[0] != "nama":  # nobody lacks a name, and only so does its index give the order
        directed = directed.nulls_last()
    statement = matching(session, columns, scope, wanted, today).order_by(directed, Person.name, Person.id)
    return tuple(PersonRow(*tuple(row)) for row in session.execute(statement.offset(offset).limit(limit)))


def unit_of(session: Session, person_id: int, today: date) -> tuple[bool, int | None]:
    """Whether there is such a person, and the unit by which she belongs to a scope."""
    statement = (
        select(Person.id, Posting.unit_id)
        .select_from(Person)
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .where(Person.id == person_id, Person.merged_into_id.is_(None), Person.erased_at.is_(None))
    )
    row = session.execute(statement).one_or_none()
    return (False, None) if row is None else (True, row[1])


def position_held(session: Session, person_id: int, today: date) -> str:
    """What her posting calls a person's position: today's, else the latest; empty for somebody who never had any."""
    statement = select(Posting.position).join(Person, Posting.id == posting_that_counts(today))
    return session.scalar(statement.where(Person.id == person_id)) or ""


def _accounts(wanted: Filter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Person.merged_into_id.is_(None), Person.erased_at.is_(None)]
    if wanted.active is not None:
        conditions.append(Person.active.is_(wanted.active))
    if wanted.seen is not None:
        conditions.append(Person.last_seen_at.is_not(None) if wanted.seen else Person.last_seen_at.is_(None))
    if wanted.role:
        conditions.append(Person.id.in_(select(RoleGrant.person_id).where(RoleGrant.role == wanted.role)))
    return conditions


def _contains(session: Session, fragment: str) -> ColumnElement[bool]:
    """Whether a person, or the unit of her joined posting, is called so. The few units are asked first: where none
    matches, the database need not look up anybody's posting to say no.
    """
    columns = (Person.nip,) if fragment.isdigit() else (Person.name, Person.nip, Person.email)
    found = [column.icontains(fragment, autoescape=True) for column in columns]
    units = list(session.scalars(select(Unit.id).where(Unit.name.icontains(fragment, autoescape=True))))
    return or_(*found, Posting.unit_id.in_(units)) if units else or_(*found)


def matching(
    session: Session, columns: Select[*tuple[Any, ...]], scope: Scope, wanted: Filter, today: date
) -> Select[*tuple[Any, ...]]:
    """Columns of Person, of the Posting by which she belongs to a scope and of its Unit, for those who match."""
    statement = (
        columns.select_from(Person)
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(*_accounts(wanted), *in_scope(scope))
    )
    if wanted.status is not None:
        statement = statement.where(Posting.status == wanted.status.value)
    if wanted.unit_ids is not None:
        statement = statement.where(Posting.unit_id.in_(wanted.unit_ids))
    return statement.where(*(_contains(session, fragment) for fragment in fragments(wanted.text)))
