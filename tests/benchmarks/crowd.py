"""Installations with a crowd, on either database, written by a few statements; and what a page costs there."""

from __future__ import annotations

import re
import shutil
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import create_app
from elearn.cli.demo_people import BY_KEY
from elearn.core.clock import utc_now
from elearn.core.database import learn_sizes, open_engine
from elearn.core.identifiers import digest_of
from elearn.extensions import db
from elearn.people.models import Person
from elearn.reporting.service.dashboard_folding import fold_all
from elearn.reporting.service.quality_folding import fold_quality
from elearn.settings import Settings
from elearn.web.health import newest_revision
from tests.benchmarks.options import chosen
from tests.benchmarks.site import environment, install
from tests.support.databases import PostgresServer, start_postgres
from tests.support.sessions import begun

EACH, UNITS = 20, 100
FIRST = 1_000_000  # ids from here on are of the crowd
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :many) "
# Everybody in one of a hundred units, ten of which an agency's admin sees; twenty completions each of five courses,
# spread over forty months up to now; three entries of JP; two of the audit trail, of the last two months.
CROWDING = (
    """INSERT INTO unit (id, code, name, is_agency, parent_id)
       SELECT :first + n, 'TU' || n, 'Unit Tolok Ukur ' || n, FALSE,
         CASE WHEN n % 10 = 0 THEN (SELECT id FROM unit WHERE code = 'DINKES') END
       FROM numbers WHERE n < :units""",
    """INSERT INTO person (id, name, nip, title_before, title_after, birth_place, must_change_password, session_epoch,
         active, demo, created_at)
       SELECT :first + n, CASE n / 7 % 5 WHEN 0 THEN 'Maria' WHEN 1 THEN 'Yosef' WHEN 2 THEN 'Siti' WHEN 3
         THEN 'Kornelis' ELSE 'Ni''matul' END || ' ' || CASE n / 35 % 4 WHEN 0 THEN 'Bria' WHEN 1 THEN 'Seran' WHEN 2
         THEN 'Tefa' ELSE 'Nahak' END || ' ' || n, '19' || (1000000000000000 + n), '', '', '', FALSE, 0, TRUE, TRUE, :at
       FROM numbers WHERE n < :people""",
    """INSERT INTO posting (id, person_id, unit_id, status, position, rank, valid_from)
       SELECT :first + n, :first + n, :first + n % :units, CASE n % 3 WHEN 0 THEN 'pppk' ELSE 'pns' END,
         'Analis Kebijakan', 'III/a', '2020-01-01' FROM numbers WHERE n < :people""",
    """INSERT INTO enrolment (id, person_id, course, run, opened_at, closed_at)
       SELECT :first + n, :first + n % :people, COURSE(n), 1 + n / :people, :at, :at FROM numbers""",
    """INSERT INTO completion (id, enrolment_id, person_id, course, course_title, course_version, training_type,
         organiser, posting_id, completed_at, completed_on, started_on, zone, final_score, jp)
       SELECT :first + n, :first + n, :first + n % :people, COURSE(n), 'Tolok ukur', 'c', '16', 'BKPSDM',
         :first + n % :people, :at, BACK[CAST(n AS bigint) * 1200 / :many], '2020-01-01',
         'Asia/Makassar', 9000, 100 FROM numbers""",
    """INSERT INTO ledger_entry (id, person_id, kind, source, training_type, scope, title, local_date, zone, jp,
         rule_version, evidence_kind, evidence_ref, recorded_at)
       SELECT :first + n, :first + n % :people, 'kredit', 'tolok:' || n, '3', 'nasional', 'Kegiatan',
         BACK[n % 100], 'Asia/Makassar', 100 * (1 + n % 13), '2019', 'pengajuan', 'T' || n, :at
       FROM numbers WHERE n < :people * 3""",
    """INSERT INTO audit_entry (id, at, actor_id, action, detail)
       SELECT :first + n, INSTANT[60 - n * 60 / (:people * 2)], :first + n % :people, 'person.view', '{}'
       FROM numbers WHERE n < :people * 2""",
    """INSERT INTO audit_subject (entry_id, person_id) SELECT :first + n, :first + n * 7 % :people
       FROM numbers WHERE n < :people * 2""",
)
COURSE = """CASE n % 5 WHEN 0 THEN 'etika-asn' WHEN 1 THEN 'mulai-belajar' WHEN 2 THEN 'pelayanan-publik-prima'
  ELSE 'tolok-ukur' END"""


@dataclass
class Site:
    """An installation with a crowd: somebody's browser by the key of her account, how long its numbers took to work
    out (seconds; None: they waited from an earlier run), and its database.
    """

    clients: Mapping[str, FlaskClient]
    folding: float | None
    engine: Engine

    def cost(self, who: str, path: str, times: int) -> float:
        """Processor seconds of one page, the middle of several: this process's, and those of the database's server."""
        self._ask(who, path)
        servers = self._servers()
        return statistics.median(self._once(who, path, servers) for _ in range(times))

    def _once(self, who: str, path: str, servers: Sequence[Path]) -> float:
        began = time.process_time() + _run(servers)
        self._ask(who, path)
        return time.process_time() + _run(servers) - began

    def _ask(self, who: str, path: str) -> None:
        answer = self.clients[who].get(path)
        assert answer.status_code == 200, (path, answer.status_code, answer.location)

    def _servers(self) -> list[Path]:
        """What the system says of the processes that serve this database's connections."""
        if self.engine.dialect.name == "sqlite":
            return []
        with self.engine.connect() as connection:
            wanted = (
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type LIKE 'client%'"
            )
            return [Path(f"/proc/{pid}/schedstat") for pid in connection.scalars(text(wanted))]


def _run(servers: Sequence[Path]) -> float:
    """Seconds that processes have run."""
    return sum(int(server.read_text().split()[0]) for server in servers) / 1e9


@contextmanager
def crowds(who: Sequence[str], people: Mapping[str, int]) -> Iterator[list[Site]]:
    """Installations of these names with so many people each beside those of the demo, and these accounts signed in."""
    with server() as postgres:
        sites = [_site(name, number, postgres, who) for name, number in people.items()]
        yield sites
        for site in sites:
            site.engine.dispose()


@contextmanager
def server() -> Iterator[PostgresServer | None]:
    """The server on which databases are made; None for SQLite."""
    if chosen.database == "sqlite":
        yield None
        return
    with start_postgres(Path(environment()["BENCH_FOLDER"])) as started:
        yield started


def _site(name: str, people: int, postgres: PostgresServer | None, who: Sequence[str]) -> Site:
    content = environment()
    mark = digest_of([CROWDING, COURSE, people, newest_revision()])[:12]
    folder = (chosen.keep or Path(content["BENCH_FOLDER"])) / f"{name}-{mark}-{chosen.database}"
    url = f"sqlite:///{folder / 'elearn.db'}" if postgres is None else postgres.database(f"bench_{name}_{mark}")
    made = folder / "made"
    kept = made.exists()
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)
        if postgres is not None:
            _empty(postgres, f"bench_{name}_{mark}")
        install(Path(content["BENCH_FOLDER"]), folder, ELEARN_DATABASE_URL=url)
        fill(url, people)
    given = {"ELEARN_DATA": str(folder), "ELEARN_CONTENT": content["ELEARN_CONTENT"], "ELEARN_DATABASE_URL": url}
    settings = Settings.from_mapping(given)
    app = create_app(settings)
    with app.app_context():
        engine = db.engine
    folding = None if kept else folded(app, engine, settings)
    made.touch()
    return Site({key: signed_in(app, key) for key in who}, folding, engine)


def _empty(postgres: PostgresServer, name: str) -> None:
    """A new database on the server, in place of what an earlier run left half done."""
    engine = create_engine(postgres.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()


def fill(url: str, people: int, now: datetime | None = None) -> None:
    """Write a crowd into a database, as if up to ``now``."""
    engine, now = open_engine(url), now or utc_now()
    name = engine.dialect.name
    values = {
        "first": FIRST, "units": UNITS, "people": people, "many": people * EACH, "today": now.date().isoformat(),
        "at": now.isoformat() if name == "postgresql" else now.strftime("%Y-%m-%d %H:%M:%S.%f"),
    }  # fmt: skip
    with engine.begin() as connection:
        for statement in CROWDING:
            made = re.sub(r"^(\s*INSERT INTO [^(]*\([^)]*\))", lambda found: f"{found[1]} {NUMBERS}", statement)
            made = re.sub(r"(BACK|INSTANT)\[([^]]*)\]", partial(_days_ago, name), made.replace("COURSE(n)", COURSE))
            for key, value in values.items():  # all are of our own making, and a bound one would have no type
                made = re.sub(rf":{key}\b", str(value) if isinstance(value, int) else f"'{value}'", made)
            connection.execute(text(made))
    settle(engine)
    engine.dispose()


def _days_ago(dialect: str, found: re.Match[str]) -> str:
    """A local date some days before today, or an instant on it, in the words of one database."""
    day = {
        "sqlite": f"date(:today, '-' || ({found[2]}) || ' days')",
        "postgresql": f"(CAST(:today AS date) - CAST({found[2]} AS integer))",
    }[dialect]
    instant = {"sqlite": f"{day} || ' 01:00:00.000000'", "postgresql": f"({day} + TIME '01:00') AT TIME ZONE 'UTC'"}
    return day if found[1] == "BACK" else instant[dialect]


def settle(engine: Engine) -> None:
    """What the server does at night, or PostgreSQL by itself."""
    learn_sizes(engine)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def signed_in(app: Flask, key: str) -> FlaskClient:
    """The browser of an account of the demo."""
    with app.app_context():
        who = db.session.scalars(select(Person).where(Person.email == BY_KEY[key].email)).one()
        token = begun(db.session(), who, utc_now())
        db.session.commit()
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


def folded(app: Flask, engine: Engine, settings: Settings) -> float:
    """Seconds that the dashboard's numbers take; then its tables are settled, too."""
    sessions: sessionmaker[Session] = sessionmaker(engine)
    began = time.perf_counter()
    library, now = app.extensions["elearn.library"], utc_now()
    fold_all(sessions, library.catalogue, zone=settings.timezone, now=now, past=False)
    fold_quality(sessions, library.catalogue, library.quiz, zone=settings.timezone, now=now)
    took = time.perf_counter() - began
    settle(engine)
    return took
