"""Screens of an admin with 100,000 people and two million completions against those with 1,000 and 20,000."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from elearn.app import create_app
from elearn.cli.demo_people import BY_KEY
from elearn.core.clock import utc_now
from elearn.core.database import open_engine
from elearn.extensions import db
from elearn.people.models import Person
from elearn.reporting.service.dashboard_folding import fold_all
from elearn.settings import Settings
from tests.benchmarks.report import Row
from tests.benchmarks.site import CROWD, environment, install
from tests.support.sessions import begun

FEW, EACH, UNITS = 1_000, 20, 100
FIRST = 1_000_000  # ids from here on are of the crowd
TIMES, TURNS = 15, 3
SCREENS = {
    "completion list": "/admin/kelulusan",
    "completion list, a page within it": "/admin/kelulusan?dari=2020-01-01&halaman=5",
    "people list": "/admin/pegawai",
    "dashboard": "/admin/dasbor",
    "dashboard of a year": "/admin/dasbor?periode=2026",
    "people behind a number": "/admin/dasbor/pegawai?capaian=mencapai",
}
NUMBERS = """WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :many) """
# Everybody in one of a hundred units, twenty completions each, spread over forty months up to now; three entries of JP.
CROWDING = (
    """INSERT INTO unit (id, code, name) SELECT :first + n, 'TU' || n, 'Unit Tolok Ukur ' || n
       FROM numbers WHERE n < :units""",
    """INSERT INTO person (id, name, nip, title_before, title_after, birth_place, must_change_password, session_epoch,
         active, demo, created_at)
       SELECT :first + n, 'Pegawai ' || n, '19' || (1000000000000000 + n), '', '', '', 0, 0, 1, 1, :at FROM numbers
       WHERE n < :people""",
    """INSERT INTO posting (id, person_id, unit_id, status, position, rank, valid_from)
       SELECT :first + n, :first + n, :first + n % :units, 'pns', 'Analis Kebijakan', 'III/a', '2020-01-01' FROM numbers
       WHERE n < :people""",
    """INSERT INTO enrolment (id, person_id, course, run, opened_at, closed_at)
       SELECT :first + n, :first + n % :people, 'tolok-ukur', 1 + n / :people, :at, :at FROM numbers""",
    """INSERT INTO completion (id, enrolment_id, person_id, course, course_title, course_version, training_type,
         organiser, posting_id, completed_at, completed_on, started_on, zone, final_score, jp)
       SELECT :first + n, :first + n, :first + n % :people, 'tolok-ukur', 'Tolok ukur', 'c', '16', 'BKPSDM',
         :first + n % :people, :at, date(:today, '-' || (n * 1200 / :many) || ' days'), '2020-01-01', 'Asia/Makassar',
         9000, 100 FROM numbers""",
    """INSERT INTO ledger_entry (id, person_id, kind, source, training_type, scope, title, local_date, zone, jp,
         rule_version, evidence_kind, evidence_ref, recorded_at)
       SELECT :first + n, :first + n % :people, 'kredit', 'tolok:' || n, '3', 'nasional', 'Kegiatan',
         date(:today, '-' || (n % 100) || ' days'), 'Asia/Makassar', 100 * (1 + n % 13), '2019', 'pengajuan',
         'T' || n, :at
       FROM numbers WHERE n < :people * 3""",
)


@dataclass
class Site:
    """An installation with a crowd, an admin signed in, and how long its numbers took to work out (seconds)."""

    client: FlaskClient
    folding: float


def rows(people: int = CROWD) -> Iterator[Row]:
    few, many = opened("data-few", FEW), opened("data-many", people)
    yield Row(f"dashboard's numbers of {people} people worked out", many.folding, "s", most=150)
    for name, path in SCREENS.items():
        ratio = statistics.median(seconds(many, path) / seconds(few, path) for _ in range(TURNS))
        yield Row(f"{name}, {people} people against {FEW}", ratio, "×", most=1.5)


def opened(data: str, people: int) -> Site:
    """An installation of its own with so many people beside those of the demo."""
    given = install_with(data, people)
    settings = Settings.from_mapping({key: value for key, value in given.items() if key.startswith("ELEARN_")})
    app = create_app(settings)
    return Site(signed_in(app), folded(app, settings))


def install_with(data: str, people: int) -> Mapping[str, str]:
    """The demo with a crowd in its database."""
    given = install(Path(environment()["BENCH_FOLDER"]), data)
    settings = Settings.from_mapping({key: value for key, value in given.items() if key.startswith("ELEARN_")})
    engine, now = open_engine(settings.database_url), utc_now()
    values = {
        "first": FIRST, "units": UNITS, "people": people, "many": people * EACH, "today": now.date().isoformat(),
        "at": now.strftime("%Y-%m-%d %H:%M:%S.%f"),
    }  # fmt: skip
    with engine.begin() as connection:
        for statement in CROWDING:
            made = re.sub(r"^(\s*INSERT INTO [^(]*\([^)]*\))", lambda found: f"{found[1]} {NUMBERS}", statement)
            named = {name: value for name, value in values.items() if re.search(rf":{name}\b", made)}
            connection.execute(text(made), named)
    with engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()
    return given


def signed_in(app: Flask) -> FlaskClient:
    """The admin of the demo."""
    with app.app_context():
        who = db.session.scalars(select(Person).where(Person.email == BY_KEY["admin"].email)).one()
        token = begun(db.session(), who, utc_now())
        db.session.commit()
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    return client


def folded(app: Flask, settings: Settings) -> float:
    """Seconds that the numbers take."""
    with app.app_context():
        sessions: sessionmaker[Session] = sessionmaker(db.engine)
    began = time.perf_counter()
    catalogue = app.extensions["elearn.library"].catalogue
    fold_all(sessions, catalogue, zone=settings.timezone, now=utc_now(), past=False)
    return time.perf_counter() - began


def seconds(site: Site, path: str) -> float:
    """Seconds of one request, the middle of several."""
    return statistics.median(timed(lambda: site.client.get(path)) for _ in range(TIMES))


def timed(ask: Callable[[], object]) -> float:
    """Seconds of one answer, which must be a page."""
    began = time.perf_counter()
    answer = ask()
    took = time.perf_counter() - began
    assert getattr(answer, "status_code", 0) == 200, answer
    return took
