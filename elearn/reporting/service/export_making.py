"""The jobs that make a list into a file, and take it away again.

First the ids of all rows are written down in their order; then each piece of work reads the rows of the next of them
into a part of its own; at the end the parts become the file. Parts and file appear whole or not at all, and what is
there is not made again, so a server may be killed at any moment: the next one goes on, and the file is the same.
"""

from __future__ import annotations

import json
import logging
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.database import read_only
from elearn.core.objects import stream_once
from elearn.core.tabular import write
from elearn.jobs import service as jobs
from elearn.jobs.service import Handler
from elearn.notices.rules import Kind
from elearn.reporting.models import ListExport
from elearn.reporting.queries import exports as found
from elearn.reporting.rules.exports import MOST_TRIES, STEP, Listed
from elearn.reporting.service.export_source import Known, Source
from elearn.reporting.service.export_sources import SOURCES
from elearn.reporting.service.export_telling import deliver, problem_of, tell
from elearn.reporting.service.noting import name_late

EXPORT_JOB = "export.make"
REMOVE_JOB = "export.remove"
FOLDER = "ekspor"  # in the data folder; a backup leaves it out, because it can be made again
PLAN, RESULT = "urutan", "berkas"
PRIVATE = 0o600
AT_ONCE = 1000  # rows that one query reads
ID_BYTES = 8
ENDED = "Server berhenti setiap kali berkas ini disusun."

log = logging.getLogger(__name__)


class Work(NamedTuple):
    """An export that is to be gone on with."""

    id: int
    listed: Listed
    kind: str
    fixed: Mapping[str, Any]
    asked_at: datetime
    done: int
    folder: Path

    @property
    def source(self) -> Source:
        return SOURCES[self.listed]


def result_path(folder: Path, export_id: int) -> Path:
    """Where the file of an export lies once it is ready."""
    return folder / str(export_id) / RESULT


def enqueue_export(session: Session, export: ListExport, now: datetime) -> None:
    """Have the next piece of an export made."""
    key = f"{EXPORT_JOB}:{export.id}:{export.retries}:{export.done}"
    jobs.enqueue(session, EXPORT_JOB, key, {"export_id": export.id}, now=now)


def export_handler(folder: Path, known: Callable[[], Known], days: int, target: Path | None = None) -> Handler:
    """The job that makes the next piece. A piece that fails is tried again by the job; after the third time, or when
    no try came to an end, the export has failed and its owner is told why. ``days``: how long the file is kept;
    ``target``: the operator's folder of scheduled exports.
    """

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        kept = timedelta(days=days)
        work = _begun(sessions, int(payload["export_id"]), folder, now, kept)
        if work is None:
            return
        try:
            _go_on(sessions, work, known(), now, kept, target)
        except Exception as error:
            log.exception("export %s: a piece could not be made", work.id)
            _keep_problem(sessions, work.id, error)
            raise

    return handle


def remove_handler(folder: Path) -> Handler:
    """The job that takes a file away once its time is over, and what was asked for with it. Idempotent."""

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        export_id = int(payload["export_id"])
        with _reading(sessions) as session:
            export = session.get(ListExport, export_id)
            if export is None or export.expires_at is None or now < export.expires_at:
                return  # it was tried again meanwhile
        shutil.rmtree(folder / str(export_id), ignore_errors=True)
        with sessions.begin() as session:
            session.execute(update(ListExport).where(ListExport.id == export_id).values(size=None, fixed={}))

    return handle


def _begun(
    sessions: sessionmaker[Session], export_id: int, folder: Path, now: datetime, kept: timedelta
) -> Work | None:
    """The export with one more try counted; None when there is nothing to do, or nothing more to try."""
    with sessions.begin() as session:
        export = found.state_row(session, export_id)
        if export is None or export.ready_at is not None or export.failed_at is not None:
            return None
        if export.tries >= MOST_TRIES:
            export.failed_at, export.problem = now, export.problem or ENDED
            _keep_until(session, export, now + kept, now)
            tell(session, export, Kind.EXPORT_FAILED, now)
            return None
        export.tries += 1
        return Work(
            export.id, Listed(export.listed), export.kind, dict(export.fixed), export.asked_at, export.done,
            folder / str(export.id),
        )  # fmt: skip


def _go_on(
    sessions: sessionmaker[Session], work: Work, known: Known, now: datetime, kept: timedelta, target: Path | None
) -> None:
    work.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if work.source.ids is not None:
        _plan(sessions, work, known)
        ids = _slice(work, work.done, STEP)
        if ids:
            _write_part(sessions, work, ids, known)
            _record(sessions, work, len(ids), now)
            return
    rows = _write_file(sessions, work, known)
    with _reading(sessions) as session:
        deliver(session, work.id, work.folder / RESULT, work.kind, target)
    _finish(sessions, work, rows, now, kept)


def _write_file(sessions: sessionmaker[Session], work: Work, known: Known) -> int:
    """Make the file; returns how many rows it has."""
    rows: Iterable[Sequence[Any]] = _parts(work)
    count = work.done
    if work.source.sums is not None:
        with _reading(sessions) as session:
            rows = list(work.source.sums(session, work.fixed, known))
        count = len(rows)
    stream_once(work.folder / RESULT, write(work.kind, work.source.columns, rows, made_at=work.asked_at), PRIVATE)
    return count


def _plan(sessions: sessionmaker[Session], work: Work, known: Known) -> None:
    """Write down which rows in which order. From then on a row that changes its place is neither lost nor doubled."""
    assert work.source.ids is not None
    if (work.folder / PLAN).exists():
        return
    with _reading(sessions) as session:
        ids = array("q", work.source.ids(session, work.fixed, known))
    if work.source.named_late:
        name_late(sessions, work.fixed["entry"], ids)
    stream_once(work.folder / PLAN, (ids[at : at + STEP].tobytes() for at in range(0, len(ids), STEP)), PRIVATE)


def _slice(work: Work, start: int, count: int) -> Sequence[int]:
    with (work.folder / PLAN).open("rb") as file:
        file.seek(start * ID_BYTES)
        return array("q", file.read(count * ID_BYTES))


def _write_part(sessions: sessionmaker[Session], work: Work, ids: Sequence[int], known: Known) -> None:
    path = _part(work, work.done)
    if not path.exists():
        with _reading(sessions) as session:
            stream_once(path, _lines(session, work, ids, known), PRIVATE)


def _lines(session: Session, work: Work, ids: Sequence[int], known: Known) -> Iterator[bytes]:
    assert work.source.cells is not None
    for start in range(0, len(ids), AT_ONCE):
        cells = work.source.cells(session, work.fixed, ids[start : start + AT_ONCE], known)
        yield "".join(json.dumps(list(row), default=date.isoformat) + "\n" for row in cells).encode()


def _parts(work: Work) -> Iterator[list[Any]]:
    """The rows of all parts, in order, as they were read."""
    days = [index for index, column in enumerate(work.source.columns) if column.kind == "date"]
    for start in range(0, work.done, STEP):
        with _part(work, start).open("rb") as file:
            for line in file:
                row = json.loads(line)
                for index in days:
                    row[index] = date.fromisoformat(row[index]) if row[index] else None
                yield row


def _part(work: Work, start: int) -> Path:
    return work.folder / f"{start:012}.jsonl"


def _record(sessions: sessionmaker[Session], work: Work, count: int, now: datetime) -> None:
    """Keep that a part is there, and have the next one made; of two workers that did the same one counts."""
    size = (work.folder / PLAN).stat().st_size // ID_BYTES
    step = update(ListExport).where(ListExport.id == work.id, ListExport.done == work.done)
    with sessions.begin() as session:
        values = {"done": work.done + count, "total": size, "tries": 0, "problem": ""}
        if getattr(session.execute(step.values(**values)), "rowcount", 0):
            enqueue_export(session, session.get_one(ListExport, work.id), now)


def _finish(sessions: sessionmaker[Session], work: Work, rows: int, now: datetime, kept: timedelta) -> None:
    path = work.folder / RESULT
    for each in work.folder.iterdir():
        if each != path:
            each.unlink(missing_ok=True)
    with sessions.begin() as session:
        export = found.state_row(session, work.id)
        if export.ready_at is None:
            export.ready_at, export.size = now, path.stat().st_size
            export.done, export.total, export.tries, export.problem = rows, rows, 0, ""
            _keep_until(session, export, now + kept, now)
            tell(session, export, Kind.EXPORT_READY, now)


def _keep_until(session: Session, export: ListExport, end: datetime, now: datetime) -> None:
    export.expires_at = end
    job, key = {"export_id": export.id}, f"{REMOVE_JOB}:{export.id}:{end.isoformat()}"
    jobs.enqueue(session, REMOVE_JOB, key, job, now=now, run_at=end)


def _keep_problem(sessions: sessionmaker[Session], export_id: int, error: Exception) -> None:
    with sessions.begin() as session:
        session.execute(update(ListExport).where(ListExport.id == export_id).values(problem=problem_of(error)))


@contextmanager
def _reading(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        with read_only():
            session.connection()
        yield session
