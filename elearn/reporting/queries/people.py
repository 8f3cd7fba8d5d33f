"""Who is meant by a scope, and what units are called."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from elearn.core.database import Base
from elearn.core.searching import contains
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries import subtree_ids, units_with_agencies
from elearn.people.queries.people import counts, holding
from elearn.people.rules import Scope

# The account under which something was done. It may have been merged since; then ``Person`` is the one that lives on.
Owner = aliased(Person, name="owner")
Units = frozenset[int] | None


class UnitName(NamedTuple):
    """A unit, and its perangkat daerah."""

    name: str
    agency: str


def living() -> ColumnElement[bool]:
    """Joins Person to Owner."""
    return Person.id == func.coalesce(Owner.merged_into_id, Owner.id)


def units_within(session: Session, scope: Scope, unit_id: int | None) -> Units:
    """The units of a scope, or those of them that lie in a unit's subtree (None: no limit at all)."""
    if unit_id is None:
        return scope.unit_ids
    below = subtree_ids(session, unit_id)
    return below if scope.unit_ids is None else below & scope.unit_ids


def accounts_serving(today: date, *conditions: ColumnElement[bool]) -> Select[int]:
    """The ids of accounts, merged ones included, whose person holds a posting of such kind on a day."""
    return _accounts(select(Person.id).join(Posting, holding(today)).where(*conditions))


def accounts_of(person_id: int) -> Select[int]:
    """The ids of a person's accounts, merged ones included."""
    herself = and_(Owner.id == person_id, Owner.merged_into_id.is_(None))
    return select(Owner.id).where(or_(herself, Owner.merged_into_id == person_id))


def accounts_named(words: str) -> Select[int]:
    """The ids of accounts, merged ones included, whose person's name holds these words, in any case."""
    return _accounts(select(Person.id).where(contains(Person.name, words)))


def _accounts(persons: Select[int]) -> Select[int]:
    """The ids of accounts that are of these persons. Asked from the person's side, because a database that has to ask
    every account whose it is goes through all of them for each person; the few merged ones it may begin with.
    """
    themselves = persons.where(Person.merged_into_id.is_(None))
    merged = persons.with_only_columns(Owner.id).select_from(Person).join(Owner, Owner.merged_into_id == Person.id)
    merged = merged.where(Owner.merged_into_id.is_not(None))
    return select(union_all(themselves, merged).subquery().c[0])


def serving(units: Collection[int], today: date) -> Select[int]:
    """The ids of persons who serve in one of these units on a day."""
    return select(Posting.person_id).where(Posting.unit_id.in_(units), counts(today))


def serves(person_id: Any, units: Collection[int], today: date, outer: type[Base]) -> ColumnElement[bool]:
    """Whether somebody of a row of ``outer`` serves in one of these units on a day: asked of each row by itself, which
    is best where few rows are looked at.
    """
    held = select(Posting.id).where(Posting.person_id == person_id, Posting.unit_id.in_(units), counts(today))
    return held.limit(1).correlate(outer).scalar_subquery().is_not(None)


def serving_among(session: Session, person_ids: Collection[int], units: Units, today: date) -> frozenset[int]:
    """Those of a few persons who serve in these units on a day."""
    if units is None:
        return frozenset(person_ids)
    return frozenset(session.scalars(serving(units, today).where(Posting.person_id.in_(person_ids))))


def unit_names(session: Session) -> dict[int | None, UnitName]:
    """Every unit's name and agency; None stands for no unit."""
    places = units_with_agencies(session).items()
    return {None: UnitName("", ""), **{number: UnitName(*names) for number, names in places}}


def unit_id_of(session: Session, code: str) -> int | None:
    """The unit with this code."""
    return session.scalar(select(Unit.id).where(Unit.code == code))
