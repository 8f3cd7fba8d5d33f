"""Files of evidence: kept once, scanned by the worker, handed out only when they may be."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.database import read_only
from elearn.core.errors import Conflict, ElearnError, Invalid, NotFound
from elearn.core.objects import ObjectStore
from elearn.external import queries
from elearn.external.inspecting import Inspected
from elearn.external.models import EvidenceFile
from elearn.external.rules import Act, Scan, State
from elearn.external.service.base import administered, owned, tell_owner, write_down
from elearn.jobs import service as jobs
from elearn.notices.rules import Kind
from elearn.people.rules import Actor

SCAN_JOB = "evidence.scan"
SCAN_SECONDS = 120  # well within the lease of a job
CLEAN, INFECTED = 0, 1  # what clamdscan and its like end with
MOST_A_DAY = 60
GONE = "Berkas bukti ini tidak ada di server. Sampaikan kepada admin agar dipulihkan dari cadangan."
REFUSED = "Berkas bukti ini ditolak pemindai virus. Periksa perangkat Anda, lalu unggah berkas yang bersih."
WAITING = "Berkas bukti ini masih menunggu pemindaian virus. Coba lagi sebentar lagi."
MISSING = "Unggah berkas buktinya: PDF, JPG, atau PNG."


@dataclass(frozen=True, slots=True)
class Stored:
    """A sound file whose bytes are already kept."""

    digest: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file as pages tell of it. ``size`` in bytes."""

    id: int
    digest: str
    name: str
    mime: str
    size: int
    scan: Scan


def store(objects: ObjectStore, file: Inspected) -> Stored:
    """Keep the bytes, as they came. Before any transaction."""
    return Stored(objects.put(file.data, durable=True), file.name, file.mime, len(file.data))


def keep(session: Session, file: Stored, *, scanning: bool, actor: Actor, now: datetime) -> Evidence:
    """Record a file as this person's; the same file again is the one known already. ``scanning``: the worker looks at
    it first. Raises Invalid, at ``bukti``, when she sent very many within a day.
    """
    mine = select(EvidenceFile).where(EvidenceFile.person_id == actor.id)
    known = session.scalars(mine.where(EvidenceFile.digest == file.digest).order_by(EvidenceFile.id)).first()
    if known is not None:
        return told(known)
    since = now - timedelta(days=1)
    count = select(func.count(EvidenceFile.id)).where(EvidenceFile.person_id == actor.id)
    if (session.scalar(count.where(EvidenceFile.uploaded_at > since)) or 0) >= MOST_A_DAY:
        said = f"Anda sudah mengunggah {MOST_A_DAY} berkas dalam sehari. Lanjutkan besok."
        raise Invalid(said, {"bukti": said})
    scan = Scan.WAITING if scanning else Scan.NONE
    made = EvidenceFile(
        person_id=actor.id,
        digest=file.digest,
        name=file.name,
        mime=file.mime,
        size=file.size,
        scan=scan.value,
        uploaded_at=now,
    )
    session.add(made)
    session.flush()
    if scanning:
        jobs.enqueue(session, SCAN_JOB, f"{SCAN_JOB}:{made.id}", {"evidence_id": made.id}, now=now)
    return told(made)


def own_file(session: Session, evidence_id: int | None, *, actor: Actor) -> Evidence:
    """A file that she uploaded, to hand something in with. Raises Invalid, at ``bukti``, for none or a refused one."""
    file = queries.evidence(session, evidence_id)
    if file is None or file.person_id != actor.id:
        raise Invalid(MISSING, {"bukti": MISSING})
    if file.scan == Scan.REFUSED:
        raise Invalid(REFUSED, {"bukti": REFUSED})
    return told(file)


def own_evidence(session: Session, code: str, *, actor: Actor) -> Evidence:
    """The file of her own submission. Raises NotFound, or Conflict while it is not clean."""
    return _handed_out(session, owned(session, code, actor=actor).evidence_id)


def admin_evidence(session: Session, code: str, *, actor: Actor, now: datetime) -> tuple[Evidence, int]:
    """The file of a submission within the admin's scope, and whose it is. Raises NotFound, or Conflict while it is not
    clean.
    """
    submission = administered(session, code, actor=actor, now=now)
    return _handed_out(session, submission.evidence_id), submission.person_id


def evidence_of(session: Session, evidence_id: int | None) -> Evidence | None:
    """A file, in whatever state."""
    file = queries.evidence(session, evidence_id)
    return None if file is None else told(file)


def told(file: EvidenceFile) -> Evidence:
    return Evidence(file.id, file.digest, file.name, file.mime, file.size, Scan(file.scan))


def scan_evidence(
    sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime, *, objects: ObjectStore, command: str
) -> None:
    """The job: let the operator's scanner look at a file, and record what it said. Idempotent.

    A refused file sends the submission that stands on it back to its owner. Raises ElearnError when the scanner cannot
    say (it is tried again later): until it can, nobody gets the file.
    """
    evidence_id = int(payload["evidence_id"])
    with read_only(), sessions.begin() as session:
        file = session.get(EvidenceFile, evidence_id)
        if file is None or file.scan != Scan.WAITING:
            return
        digest = file.digest
    verdict = _scanned(command, objects.path(digest)) if command.strip() else Scan.NONE
    with sessions.begin() as session:
        file = session.get(EvidenceFile, evidence_id, with_for_update=True)
        if file is None or file.scan != Scan.WAITING:
            return
        file.scan, file.scanned_at = verdict.value, now
        submission = queries.of_evidence(session, evidence_id) if verdict is Scan.REFUSED else None
        if submission is not None:
            submission.state, submission.decided_at = State.RETURNED.value, now
            write_down(session, submission, Act.RETURNED, actor_id=None, now=now, reason=REFUSED)
            tell_owner(session, submission, Kind.SUBMISSION_RETURNED, REFUSED, now)


def _scanned(command: str, path: Path) -> Scan:
    if not path.exists():
        raise NotFound(GONE)
    words = [*shlex.split(command), str(path)]
    try:
        # The operator's own command, with one argument that is a path of ours.
        done = subprocess.run(words, capture_output=True, timeout=SCAN_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ElearnError(f"Pemindai virus tidak dapat dijalankan: {type(error).__name__}.") from error
    if done.returncode not in (CLEAN, INFECTED):
        raise ElearnError(f"Pemindai virus berakhir dengan kode {done.returncode}.")
    return Scan.CLEAN if done.returncode == CLEAN else Scan.REFUSED


def _handed_out(session: Session, evidence_id: int | None) -> Evidence:
    found = evidence_of(session, evidence_id)
    if found is None:
        raise NotFound("Pengajuan ini tidak punya berkas bukti.")
    if found.scan is Scan.WAITING:
        raise Conflict(WAITING)
    if found.scan is Scan.REFUSED:
        raise Conflict(REFUSED)
    return found
