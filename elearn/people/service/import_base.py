"""Whose list it is, and on whose behalf the worker applies it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import NotFound
from elearn.people.models import PeopleImport, Person
from elearn.people.queries.roles import grants_of
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, Grant, Scope

Item = TypeVar("Item")
UNKNOWN = "Daftar ini tidak ditemukan di antara unggahan Anda."


def own_import(session: Session, import_id: int, *, actor: Actor, lock: bool = False) -> PeopleImport:
    """A list that an admin uploaded; an admin of the whole institution has the operator's, too. Raises NotFound."""
    wanted = select(PeopleImport).where(PeopleImport.id == import_id)
    found = session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    everybody = unit_scope(session, actor).unit_ids is None
    if found is None or not (found.uploaded_by == actor.id or (found.uploaded_by is None and everybody)):
        raise NotFound(UNKNOWN)
    return found


def scope_of(session: Session, person_id: int | None) -> Scope:
    """Whom somebody reaches as an admin now (None: the operator, who reaches everybody): a role lost meanwhile, or an
    account closed or merged into another, reaches nobody.
    """
    if person_id is None:
        return Scope(None)
    person = session.get_one(Person, person_id)
    if not person.active or person.merged_into_id is not None:
        return Scope(frozenset())
    grants = tuple(Grant(row.role, row.course, row.unit_id) for row in grants_of(session, person_id))
    return unit_scope(session, Actor(id=person_id, display_name="", zone="", grants=grants))


def parts(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items, so many at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
