"""The one place that writes entries. They are rows by column, so that what is stored is what was meant, all of it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from elearn.competency import queries
from elearn.competency.rules import Columns

Draft = tuple[Table, Columns]


def append(session: Session, drafts: Sequence[Draft]) -> int:
    """Append the entries whose ``source`` is new, and return how many. Their people must be held (``queries.hold``):
    nobody else appends for them before this transaction ends.
    """
    appended = 0
    for table in dict.fromkeys(table for table, _ in drafts):
        rows = [row for its, row in drafts if its is table]
        present = queries.existing_sources(session, table, {row["source"] for row in rows})
        names = [column.name for column in table.c if not column.primary_key]
        missing = [{name: row.get(name) for name in names} for row in rows if row["source"] not in present]
        if missing:
            session.execute(insert(table), missing)
        appended += len(missing)
    return appended
