"""What reading operations share: whose rows, which part, and how a page is cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from elearn.api.queries.rows import Part, Within
from elearn.api.rules.calls import Answer, Call
from elearn.api.rules.checking import instant
from elearn.api.rules.operations import USUAL
from elearn.core.errors import NotFound
from elearn.people.queries import unit_scope
from elearn.reporting.queries.people import units_within

MISSING = "Tidak ada data dengan nomor ini, atau di luar unit yang dicakup token ini."


def within(session: Session, call: Call) -> Within:
    """Whose rows a request is about: of people who serve in the token's units today, narrowed by its parameters."""
    since = call.query.get("changed_since")
    return Within(
        units_within(session, unit_scope(session, call.actor), call.query.get("unit_id")),
        call.today,
        call.query.get("person_id"),
        instant(since) if since else None,
    )


def equals(call: Call, **columns: Any) -> list[ColumnElement[bool]]:
    """Conditions for those parameters that were given."""
    return [column == call.query[name] for name, column in columns.items() if name in call.query]


def page(
    call: Call,
    rows_of: Callable[[Part], Sequence[Any]],
    shown: Callable[[Any], dict[str, Any]],
    whose: Callable[[Any], int | None],
) -> Answer:
    """A part of a list. One row more than asked for says whether there is another."""
    limit = call.query.get("limit", USUAL)
    rows = rows_of(Part(int(call.query.get("cursor", 0)), limit + 1))
    kept = rows[:limit]
    data = [shown(row) for row in kept]
    people = tuple(person for person in map(whose, kept) if person is not None)
    return Answer(data, people, after=data[-1]["id"] if len(rows) > limit else None)


def one(
    rows_of: Callable[[Part], Sequence[Any]],
    number: int,
    shown: Callable[[Any], dict[str, Any]],
    whose: Callable[[Any], int | None],
) -> Answer:
    """The one row with this number. Raises NotFound."""
    rows = rows_of(Part(number - 1, 1))
    if not rows or (data := shown(rows[0]))["id"] != number:
        raise NotFound(MISSING)
    person = whose(rows[0])
    return Answer(data, () if person is None else (person,))
