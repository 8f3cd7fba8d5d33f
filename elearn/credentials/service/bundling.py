"""The jobs that put many certificates into one ZIP, and take it away again.

Each piece of work begins where the last one that was recorded ended, and doing it twice does no harm: a PDF that is
there is not made again, and the ZIP appears whole or not at all. So a server may be killed at any moment.
"""

from __future__ import annotations

import logging
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.database import read_only
from elearn.core.errors import ElearnError, NotFound
from elearn.core.objects import UNFINISHED, ObjectStore
from elearn.core.tabular import Column, write
from elearn.credentials import batch_queries as queries
from elearn.credentials.models import CertificateBatch, CertificateBatchItem
from elearn.credentials.rules.batches import KEPT, MOST, STEP, file_in_bundle
from elearn.credentials.service.batches import BATCH_JOB
from elearn.jobs import service as jobs

EXPIRY_JOB = "certificate.batch_expiry"
LIST = "daftar.csv"
COLUMNS = (
    Column("berkas", "Berkas"),
    Column("nomor", "Nomor sertifikat"),
    Column("nama", "Nama"),
    Column("kursus", "Kursus"),
    Column("terbit", "Tanggal terbit", "date"),
    Column("keterangan", "Keterangan"),
)
TAKEN_BACK = "Dicabut atau diganti sesudah bundel diminta."
UNMADE = "PDF tidak dapat dibuat; lihat catatan server."
WAITS = "Menunggu tanda tangan elektronik."

log = logging.getLogger(__name__)
# Makes the PDF of one certificate, unless it is there: the job ``certificate.pdf`` itself.
Render = Callable[[sessionmaker[Session], Mapping[str, Any], datetime], None]
# What else belongs into the ZIP of a batch, by its id: names, and bytes or where they lie.
Beside = Callable[[Session, int], Iterable[tuple[str, bytes | Path]]]


def nothing_beside(_session: Session, _batch_id: int) -> Iterable[tuple[str, bytes | Path]]:
    """Certificates only."""
    return ()


def bundle_path(folder: Path, batch_id: int) -> Path:
    """Where the file of a batch lies."""
    return folder / f"{batch_id}.zip"


def make_bundle(
    sessions: sessionmaker[Session],
    payload: Mapping[str, Any],
    now: datetime,
    *,
    objects: ObjectStore,
    folder: Path,
    render: Render,
    beside: Beside = nothing_beside,
) -> None:
    """Look after the next certificates of ``payload["batch_id"]``; when all are, write the ZIP. Idempotent.

    Raises NotFound for an unknown batch.
    """
    batch_id = int(payload["batch_id"])
    with read_only(), sessions.begin() as session:
        batch = session.get(CertificateBatch, batch_id)
        if batch is None:
            raise NotFound(f"Bundel {batch_id} tidak ada.")
        done, ready = batch.done, batch.ready_at is not None
        items = queries.items(session, batch_id, done, STEP)
    if ready:
        return
    if items:
        problems = {item.place: _problem(sessions, item.certificate_id, now, render, objects) for item in items}
        _record(sessions, batch_id, done, problems, now)
    else:
        _finish(sessions, batch_id, now, objects, folder, beside)


def remove_bundle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime, *, folder: Path) -> None:
    """Take the file of ``payload["batch_id"]`` away. Idempotent."""
    bundle_path(folder, int(payload["batch_id"])).unlink(missing_ok=True)


def _problem(
    sessions: sessionmaker[Session], certificate_id: int, now: datetime, render: Render, objects: ObjectStore
) -> str | None:
    """Why a certificate has no file (None: it has), having made it if it was not there."""
    with read_only(), sessions.begin() as session:
        if queries.in_force(session, certificate_id) is None:
            return TAKEN_BACK
    try:
        render(sessions, {"certificate_id": certificate_id}, now)
    except ElearnError as error:
        return error.message
    except RuntimeError:  # the typesetter's; one sheet that it refuses must not keep back all others
        log.exception("certificate %s has no PDF", certificate_id)
        return UNMADE
    with read_only(), sessions.begin() as session:
        made = queries.in_force(session, certificate_id)
    return None if made is not None and made.pdf_digest and objects.has(made.pdf_digest) else WAITS


def _record(
    sessions: sessionmaker[Session], batch_id: int, done: int, problems: Mapping[int, str | None], now: datetime
) -> None:
    """Keep what became of a step, and have the next one done; of two workers that did the same one counts."""
    last = max(problems)
    step = update(CertificateBatch).where(CertificateBatch.id == batch_id, CertificateBatch.done == done)
    with sessions.begin() as session:
        if not getattr(session.execute(step.values(done=last)), "rowcount", 0):
            return
        for place, problem in problems.items():
            if problem is not None:
                here = (CertificateBatchItem.batch_id == batch_id, CertificateBatchItem.place == place)
                session.execute(update(CertificateBatchItem).where(*here).values(problem=problem))
        jobs.enqueue(session, BATCH_JOB, f"{BATCH_JOB}:{batch_id}:{last}", {"batch_id": batch_id}, now=now)


def _finish(
    sessions: sessionmaker[Session],
    batch_id: int,
    now: datetime,
    objects: ObjectStore,
    folder: Path,
    beside: Beside,
) -> None:
    with read_only(), sessions.begin() as session:
        rows = queries.items(session, batch_id, 0, MOST)
        others = list(beside(session, batch_id))
    path = bundle_path(folder, batch_id)
    _write(path, rows, objects, others)
    expires_at = now + KEPT
    with sessions.begin() as session:
        left = [row.place for row in rows if row.problem is None and not _fit(row)]
        here = (CertificateBatchItem.batch_id == batch_id, CertificateBatchItem.place.in_(left))
        session.execute(update(CertificateBatchItem).where(*here).values(problem=TAKEN_BACK))
        values = {"ready_at": now, "expires_at": expires_at, "size": path.stat().st_size}
        session.execute(update(CertificateBatch).where(CertificateBatch.id == batch_id).values(**values))
        job = {"batch_id": batch_id}
        jobs.enqueue(session, EXPIRY_JOB, f"{EXPIRY_JOB}:{batch_id}", job, now=now, run_at=expires_at)


def _fit(row: Any) -> bool:
    """Whether a certificate still stands at the end, and has its file."""
    return row.revoked_at is None and row.replaced_by_id is None and row.pdf_digest is not None


def _write(
    path: Path, rows: Sequence[Any], objects: ObjectStore, others: Iterable[tuple[str, bytes | Path]] = ()
) -> None:
    """The ZIP, file by file, so that memory does not grow with their number; PDFs are compressed already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as target, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
            for row in rows:
                if row.problem is None and _fit(row):
                    archive.write(objects.path(row.pdf_digest), file_in_bundle(row.place, row.name, row.code))
            archive.writestr(LIST, b"".join(write("csv", COLUMNS, _lines(rows))))
            for name, content in others:
                if isinstance(content, Path):
                    archive.write(content, name)
                else:
                    archive.writestr(name, content)
        os.chmod(temporary, 0o600)
        os.replace(temporary, path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def _lines(rows: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        problem = row.problem or ("" if _fit(row) else TAKEN_BACK)
        name = "" if problem else file_in_bundle(row.place, row.name, row.code)
        yield name, row.number, row.name, row.title, row.issued_on, problem
