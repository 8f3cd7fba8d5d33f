"""Everything held about one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, case, func, select
from sqlalchemy.orm import Session, aliased

from elearn.competency.exemption_queries import EXEMPTED
from elearn.competency.queries import same_person
from elearn.core.database import Base
from elearn.home.models import CorrectionRequest
from elearn.notices.queries import UNREAD
from elearn.people.models import Person, RoleGrant, Unit
from elearn.people.rules import display_name
from elearn.programmes.queries import LED, RUNNING
from elearn.reporting.queries.people import serving

# What would only help an attacker.
SECRET = frozenset(
    {"password_hash", "session_epoch", "sealed_secret", "last_step", "code_mark", "token_key", "token_hash"}
)

# Who asked for a correction, and the account of hers that lives on.
_ASKER, OWNER = aliased(Person, name="asker"), aliased(Person, name="owner")

# Built once: home asks it on every request.
_NEWS = select(
    UNREAD.scalar_subquery().label("unread"),
    RUNNING.label("running"),
    EXEMPTED.label("exempted"),
    LED.label("leading"),
)


class News(NamedTuple):
    """How many notices somebody has not read, whether any programme runs that might cover her, whether she may be
    excused from a target, and whether she may lead somebody.
    """

    unread: int
    running: bool
    exempted: bool
    leading: bool


def news(session: Session, person_id: int) -> News:
    """What home asks of other rooms on every request, in one query."""
    unread, running, exempted, leading = session.execute(_NEWS, {"person": person_id}).one()
    return News(unread, bool(running), bool(exempted), bool(leading))


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


def account_ids(session: Session, person_id: int) -> frozenset[int]:
    """Her account and those merged into it."""
    return frozenset(session.scalars(same_person(person_id)))


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """A request for correction, with its owner's name: the account that lives on, under whichever she asked."""

    id: int
    person_id: int
    name: str
    about: str
    wrong: str
    right: str
    created_at: datetime
    outcome: str | None
    answer: str
    decided_at: datetime | None


def corrections(session: Session, *conditions: ColumnElement[bool]) -> list[CorrectionRow]:
    """Requests for correction, the oldest first."""
    asked = CorrectionRequest
    columns = (
        *(asked.id, OWNER.id, OWNER.title_before, OWNER.name, OWNER.title_after, asked.about, asked.wrong, asked.right),
        *(asked.created_at, asked.outcome, asked.answer, asked.decided_at),
    )
    wanted = _of_owners(select(*columns)).where(*conditions).order_by(asked.created_at, asked.id)
    rows = session.execute(wanted).all()
    return [CorrectionRow(row[0], row[1], display_name(*row[2:5]), *row[5:]) for row in rows]


def correction_counts(session: Session, late_before: datetime, *conditions: ColumnElement[bool]) -> tuple[int, int]:
    """How many requests for correction there are, and how many of them were made before an instant."""
    late = func.count(case((CorrectionRequest.created_at < late_before, 1)))
    waiting, overdue = session.execute(_of_owners(select(func.count(), late)).where(*conditions)).one()
    return waiting, overdue


def _of_owners(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Requests joined to OWNER."""
    joined = wanted.select_from(CorrectionRequest).join(_ASKER, _ASKER.id == CorrectionRequest.person_id)
    return joined.join(OWNER, OWNER.id == func.coalesce(_ASKER.merged_into_id, _ASKER.id))


def within(unit_ids: frozenset[int] | None, today: date) -> list[ColumnElement[bool]]:
    """The condition that a request's owner serves in these units today (None: no condition)."""
    return [] if unit_ids is None else [OWNER.id.in_(serving(unit_ids, today))]


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
        owner = key.parent.name.removesuffix(
            "_id"
        )  # ``filter_id`` of a ``saved_filter``, ``attempt_id`` of an ``attempt``
        if parent in keys and parent.name not in {"person", table.name} and f"_{parent.name}".endswith(f"_{owner}"):
            return select(table).where(key.parent.in_(keys[parent]))
    return None
