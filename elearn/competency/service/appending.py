"""The one place that writes entries, each with its link in the chain of its person. They are rows by column, so that
what is stored is what was meant, all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from elearn.competency import queries, rules
from elearn.competency.models import CompetencyEntry, LedgerEntry, LedgerLink
from elearn.competency.rules import Columns
from elearn.core.database import bare

LEDGER, COMPETENCY = bare(LedgerEntry), bare(CompetencyEntry)
# What the chain calls each table, and which column of a link names its entries.
TABLES = {LEDGER: (rules.JP, "ledger_entry_id"), COMPETENCY: (rules.COMPETENCY, "competency_entry_id")}

Draft = tuple[Table, Columns]


def append(session: Session, drafts: Sequence[Draft]) -> int:
    """Append the entries whose ``source`` is new, and return how many. Holds their people: nobody else appends for them
    before this transaction ends, so a race's loser finds the winner's entries.
    """
    queries.hold(session, {row["person_id"] for _, row in drafts})
    entered: list[Draft] = []
    for table in TABLES:
        rows = [row for its, row in drafts if its is table]
        present = queries.existing_sources(session, table, {row["source"] for row in rows}) if rows else set()
        missing = [_whole(table, row) for row in rows if row["source"] not in present]
        if missing:
            numbered = insert(table).returning(table.c.id, sort_by_parameter_order=True)
            ids = session.scalars(numbered, missing)
            entered += [(table, {**row, "id": number}) for row, number in zip(missing, ids, strict=True)]
    link(session, entered)
    return len(entered)


def link(session: Session, entered: Iterable[Draft]) -> None:
    """Bind entries just stored, ids included, to the chains of their people, in this order. Their people must be held,
    or new.
    """
    entries = list(entered)
    heads = queries.heads(session, {row["person_id"] for _, row in entries})
    rows = []
    for table, entry in entries:
        name, reference = TABLES[table]
        person = entry["person_id"]
        before = heads.get(person, rules.ChainHead(0, rules.GENESIS))
        after = rules.ChainHead(before.position + 1, rules.digest(before.digest, name, _whole(table, entry)))
        rows.append(_link_row(person, reference, entry["id"], before, after))
        heads[person] = after
    if rows:
        session.execute(insert(bare(LedgerLink)), rows)


def _link_row(
    person: int, reference: str, entry_id: int, before: rules.ChainHead, after: rules.ChainHead
) -> dict[str, Any]:
    return {
        "person_id": person,
        "position": after.position,
        **{column: entry_id if column == reference else None for _, column in TABLES.values()},
        "previous": before.digest,
        "digest": after.digest,
    }


def _whole(table: Table, row: Columns) -> dict[str, Any]:
    """A row with all columns of its table; those not given are empty. The database gives the id."""
    return {column.name: row.get(column.name) for column in table.c if column.name in row or not column.primary_key}
