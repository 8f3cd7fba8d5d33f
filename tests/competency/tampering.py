"""What somebody who may write to the database itself can do."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from elearn.core.append_only import create_triggers

TABLES = ("ledger_entry", "competency_entry", "ledger_link")


def unprotect(connection: Connection) -> None:
    """Drop the triggers that refuse changes."""
    for table in TABLES:
        for event in ("update", "delete"):
            on_table = f" ON {table}" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on_table}"))


def tamper(engine: Engine, *statements: str) -> None:
    """Change history behind the application's back, and leave the triggers as they were."""
    with engine.begin() as connection:
        unprotect(connection)
        for statement in statements:
            connection.execute(text(statement))
        for table in TABLES:
            create_triggers(connection, table)
