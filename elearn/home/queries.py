"""Everything held about one person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.orm import Session

from elearn.competency.queries import same_person
from elearn.core.database import Base
from elearn.people.models import Person, RoleGrant, Unit
from elearn.people.rules import display_name

# What would only help an attacker.
SECRET = frozenset({"password_hash", "session_epoch", "sealed_secret", "last_step", "code_mark", "token_key"})


def everything_about(session: Session, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """All rows about a person by table, her secrets left out. Found by foreign keys, so that no new table is forgotten:
    her own row, rows with her ``person_id``, and rows that belong to such rows (answers of her attempts).
    """
    keys: dict[Table, Select[*tuple[Any, ...]]] = {}
    found: dict[str, list[dict[str, Any]]] = {}
    for table in Base.metadata.sorted_tables:
        wanted = _rows_of(table, person_id, keys)
        if wanted is None:
            continue
        if "id" in table.c:
            keys[table] = wanted.with_only_columns(table.c.id)
        rows = session.execute(wanted.order_by(*table.primary_key)).mappings()
        found[table.name] = [{name: row[name] for name in row if name not in SECRET} for row in rows]
    return found


def names_and_roles(session: Session, person_ids: Iterable[int]) -> dict[int, tuple[str, frozenset[str]]]:
    """The names, with titles, and the present roles of persons."""
    wanted = (
        select(Person.id, Person.title_before, Person.name, Person.title_after, RoleGrant.role)
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .where(Person.id.in_(set(person_ids)))
    )
    found: dict[int, tuple[str, frozenset[str]]] = {}
    for number, before, name, after, role in session.execute(wanted):
        known = found.get(number, ("", frozenset()))[1]
        found[number] = (display_name(before, name, after), known | ({role} if role else set()))
    return found


def unit_names(session: Session, unit_ids: Iterable[int]) -> dict[int, str]:
    """The names of units."""
    wanted = select(Unit.id, Unit.name).where(Unit.id.in_(set(unit_ids)))
    return {row.id: row.name for row in session.execute(wanted)}


def _rows_of(
    table: Table, person_id: int, keys: dict[Table, Select[*tuple[Any, ...]]]
) -> Select[*tuple[Any, ...]] | None:
    if table.name == "person":
        return select(table).where(table.c.id.in_(same_person(person_id)))
    if "person_id" in table.c:
        return select(table).where(table.c.person_id.in_(same_person(person_id)))
    for key in table.foreign_keys:
        parent = key.column.table
        if parent in keys and parent.name not in {"person", table.name} and key.parent.name == f"{parent.name}_id":
            return select(table).where(key.parent.in_(keys[parent]))
    return None
