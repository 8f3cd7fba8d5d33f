"""Recomputing everybody's record, 100,000 people: what is recognised, and whether every chain is whole."""

from __future__ import annotations

import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, Table, insert
from sqlalchemy.orm import Session

from elearn.cli import schema
from elearn.competency import queries, rules, service
from elearn.competency.rules import CREDIT, Columns, Posting
from elearn.competency.service import COMPETENCY, LEDGER
from elearn.content.library import Library
from elearn.content.model import Reference
from elearn.core.database import bare, open_engine, see_one_instant
from elearn.people.models import Person
from tests.benchmarks.report import Row
from tests.benchmarks.site import CROWD, ROOT

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
BATCH = 500
AT_ONCE = 1000
NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
COURSES = 2


def rows(people: int = CROWD) -> Iterator[Row]:
    folder = Path(tempfile.mkdtemp(prefix="elearn-ledger-"))
    engine = open_engine(f"sqlite:///{folder / 'elearn.db'}")
    try:
        schema.upgrade(engine)
        fill(engine, people)
        again = recognised(engine, people, Library(ROOT / "content", folder / "data").catalogue.reference)
        yield Row(f"JP recognised again, of {people}", again, "people/s", least=1000)
        yield Row(f"chains verified, of {people}", verified(engine), "people/s", least=1000)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        yield Row("most memory meanwhile", most, "MB", most=400)
    finally:
        engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


def fill(engine: Engine, people: int) -> None:
    """People with two courses of three learning days and one competency each, every entry in its chain: written in
    bulk, a thousand people a transaction, so that neither time nor memory grows with their number.
    """
    numbers = {LEDGER: count(1), COMPETENCY: count(1)}
    for start in range(1, people + 1, AT_ONCE):
        known = range(start, min(start + AT_ONCE, people + 1))
        entered = [(table, {**row, "id": next(numbers[table])}) for who in known for table, row in _entries(who)]
        with Session(engine) as session, session.begin():
            named = [{"id": who, "name": f"Pegawai {who}", "created_at": NOW} for who in known]
            session.execute(insert(bare(Person)), named)
            for table in numbers:
                session.execute(insert(table), [row for its, row in entered if its is table])
            service.link(session, entered)


def _entries(who: int) -> Iterator[tuple[Table, Columns]]:
    for course in range(COURSES):
        days = tuple((date(2026, 1 + (who + course) % 10, 3 + day), 200) for day in range(3))
        posting = Posting(
            person_id=who, source_prefix=f"kelulusan:{who * COURSES + course}", training_type="16", scope="nasional",
            title="Pelayanan Publik Prima", days=days, zone="Asia/Makassar", evidence_kind="sertifikat",
            evidence_ref=f"{who:015}{course:05}", rule_version="2019-01-01", competencies=(("integritas", 2),),
        )  # fmt: skip
        yield from ((LEDGER, row) for row in rules.jp_rows(posting, CREDIT, None, NOW))
        yield from ((COMPETENCY, row) for row in rules.competency_rows(posting, CREDIT, None, NOW))


def recognised(engine: Engine, people: int, reference: Reference) -> float:
    """People a second whose every entry is counted again under the rules of its day."""
    began, counted = time.perf_counter(), 0
    with Session(engine) as session:
        see_one_instant(session)
        for start in range(1, people + 1, BATCH):
            facts = queries.facts_of(session, range(start, start + BATCH), FIRST, LAST)
            counted += sum(len(rules.recognise(known, reference.jp_rule)) > 0 for known in facts.values())
    assert counted == people, counted
    return people / (time.perf_counter() - began)


def verified(engine: Engine) -> float:
    """People a second whose chain is recomputed from its first link."""
    began, people = time.perf_counter(), 0
    with Session(engine) as session:
        see_one_instant(session)
        for checked in service.verify(session):
            assert not checked.findings, checked.findings[:3]
            people += checked.people
    return people / (time.perf_counter() - began)
