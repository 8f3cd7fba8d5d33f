"""What points to a row anywhere in the database: asked of the database itself, so that no room can be forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnClause, column, inspect, select, table
from sqlalchemy.orm import Session

# What everybody who was added has, whether she ever did anything here or not. Whom she leads is asked by itself: they
# may have been added by the same list.
OF_EVERYBODY = {
    *(("posting", "person_id"), ("people_import_row", "person_id"), ("audit_subject", "person_id")),
    ("posting", "superior_id"),
}


@dataclass(frozen=True, slots=True)
class References:
    """The columns that point to persons (beyond what everybody has) and to postings, as (table, column)."""

    to_people: tuple[tuple[str, str], ...]
    to_postings: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, session: Session) -> References:
        """Read the foreign keys of the database."""
        inspector = inspect(session.connection())
        found: dict[str, list[tuple[str, str]]] = {"person": [], "posting": []}
        for name in sorted(inspector.get_table_names()):
            for key in inspector.get_foreign_keys(name):
                place = (name, key["constrained_columns"][0])
                if key["referred_table"] in found and place not in OF_EVERYBODY:
                    found[key["referred_table"]].append(place)
        return cls(tuple(found["person"]), tuple(found["posting"]))


def pointed_at(session: Session, places: Iterable[tuple[str, str]], ids: Collection[int]) -> set[int]:
    """Which of these ids something points to. One query a place."""
    found: set[int] = set()
    for name, key in places if ids else ():
        held: ColumnClause[int] = column(key)
        found.update(session.scalars(select(held).select_from(table(name, held)).where(held.in_(ids)).distinct()))
    return found
