"""Tables that only grow. The database itself refuses UPDATE and DELETE, whatever the code above it does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, MetaData, inspect, text

# A model says so in ``__table_args__``: {"info": APPEND_ONLY}.
APPEND_ONLY = {"append_only": True}


def append_only_tables(metadata: MetaData) -> list[str]:
    """The names of all tables marked append-only."""
    return sorted(table.name for table in metadata.tables.values() if table.info.get("append_only"))


def create_triggers(connection: Connection, table: str) -> None:
    """Make the database refuse UPDATE and DELETE on a table. Call it again after a batch migration on SQLite,
    which rebuilds the table and drops its triggers in silence.
    """
    for statement in _statements(table, connection.dialect.name):
        connection.execute(text(statement))


@contextmanager
def deletion_allowed(connection: Connection, *tables: str) -> Iterator[None]:
    """Let the transaction of this connection, and nobody else, delete from tables that only grow.

    The refusal of DELETE is taken away and put back within the transaction: on PostgreSQL it locks the tables, on
    SQLite it is the only writer, and whatever fails inside rolls all of it back. UPDATE stays refused throughout.
    """
    for table in tables:
        on_table = f" ON {table}" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER {table}_no_delete{on_table}"))
    yield
    for table in tables:
        create_triggers(connection, table)


def missing_triggers(connection: Connection, metadata: MetaData) -> list[str]:
    """Append-only tables that the database does not protect: should be empty after every migration."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    present = set(connection.scalars(text(query)))
    tables = set(inspect(connection).get_table_names())
    return [
        table
        for table in append_only_tables(metadata)
        if table not in tables or not {f"{table}_no_update", f"{table}_no_delete"} <= present
    ]


def _statements(table: str, dialect: str) -> list[str]:
    if dialect == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
        triggers = [
            f"CREATE OR REPLACE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            for event in ("UPDATE", "DELETE")
        ]
        return [function, *triggers]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for event in ("UPDATE", "DELETE")
    ]
