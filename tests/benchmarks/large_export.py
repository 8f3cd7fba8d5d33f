"""One list made into a file by the worker, in a process of its own, so that its memory is nobody else's."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from elearn.cli import schema
from elearn.core.clock import utc_now
from elearn.core.database import open_engine
from elearn.jobs.service import run_next
from elearn.notices.service import NOTICE_JOB
from elearn.people.models import RoleGrant
from elearn.people.rules import Actor, Grant
from elearn.reporting.models import ListExport
from elearn.reporting.rules import CompletionFilter
from elearn.reporting.rules.exports import Listed, kept
from elearn.reporting.service import Asker
from elearn.reporting.service.export_making import EXPORT_JOB, export_handler, result_path
from elearn.reporting.service.export_source import Known
from elearn.reporting.service.exports import ask_export
from tests import factories

PEOPLE = 10_000
WARM = "pemanasan"  # a course of few rows: whatever is loaded once is loaded before memory is measured
WARM_ROWS = 100
ZONE = "Asia/Makassar"
KIBI = 1024
# Rows of the three tables that a line of the list is made of, written by the database itself.
SERIES = "WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {first} + {rows}) "
RUNS = """INSERT INTO enrolment (id, person_id, course, run, opened_at, closed_at)
  SELECT i, 1 + i % {people}, '{course}', i, '2026-01-01 00:00:00', '2026-02-01 00:00:00' FROM n"""
DONE = """INSERT INTO completion (id, enrolment_id, person_id, course, course_title, course_version, training_type,
  organiser, completed_at, completed_on, started_on, zone, final_score, jp)
  SELECT i, i, 1 + i % {people}, '{course}', 'Pelayanan Publik Prima Angkatan ' || i, printf('%064d', i), '16',
  'BKPSDM Kota Contoh', '2026-02-01 00:00:00', date('2020-01-01', '+' || (i % 2000) || ' days'), '2020-01-01',
  'Asia/Makassar', 7000 + i % 3000, 650 FROM n"""
SHEETS = """INSERT INTO certificate (code, number, series, sequence, completion_ref, issue, person_id, course,
  issued_at, issued_on, zone, payload, payload_digest)
  SELECT printf('UJI%015d', i), '800.2/' || i || '/BKPSDM/III/2026', 'uji', i, i, 1, 1 + i % {people}, '{course}',
  '2026-02-01 00:00:00', '2026-02-01', 'Asia/Makassar', '{{}}', printf('%064d', i) FROM n"""
STAFF = """INSERT INTO person (id, name, title_before, title_after, birth_place, nip, must_change_password,
  session_epoch, active, demo, created_at)
  SELECT i, 'Pegawai Nomor ' || i, '', 'S.Kom.', '', printf('1990%014d', i), 0, 0, 1, 0, '2026-01-01 00:00:00' FROM n"""


def build(url: str, courses: Mapping[str, int]) -> None:
    """A database with so many completions of each course, and one admin of everything."""
    engine = open_engine(url)
    schema.upgrade(engine)
    first = 1
    with engine.begin() as connection:
        connection.execute(text(_insert(STAFF).format(first=1, rows=PEOPLE)))
        for course, rows in {WARM: WARM_ROWS, **courses}.items():
            for statement in (RUNS, DONE, SHEETS):
                given = {"first": first, "rows": rows, "people": PEOPLE, "course": course}
                connection.execute(text(_insert(statement).format(**given)))
            first += rows
        connection.execute(text("ANALYZE"))
    with Session(engine) as session, session.begin():
        session.add(RoleGrant(person_id=1, role="admin", granted_at=utc_now()))
    engine.dispose()


def _insert(statement: str) -> str:
    """The series stands between what is inserted into and what is selected."""
    into, chosen = statement.split("\n  SELECT", 1)
    return f"{into}\n {SERIES}SELECT{chosen}"


def measured(url: str, folder: Path, kind: str, course: str) -> dict[str, float]:
    """Rows, bytes and processor seconds of a file, and by how many MB memory rose above what a small one had left."""
    engine = open_engine(url)
    made(engine, folder, kind, WARM)
    Path("/proc/self/clear_refs").write_text("5")  # the highest mark of memory begins anew
    before, began = status("VmRSS"), time.process_time()
    export = made(engine, folder, kind, course)
    seconds, after = time.process_time() - began, status("VmHWM")
    engine.dispose()
    return {"rows": export.total, "bytes": export.size or 0, "seconds": seconds, "grown": max(0.0, after - before)}


def made(engine: Engine, folder: Path, kind: str, course: str) -> ListExport:
    """Ask for the completions of a course, and play the worker until the file is there; it is deleted again."""
    sessions, now = sessionmaker(engine), utc_now()
    catalogue = factories.catalogue()
    known = Known(catalogue, "https://belajar.contoh.go.id")
    handlers: Mapping[str, Any] = MappingProxyType(
        {EXPORT_JOB: export_handler(folder, lambda: known, 7), NOTICE_JOB: lambda *_given: None}
    )
    asker = Asker(Actor(id=1, display_name="", zone=ZONE, grants=(Grant("admin"),)), ZONE, now)
    with sessions.begin() as session:
        number = ask_export(session, Listed.COMPLETIONS, kept(CompletionFilter(course=course)), kind, asker)
    while run_next(sessions, handlers, now):
        pass
    with sessions() as session:
        export = session.get_one(ListExport, number)
    assert export.ready_at is not None, export.problem
    result_path(folder, number).unlink()
    return export


def status(name: str) -> float:
    """A number of this process's memory, MB."""
    lines: Iterator[list[str]] = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    return next(int(line[1]) / KIBI for line in lines if line[0] == f"{name}:")


if __name__ == "__main__":
    _, given_url, given_folder, given_kind, given_course = sys.argv
    print(json.dumps(measured(given_url, Path(given_folder), given_kind, given_course)))
