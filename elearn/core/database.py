"""The database base class, the types both databases share, and how SQLite begins a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    Table,
    TypeDecorator,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime: ``timestamptz`` on PostgreSQL, naive UTC text on SQLite. Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored: say which zone it is in")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = JSON().with_variant(JSONB(), "postgresql")
# SQLite numbers its rows only for INTEGER PRIMARY KEY.
Identity = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """The one declarative base of all rooms."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant(), dict[str, Any]: Document, list[Any]: Document}


def bare(model: type[Base]) -> Table:
    """The table of a model. A query on its columns gives plain rows without the ORM's work per execution, which takes
    as long as the query itself: for what runs on every request.
    """
    return cast(Table, model.__table__)


def only_where(condition: str) -> dict[str, Any]:
    """The words of an index that holds only such rows, for both databases. One on a column that hardly any row fills
    is best made so: held in it, all those without a value would seem to a database the few to begin with.
    """
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def read_only() -> Iterator[None]:
    """Transactions begun inside only read: on SQLite they take no write lock."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def see_one_instant(session: Session) -> None:
    """Begin a session's transaction as one that only reads, and sees the same instant however long it lasts."""
    with read_only():
        postgresql = session.get_bind().dialect.name == "postgresql"
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"} if postgresql else None)


def set_reading(value: bool) -> None:
    """Declare the transactions of this context (a web request) as reading or writing."""
    _reading.set(value)


def prepare(engine: Engine) -> None:
    """What every connection needs, on either database."""
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    else:
        _prepare_postgresql(engine)


def _prepare_postgresql(engine: Engine) -> None:
    """No machine code for single queries: to compile takes half a second, and hardly any of ours runs as long."""

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
        connection.commit()  # what is rolled back is not kept for the connection


def _prepare_sqlite(engine: Engine) -> None:
    """WAL, foreign keys, and BEGIN IMMEDIATE for writers: without it two writers that read first lose updates."""

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        # straight to the driver: SQLAlchemy's own way costs more than the statement
        statement = "BEGIN" if _reading.get() else "BEGIN IMMEDIATE"
        try:
            connection.connection.driver_connection.execute(statement)
        except sqlite3.OperationalError as error:  # nothing below this would put it into SQLAlchemy's words
            raise OperationalError(statement, None, error) from error


def learn_sizes(engine: Engine) -> None:
    """Have SQLite look at a sample of every index, so that it picks the right one; PostgreSQL does so by itself."""
    if engine.dialect.name == "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA analysis_limit=400")
            connection.exec_driver_sql("ANALYZE")


def open_engine(url: str) -> Engine:
    """An engine outside the web application (commands, the worker), prepared like the web's own."""
    engine = create_engine(url, hide_parameters=True)  # errors are logged and kept with jobs: without people's data
    prepare(engine)
    return engine
