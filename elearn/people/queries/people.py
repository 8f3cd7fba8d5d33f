"""People as an admin finds them. Everything here needs a Scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.core.searching import contains
from elearn.people.models import Person, Posting, RoleGrant, Unit
from elearn.people.rules import Scope, Status, display_name
from elearn.people.rules.finding import fragments

ORDERS = ("nama", "nip", "unit", "status")
MANY = 2000  # postings


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
    return _counting(today, Person.id).correlate(Person).scalar_subquery()


def counts(today: date) -> ColumnElement[bool]:
    """Whether a Posting is the one by which its person belongs to a scope. Asked of the posting, so that a database
    may begin with a unit's postings, and asks it of no others.
    """
    return Posting.id == _counting(today, Posting.person_id).correlate(Posting).scalar_subquery()


def holding(today: date) -> ColumnElement[bool]:
    """Joins to Person the one posting that counts."""
    return and_(Posting.person_id == Person.id, counts(today))


def _counting(today: date, person_id: Any) -> Select[int]:
    held = aliased(Posting)
    running = (held.valid_from <= today) & or_(held.valid_to.is_(None), held.valid_to >= today)
    mine = select(held.id).where(held.person_id == person_id)
    return mine.order_by(case((running, 0), else_=1), held.valid_from.desc(), held.id.desc()).limit(1)


def many_postings(session: Session, *conditions: ColumnElement[bool]) -> bool:
    """Whether so many postings are of this kind that a page of a list is filled soonest by going through the list."""
    found = select(Posting.id).where(*conditions).limit(MANY).subquery()
    return session.scalar(select(func.count()).select_from(found)) == MANY


def in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    """The condition that a joined Posting lies within a scope."""
    return [] if scope.unit_ids is None else [Posting.unit_id.in_(scope.unit_ids)]


def found_people(session: Session, scope: Scope, wanted: Filter, today: date) -> Select[int]:
    """The ids of the people of the scope who match, in no order. Where units or a status are meant, a database may
    begin with their postings; where nothing asks for a posting, none is looked for.
    """
    if _serving(scope, wanted):
        return select(Person.id).join(Posting, holding(today)).where(*_matches(session, scope, wanted))
    if not _called(session, wanted):
        return select(Person.id).where(*_matches(session, scope, wanted))
    return matching(session, select(Person.id), scope, wanted, today)


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
    sorted_by = (directed, Person.name, Person.id)
    # Only ids are sorted and skipped: what else a line shows is looked up for those that are shown.
    ids = _in_order(session, scope, wanted, today, order[0], offset)
    chosen = ids.order_by(*sorted_by).offset(offset).limit(limit)
    statement = (
        columns.select_from(Person)
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(Person.id.in_(chosen.scalar_subquery()))
    )
    return tuple(PersonRow(*tuple(row)) for row in session.execute(statement.order_by(*sorted_by)))


def _in_order(session: Session, scope: Scope, wanted: Filter, today: date, column: str, offset: int) -> Select[int]:
    """The ids of those who match, to be sorted by a column. Where so many serve in the units that a page is filled
    soonest by going through the names, the database may not begin with their postings; far within the list it may.
    """
    asked = _serving(scope, wanted)
    if column in {"unit", "status"} or (asked and offset < MANY and many_postings(session, *asked)):
        return matching(session, select(Person.id), scope, wanted, today)
    return found_people(session, scope, wanted, today)


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


def _called(session: Session, wanted: Filter) -> dict[str, list[int]]:
    """For each part of what was typed the units that are called so, if any are. The few units are asked first: where
    none matches, the database need not look up anybody's posting to say no.
    """
    found: dict[str, list[int]] = {}
    for fragment in fragments(wanted.text):
        units = list(session.scalars(select(Unit.id).where(contains(Unit.name, fragment))))
        found |= {fragment: units} if units else {}
    return found


def _contains(fragment: str, units: Sequence[int]) -> ColumnElement[bool]:
    """Whether a person is called so, or one of these units is that of her joined posting."""
    if fragment.isdigit():
        found = [Person.nip.contains(fragment, autoescape=True)]
    else:
        kept = Person.email.contains(fragment.lower(), autoescape=True)  # in small letters already
        found = [contains(Person.name, fragment), kept]
    return or_(*found, Posting.unit_id.in_(units)) if units else or_(*found)


def _serving(scope: Scope, wanted: Filter) -> list[ColumnElement[bool]]:
    """All that is asked of her joined Posting alone."""
    found = in_scope(scope)
    found += [] if wanted.status is None else [Posting.status == wanted.status.value]
    return found + ([] if wanted.unit_ids is None else [Posting.unit_id.in_(wanted.unit_ids)])


def _matches(session: Session, scope: Scope, wanted: Filter) -> list[ColumnElement[bool]]:
    """All that is asked of a Person and her joined Posting."""
    found, called = [*_accounts(wanted), *_serving(scope, wanted)], _called(session, wanted)
    return found + [_contains(fragment, called.get(fragment, [])) for fragment in fragments(wanted.text)]


def matching(
    session: Session, columns: Select[*tuple[Any, ...]], scope: Scope, wanted: Filter, today: date
) -> Select[*tuple[Any, ...]]:
    """Columns of Person, of the Posting by which she belongs to a scope and of its Unit, for those who match."""
    return (
        columns.select_from(Person)
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(*_matches(session, scope, wanted))
    )
