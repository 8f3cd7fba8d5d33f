"""The CSV of 100,000 completions against a bare loop from a cursor to ``csv.writer``, and what memory it takes; then a
million rows in every format as the worker makes them, which must take hardly more memory than ten thousand.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.core.clock import utc_now
from elearn.core.database import open_engine
from elearn.core.tabular import FORMATS
from elearn.reporting import service
from elearn.reporting.queries.completions import NEWEST
from elearn.reporting.rules import CompletionFilter
from elearn.settings import Settings
from tests.benchmarks.large_export import build
from tests.benchmarks.report import Row, paired
from tests.benchmarks.site import crowded

COMPLETIONS = 100_000
MEGABYTE = 1024 * 1024
JOINED = """SELECT p.nip, p.name, p.title_before, p.title_after, o.status, o.rank, o.position, u.name, c.course_title,
  c.training_type, c.jp, c.organiser, c.started_on, c.completed_on, t.number, t.issued_on, c.final_score, t.code, c.id
  FROM completion c JOIN person p ON p.id = c.person_id LEFT JOIN posting o ON o.id = c.posting_id
  LEFT JOIN unit u ON u.id = o.unit_id LEFT JOIN certificate t ON t.completion_ref = c.id AND t.replaced_by_id IS NULL
  ORDER BY c.completed_on DESC, c.id DESC LIMIT 100000"""


def rows() -> Iterator[Row]:
    given = crowded()
    settings = Settings.from_mapping({key: value for key, value in given.items() if key.startswith("ELEARN_")})
    reference = Library(settings.content, settings.data).catalogue.reference
    engine = open_engine(settings.database_url)

    def export() -> int:
        asker = service.Asker(None, settings.timezone, utc_now(), "tolok-ukur")
        with Session(engine) as session, session.begin():
            made = service.begin_completion_export(session, CompletionFilter(), NEWEST, "csv", asker)
        assert made.count >= COMPLETIONS, made.count
        pieces = service.write_completions(engine, made, "csv", reference=reference, public_url=settings.public_url)
        return sum(len(piece) for piece in pieces)

    export()
    before = resident()
    ratio = paired(_speed(lambda: _bare(given)), _speed(export))
    yield Row("CSV of 100,000 completions, speed against a bare loop", ratio, "×", least=1 / 3)
    yield Row("memory that exports added", max(0.0, resident() - before), "MB", most=30)
    engine.dispose()
    yield from large()


def large(many: int = 1_000_000, few: int = 10_000) -> Iterator[Row]:
    """How many rows the worker makes in a second of the processor, and how much more memory many take than few."""
    folder = Path(tempfile.mkdtemp(prefix="elearn-export-"))
    url = f"sqlite:///{folder / 'elearn.db'}"
    try:
        build(url, {"banyak": many, "sedikit": few})
        for kind in FORMATS:
            small, big = (_alone(url, folder / "ekspor", kind, course) for course in ("sedikit", "banyak"))
            assert (small["rows"], big["rows"]) == (few, many)
            yield Row(f"rows a second of {many:,} made by the worker, {kind}", many / big["seconds"], "/s", least=3000)
            rose = big["grown"] - small["grown"]
            yield Row(f"memory that {many:,} rows took beyond {few:,}, {kind}", rose, "MB", most=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _alone(url: str, folder: Path, kind: str, course: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.large_export", url, str(folder), kind, course]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _speed(work: Callable[[], int]) -> Callable[[], float]:
    def seconds() -> float:
        began = time.perf_counter()
        work()
        return time.perf_counter() - began

    return seconds


def _bare(given: Mapping[str, str]) -> int:
    connection = sqlite3.connect(Path(given["ELEARN_DATA"]) / "elearn.db")
    buffer = io.StringIO()
    csv.writer(buffer).writerows(connection.execute(JOINED))
    connection.close()
    return len(buffer.getvalue().encode())


def resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / MEGABYTE
