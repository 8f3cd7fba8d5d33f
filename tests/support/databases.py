"""Fresh, migrated databases for tests: a copied SQLite file, or a PostgreSQL database made from a template."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from elearn.cli import schema
from elearn.core.database import open_engine

TEMPLATE = "elearn_template"
# What becomes of a server that nobody starts again need not be safe, and nobody tidies up after it.
PASSING = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
}


@functools.cache
def _sqlite_template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="elearn-schema-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "schema.db"
    engine = open_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")  # our BEGIN would keep the log from being folded back
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


def fresh_sqlite(folder: Path) -> str:
    """The address of a new SQLite file with the whole schema."""
    path = folder / "elearn.db"
    shutil.copy(_sqlite_template(), path)
    return f"sqlite:///{path}"


@dataclass(frozen=True)
class PostgresServer:
    """A server on which databases may be made. ``url`` names its maintenance database."""

    url: str
    template: str

    def database(self, name: str) -> str:
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)


def _connect(server_url: str) -> psycopg.Connection[tuple[object, ...]]:
    plain = make_url(server_url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _binary(name: str) -> str:
    found = shutil.which(name) or next(iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))), None)
    if found is None:
        raise RuntimeError("PostgreSQL is missing. Type: apt-get install postgresql (or set ELEARN_TEST_PG_URL)")
    return found


@contextmanager
def start_postgres(folder: Path) -> Iterator[PostgresServer]:
    """A private server without durability, on a Unix socket; ELEARN_TEST_PG_URL uses a running one instead.

    PostgreSQL refuses to run as root, so root runs it as the system user ``postgres``.
    """
    given = os.environ.get("ELEARN_TEST_PG_URL")
    if given:
        yield _with_template(given.replace("postgresql://", "postgresql+psycopg://", 1))
        return
    home = Path(tempfile.mkdtemp(prefix="elpg-"))  # short: a socket's path has at most 107 bytes
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(home, "postgres")
    data = home / "data"

    def run(*command: str) -> None:
        done = subprocess.run([*as_user, *command], capture_output=True, text=True, cwd=home, timeout=120)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")

    run(_binary("initdb"), "-D", str(data), "-U", "elearn", "--auth=trust", "-E", "UTF8", "--no-sync")
    options = f"-k {home} " + " ".join(f"-c {name}={value}" for name, value in PASSING.items())
    run(_binary("pg_ctl"), "-D", str(data), "-o", options, "-l", str(home / "log"), "-w", "start")
    try:
        yield _with_template(f"postgresql+psycopg://elearn@/postgres?host={home}")
    finally:
        run(_binary("pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


def _with_template(url: str) -> PostgresServer:
    server = PostgresServer(url, f"{TEMPLATE}_{uuid.uuid4().hex[:8]}")
    with _connect(url) as connection:
        connection.execute(f"CREATE DATABASE {server.template}")
    engine = open_engine(server.database(server.template))
    schema.upgrade(engine)
    engine.dispose()
    return server


@contextmanager
def fresh_postgres(server: PostgresServer, *, empty: bool = False) -> Iterator[str]:
    """The address of a new PostgreSQL database with the whole schema (or nothing); dropped afterwards."""
    name = f"t_{uuid.uuid4().hex}"
    with _connect(server.url) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {'template1' if empty else server.template}")
    try:
        yield server.database(name)
    finally:
        with _connect(server.url) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
