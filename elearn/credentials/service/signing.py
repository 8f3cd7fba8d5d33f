"""Certificates that wait for a signature from outside: out as unsigned files, back as signed ones."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.database import read_only
from elearn.core.errors import NotFound
from elearn.core.objects import ObjectStore
from elearn.credentials import queries
from elearn.credentials.models import Certificate
from elearn.credentials.rules import Event, normal_code
from elearn.credentials.service.access import covers
from elearn.credentials.service.history import note
from elearn.credentials.service.issuing import PDF_JOB
from elearn.credentials.signing import Unacceptable, beginnings, signature_on
from elearn.jobs import service as jobs
from elearn.people import queries as people_queries
from elearn.people.rules import Actor

MOST_AT_ONCE = 500  # files of one ZIP, out or in
LARGEST_PDF = 10_000_000  # bytes; ours have 60 kB, and a signature with a picture adds some hundred
NOTHING = "Tidak ada berkas yang menunggu tanda tangan di lingkup Anda."
FOREIGN = (
    "bukan berkas yang menunggu tanda tangan di situs ini, atau isinya diubah sebelum ditandatangani. "
    "Ekspor lagi, lalu tandatangani berkas itu apa adanya."
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A certificate that waits; ``issued_on`` is local. ``name`` carries titles."""

    code: str
    number: str
    name: str
    title: str
    issued_on: date
    person_id: int
    unsigned_digest: str

    @property
    def file_name(self) -> str:
        """The name of its file on the way out: the code, so that people can tell files apart."""
        return f"{self.code}.pdf"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one file that came back. ``problem``: why it was not taken (empty: it was); ``before``: it had
    been taken already, and nothing changed.
    """

    name: str
    code: str = ""
    problem: str = ""
    before: bool = False


def count_waiting(session: Session, *, actor: Actor, now: datetime) -> int:
    """How many certificates of people within the actor's scope wait."""
    return queries.count_waiting(session, _units(session, actor), local_date(now, actor.zone))


def waiting(session: Session, *, actor: Actor, now: datetime, offset: int = 0, size: int) -> tuple[Waiting, ...]:
    """Certificates of people within the actor's scope that wait, those that have waited longest first."""
    found = queries.waiting(session, _units(session, actor), local_date(now, actor.zone), offset, size)
    return tuple(Waiting(**row) for row in found)


def waiting_one(session: Session, code: str, *, actor: Actor, now: datetime) -> Waiting:
    """The same, of one code. Raises NotFound when it does not wait, or belongs to somebody outside the scope."""
    today = local_date(now, actor.zone)
    found = queries.waiting(session, _units(session, actor), today, 0, 1, normal_code(code))
    if not found:
        raise NotFound("Sertifikat ini tidak sedang menunggu tanda tangan di lingkup Anda.")
    return Waiting(**found[0])


def note_export(session: Session, files: Iterable[Waiting], *, actor: Actor, now: datetime) -> None:
    """Write down whose unsigned certificates an admin takes."""
    people = [one.person_id for one in files]
    audit.record(
        session, "certificate.export", actor_id=actor.id, now=now, subjects=people, detail={"count": len(people)}
    )


def write_unsigned(files: Iterable[Waiting], target: IO[bytes], objects: ObjectStore) -> None:
    """Write the unsigned files into one ZIP, exactly as they were rendered. Raises NotFound for a lost file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for one in files:
            archive.writestr(zipfile.ZipInfo(one.file_name), objects.read(one.unsigned_digest))


def accept_signed(
    sessions: sessionmaker[Session],
    files: Iterable[tuple[str, bytes]],
    *,
    objects: ObjectStore,
    actor: Actor,
    now: datetime,
) -> Iterator[Verdict]:
    """Take back signed files, (name, bytes), one by one. Each that is in order is issued at once, in a transaction of
    its own, so that a batch that broke off is simply sent again. Names do not matter: its content tells what a file is.
    """
    for count, (name, data) in enumerate(files):
        if count >= MOST_AT_ONCE:
            yield Verdict(name, problem=f"belum diproses: paling banyak {MOST_AT_ONCE} berkas sekali unggah.")
        elif len(data) > LARGEST_PDF:
            yield Verdict(name, problem=f"lebih dari {LARGEST_PDF // 1_000_000} MB.")
        elif not data.startswith(b"%PDF-"):
            yield Verdict(name, problem="bukan PDF.")
        else:
            yield _accepted(sessions, name, data, objects, actor, now)


def release_waiting(session: Session, *, now: datetime) -> int:
    """Have everything that waits made again as the settings say now; returns how many. For an operator who no longer
    lets certificates be signed outside.
    """
    ids = queries.waiting_ids(session)
    for number in ids:
        key = f"{PDF_JOB}:{number}:{now.isoformat()}"
        jobs.enqueue(session, PDF_JOB, key, {"certificate_id": number}, now=now)
    return len(ids)


def _accepted(
    sessions: sessionmaker[Session], name: str, data: bytes, objects: ObjectStore, actor: Actor, now: datetime
) -> Verdict:
    with read_only(), sessions.begin() as session:
        certificate = queries.by_unsigned(session, list(beginnings(data)))
        if certificate is None or not covers(session, actor, certificate, now):
            return Verdict(name, problem=FOREIGN)
        code, unsigned, verdict = certificate.code, certificate.unsigned_digest or "", _refused(name, certificate)
    if verdict is not None:
        return verdict
    try:
        signature = signature_on(objects.read(unsigned), data)
    except Unacceptable as refusal:
        return Verdict(name, code, str(refusal))
    digest = objects.put(data, durable=True)
    with sessions.begin() as session:
        held = queries.locked_by_code(session, code)
        assert held is not None  # certificates are never deleted
        if verdict := _refused(name, held):
            return verdict
        held.pdf_digest = digest
        by = f"Oleh {signature.signer} (penerbit: {signature.issuer})"
        note(session, held.id, Event.SIGNED, actor_id=actor.id, reason=by, now=now)
        detail = {"certificate": code}
        audit.record(session, "certificate.sign", actor_id=actor.id, now=now, subjects=[held.person_id], detail=detail)
    return Verdict(name, code)


def _refused(name: str, certificate: Certificate) -> Verdict | None:
    """Why a certificate takes no signed file now; None when it waits for one."""
    if certificate.revoked_at is not None:
        return Verdict(name, certificate.code, "sertifikatnya sudah dicabut.")
    if certificate.replaced_by_id is not None:
        return Verdict(name, certificate.code, "sertifikatnya sudah diganti. Tanda tangani penggantinya.")
    return None if certificate.awaits_signature else Verdict(name, certificate.code, before=True)


def _units(session: Session, actor: Actor) -> frozenset[int] | None:
    return people_queries.unit_scope(session, actor).unit_ids
