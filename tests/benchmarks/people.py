"""Lists of people: rows a second looked at and applied, and what memory that takes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.cli import schema
from elearn.core.clock import utc_now
from elearn.core.database import open_engine
from elearn.people.models import PeopleImport, PeopleImportRow, Unit
from elearn.people.service.import_applying import apply_people, begin_people
from elearn.people.service.import_planning import plan_people, read_people, receive_people
from tests.benchmarks.export import resident
from tests.benchmarks.report import Row

PEOPLE = 3_000
TODAY = date(2026, 3, 3)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'elearn.db'}")
        schema.upgrade(engine)
        sessions = sessionmaker(engine)
        with sessions.begin() as session:
            session.add_all(Unit(code=f"U{number:03}", name=f"Unit {number}") for number in range(200))
        before = resident()
        for what, position in (("new people", "Analis"), ("changed people", "Penata")):
            yield from _measured(sessions, what, _list(position))
        yield Row("memory that two lists of 3,000 people added", max(0.0, resident() - before), "MB", most=200)
        engine.dispose()


def _measured(sessions: sessionmaker[Session], what: str, data: bytes) -> Iterator[Row]:
    began = time.process_time()
    with sessions() as session:
        plan = plan_people(session, read_people(data), today=TODAY, actor=None)
    planned = time.process_time() - began
    assert len(plan.rows) == PEOPLE
    yield Row(f"rows a second of {what}, looked at", PEOPLE / planned, "/s", least=500)
    began = time.process_time()
    with sessions.begin() as session:
        number = receive_people(session, "0" * 64, "pegawai.csv", plan, actor=None, now=utc_now())
        begin_people(session, session.get_one(PeopleImport, number), effective_on=TODAY, now=utc_now())
    apply_people(sessions, {"import": number}, utc_now())
    applied = time.process_time() - began
    with sessions() as session:
        done = select(func.count()).where(PeopleImportRow.import_id == number, PeopleImportRow.applied_at.is_not(None))
        assert session.scalar(done) == PEOPLE
    yield Row(f"rows a second of {what}, kept and applied", PEOPLE / applied, "/s", least=200)


def _list(position: str) -> bytes:
    lines = ["NIP;Nama;Golongan;Jabatan;Kode Unit;Surel"]
    for number in range(PEOPLE):
        nip = f"1988{1 + number // 9990:02}{1 + number // 999 % 10:02}2023211{number % 999 + 1:03}"
        lines.append(f"{nip};Orang {number};IX;{position};U{number % 200:03};orang{number}@contoh.id")
    return "\r\n".join(lines).encode()
