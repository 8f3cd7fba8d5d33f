"""Sending what was exported through SIASN's web service, row by row, never the same twice.

SIASN is asked before anything is saved whether it has a course with this certificate's number: an earlier attempt may
have been carried out although no answer came, and an employee may have entered the course herself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import String, and_, cast, literal, or_, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.database import read_only
from elearn.core.errors import Conflict, NotFound
from elearn.jobs import service as jobs
from elearn.jobs.models import Job
from elearn.jobs.service import Handler
from elearn.people.models import Person
from elearn.reporting.models import SiasnRow
from elearn.reporting.queries import siasn as found
from elearn.reporting.queries import siasn_reply
from elearn.reporting.queries.siasn import Key
from elearn.reporting.rules.siasn import SiasnState, Source
from elearn.reporting.siasn_client import Refused, SiasnService

ROW_JOB = "siasn.row"
OFF = "Pengiriman ke SIASN belum diatur. Isi ELEARN_SIASN dahulu; baris-barisnya tetap aman."
FALLEN = "Sertifikat dicabut, diganti, atau persetujuannya dibatalkan sesudah diekspor, jadi tidak dikirim."
RENUMBERED = "Sertifikat ini diterbitkan ulang dengan nomor lain sesudah diekspor, jadi tidak dikirim. Ekspor lagi."
NAMELESS = "Pegawai ini tidak lagi mempunyai NIP di situs ini, jadi tidak dikirim."
UNKNOWN_PERSON = "SIASN tidak mengenal NIP pegawai ini."
TAKEN = "SIASN menjawab dengan rwKursusId yang sudah dipakai baris lain. Periksa nomor sertifikatnya di SIASN."


def enqueue_rows(session: Session, most: int, *, now: datetime) -> int:
    """Have the worker send rows that were exported and not answered, the oldest first, at most so many; returns how
    many. A row that waits already is not asked for again; one that was given up (SIASN was away for long) is.
    """
    key = literal(f"{ROW_JOB}:") + cast(SiasnRow.id, String) + ":" + cast(SiasnRow.exports, String)
    wanted = (
        select(SiasnRow, Job.id)
        .outerjoin(Job, and_(Job.key == key, Job.failed_at.is_not(None)))
        .where(SiasnRow.state == SiasnState.EXPORTED.value, or_(SiasnRow.queued_at.is_(None), Job.id.is_not(None)))
        .order_by(SiasnRow.exported_at, SiasnRow.id)
    )
    rows = session.execute(wanted.limit(most).with_for_update(of=SiasnRow)).all()
    for row, given_up in rows:
        row.queued_at = now
        if given_up is not None:
            jobs.retry(session, given_up, now)
        else:
            asked = {"row": row.id, "exports": row.exports}
            jobs.enqueue(session, ROW_JOB, f"{ROW_JOB}:{row.id}:{row.exports}", asked, now=now)
    session.flush()
    return len(rows)


def row_handler(service: SiasnService | None, zone: str) -> Handler:
    """The handler of ``siasn.row`` jobs. Running it again is harmless; SIASN out of reach makes it raise, so that the
    job is tried again later.
    """

    def work(sessions: sessionmaker[Session], asked: Mapping[str, Any], now: datetime) -> None:
        if service is None:
            raise Conflict(OFF)
        with read_only(), sessions() as session:
            row = session.get(SiasnRow, int(asked["row"]))
            if row is None:
                raise NotFound("Baris ini tidak ada lagi.")
            if (row.state, row.exports) != (SiasnState.EXPORTED.value, asked["exports"]):
                return  # answered meanwhile, or handed over again: that has a job of its own
            nip, payload, refusal = _prepared(session, row, zone, now)
        rw_id = None
        if not refusal:
            try:
                rw_id = _sent(service, nip, payload)
            except Refused as refused:
                refusal = str(refused)
        with sessions.begin() as session:
            _record(session, asked, rw_id, refusal, now)

    return work


def _prepared(session: Session, row: SiasnRow, zone: str, now: datetime) -> tuple[str, dict[str, Any], str]:
    """The NIP, the payload as it was handed over, and why it is not sent (empty: it is)."""
    key = Key(Source(row.source), row.ref)
    owner = session.get_one(Person, row.person_id)
    living = session.get_one(Person, owner.merged_into_id or owner.id)
    training = found.details(session, [key], local_date(now, zone)).get(key)
    refusal = ""
    if training is None:
        refusal = FALLEN
    elif training.number != row.number:
        refusal = RENUMBERED
    elif not living.nip:
        refusal = NAMELESS
    return living.nip or "", dict(found.last_payload(session, row.id)) | {"id": row.rw_id}, refusal


def _sent(service: SiasnService, nip: str, payload: Mapping[str, Any]) -> str:
    """SIASN's id of the row: of the one it has already, else of the one saved now. Saving under a known id is an update
    and may be repeated. Raises Refused, Unavailable.
    """
    there = service.find(nip, payload["nomorSertipikat"]) if payload["id"] is None else None
    if there is not None:
        return there
    person = service.person_id(nip)
    if person is None:
        raise Refused(UNKNOWN_PERSON)
    return service.save({**payload, "pnsOrangId": person})


def _record(session: Session, asked: Mapping[str, Any], rw_id: str | None, refusal: str, now: datetime) -> None:
    """Keep the answer, unless the row was handed over again or answered meanwhile."""
    row_id = int(asked["row"])
    row = siasn_reply.locked(session, [row_id])[row_id]
    if (row.state, row.exports) != (SiasnState.EXPORTED.value, asked["exports"]):
        return
    if rw_id is not None and siasn_reply.ids_given(session, [rw_id]).get(rw_id, row_id) != row_id:
        rw_id, refusal = None, TAKEN
    row.state = SiasnState.REFUSED.value if refusal else SiasnState.ACCEPTED.value
    row.rw_id, row.message = rw_id or row.rw_id, refusal
    row.answered_at, row.answered_by, row.queued_at = now, None, None
    detail = {"state": row.state}
    audit.record(session, "siasn.send", actor_id=None, now=now, subjects=[row.person_id], detail=detail)
