"""A row in every table for one person, whatever tables there are: what a table needs is read from its columns."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, String, Table, func, insert, select
from sqlalchemy.orm import Session

from elearn.core.database import Base, Instant
from elearn.core.identifiers import digest_of
from elearn.credentials.models import Certificate, Transcript
from elearn.home.plan import PLAN
from elearn.home.service.erasing_rows import rows_of
from elearn.people.models import Person
from tests.credentials.examples import issue

AT, ON = datetime(2026, 3, 2, 3, tzinfo=UTC), date(2026, 3, 2)
SAID = "yang ditulis"
# What the database's own checks ask for.
ASKED: dict[str, dict[str, Any]] = {
    "role_grant": {"role": "trainer"},
    "ledger_entry": {"scope": "nasional"},
    "target_exemption": {"percent": 50},
    "submission": {"state": "disetujui"},
    "correction_request": {"outcome": "ditolak"},
}
NIP = "198508172010012003"


def fill(session: Session, who: Person) -> None:
    """Insert a row of hers into every table that has none; her certificate and her transcript are sealed ones."""
    ids: dict[str, int] = {"person": who.id, "certificate": issue(session, who.id).id}
    payload = {"pegawai": {"nama": who.name, "nip": NIP}, "transkrip": {"kode": "KODE", "garam": "g"}, "rantai": []}
    dated = {"issued_at": AT, "issued_on": ON}
    made = Transcript(code="KODE", person_id=who.id, payload=payload, payload_digest=digest_of(payload), **dated)
    session.add(made)
    session.flush()
    ids["transcript"] = made.id
    for table in Base.metadata.sorted_tables:
        if table.name not in ids:
            values = {column.name: _value(table, column, ids) for column in table.c if _wanted(table, column)}
            result = session.execute(insert(table).values(**values | ASKED.get(table.name, {})))
            ids[table.name] = result.inserted_primary_key[0] if "id" in table.c else 0
    _bind(session, ids)


def counts(session: Session, ids: list[int]) -> dict[str, int]:
    """How many rows of hers there are in each table that the plan names."""
    tables = (table for table in Base.metadata.sorted_tables if table.name in PLAN)
    counted = {each.name: select(func.count()).select_from(each).where(rows_of(each, ids)) for each in tables}
    return {name: session.scalar(wanted) or 0 for name, wanted in counted.items()}


def row(session: Session, table: str, ids: list[int]) -> dict[str, Any]:
    """Her row of a table."""
    found = Base.metadata.tables[table]
    return dict(session.execute(select(found).where(rows_of(found, ids))).mappings().one())


def _wanted(table: Table, column: Column[Any]) -> bool:
    """Not the number that the database gives, and no reference that may be empty, but for the owner's."""
    if column.name == "id":
        return False
    owns = table.name in PLAN and PLAN[table.name].owner == column.name
    return owns or column.name == "ledger_entry_id" or not (column.foreign_keys and column.nullable)


def _value(table: Table, column: Column[Any], ids: dict[str, int]) -> Any:
    for key in column.foreign_keys:
        return ids[key.column.table.name]
    for kind, value in ((Boolean, False), (Integer, 1), (Instant, AT), (Date, ON)):
        if isinstance(column.type, kind):
            return value
    if isinstance(column.type, String):
        return SAID[: column.type.length] if column.type.length else SAID
    return [] if column.name in {"kinds", "followed", "scopes", "events", "drawn"} else {"apa": SAID}


def _bind(session: Session, ids: dict[str, int]) -> None:
    session.flush()
    certificate = session.get_one(Certificate, ids["certificate"])
    certificate.pdf_digest, certificate.credential_digest = "a" * 64, "b" * 64
