"""Asking for many certificates in one file, and handing it out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Forbidden, Invalid, NotFound
from elearn.credentials import batch_queries as queries
from elearn.credentials.models import CertificateBatch, CertificateBatchItem
from elearn.credentials.rules.batches import EVERYTHING, MOST, Choice
from elearn.jobs import service as jobs
from elearn.people import queries as people_queries
from elearn.people.rules import Actor

BATCH_JOB = "certificate.batch"
BUNDLES = "bundel"  # the folder in the data folder; a backup leaves it out, because it can be made again
GONE = "Bundel ini tidak ada, atau bukan milik Anda. Buat yang baru dari daftar bundel."


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as its maker sees it: ``done`` of ``total`` certificates looked after, ``size`` in bytes once it is
    ready; ``expires_on`` is a local date. ``left_out`` are (code, number, why) of certificates whose file is not in it.
    """

    id: int
    made_at: datetime
    total: int
    done: int
    ready: bool
    expired: bool
    size: int
    expires_on: date | None
    chosen: Choice = EVERYTHING
    left_out: tuple[tuple[str, str, str], ...] = ()

    @property
    def file_name(self) -> str:
        return f"bundel-sertifikat-{self.id}.zip"


def request_batch(session: Session, choice: Choice, *, actor: Actor, now: datetime) -> int:
    """Choose certificates in force, within the actor's scope, and have them put into one file; returns its id.

    What was chosen stays, whatever is issued later. Raises Invalid when nothing fits, or too much.
    """
    today = local_date(now, actor.zone)
    if choice.first is not None and choice.last is not None and choice.last < choice.first:
        said = "Tanggal akhir mendahului tanggal awal."
        raise Invalid(said, {"sampai": said})
    chosen = queries.standing(session, choice, _units(session, actor, choice.unit_id), today, MOST + 1)
    if not chosen:
        raise Invalid("Tidak ada sertifikat yang cocok di lingkup Anda. Longgarkan kursus, periode, atau unitnya.")
    if len(chosen) > MOST:
        raise Invalid(f"Lebih dari {MOST} sertifikat cocok. Persempit periodenya, lalu buat beberapa bundel.")
    batch = _open(session, [one.id for one in chosen], choice.described(), "", actor=actor, now=now)
    people = [one.person_id for one in chosen]
    audit.record(session, "certificate.batch", actor_id=actor.id, now=now, subjects=people, detail=_about(batch))
    return batch.id


def open_batch(session: Session, certificate_ids: Sequence[int], *, made_for: str, actor: Actor, now: datetime) -> int:
    """Have these certificates put into one file for another room, which has checked who may have them, writes down who
    asks and hands the file out; returns its id. They keep this order, so the first is number 1.
    """
    return _open(session, certificate_ids, {}, made_for, actor=actor, now=now).id


def certificates_of(session: Session, batch_id: int) -> list[int]:
    """The certificates of a bundle, in order, for a room that puts them together once more."""
    return [row.certificate_id for row in queries.items(session, batch_id, 0, MOST)]


def bundles_of(session: Session, *, actor: Actor, now: datetime) -> tuple[Bundle, ...]:
    """The bundles that the actor asked for, newest first, at most twenty."""
    return tuple(_shown(batch, actor, now) for batch in queries.batches_of(session, actor.id, 20))


def bundle(session: Session, batch_id: int, *, made_for: str = "", actor: Actor, now: datetime) -> Bundle:
    """How far one of the actor's bundles has come. Raises NotFound, also for somebody else's."""
    batch = _own(session, batch_id, actor, made_for)
    return _shown(batch, actor, now, queries.left_out(session, batch_id))


def take_bundle(session: Session, batch_id: int, *, actor: Actor, now: datetime) -> Bundle:
    """The same, to be handed out, and written down for everybody whose certificate is in it.

    Raises NotFound when it is not ready or no longer kept, and Forbidden when the actor's scope has shrunk meanwhile.
    """
    batch = _own(session, batch_id, actor)
    found = _shown(batch, actor, now)
    if not found.ready or found.expired:
        raise NotFound("Berkas bundel ini belum siap, atau masa simpannya sudah habis. Buat yang baru.")
    today = local_date(now, actor.zone)
    if queries.outside(session, batch_id, _units(session, actor, None), today):
        raise Forbidden("Bundel ini memuat pegawai di luar lingkup Anda sekarang. Buat yang baru.")
    people = queries.people_of(session, batch_id)
    audit.record(
        session, "certificate.batch_download", actor_id=actor.id, now=now, subjects=people, detail=_about(batch)
    )
    return found


def _open(
    session: Session,
    certificate_ids: Sequence[int],
    choice: dict[str, Any],
    made_for: str,
    *,
    actor: Actor,
    now: datetime,
) -> CertificateBatch:
    total = len(certificate_ids)
    batch = CertificateBatch(made_by=actor.id, made_at=now, made_for=made_for, choice=choice, total=total)
    session.add(batch)
    session.flush()
    session.add_all(
        CertificateBatchItem(batch_id=batch.id, place=place, certificate_id=number)
        for place, number in enumerate(certificate_ids, start=1)
    )
    jobs.enqueue(session, BATCH_JOB, f"{BATCH_JOB}:{batch.id}:0", {"batch_id": batch.id}, now=now)
    return batch


def _own(session: Session, batch_id: int, actor: Actor, made_for: str = "") -> CertificateBatch:
    batch = session.get(CertificateBatch, batch_id)
    if batch is None or (batch.made_by, batch.made_for) != (actor.id, made_for):
        raise NotFound(GONE)
    return batch


def _units(session: Session, actor: Actor, unit_id: int | None) -> frozenset[int] | None:
    scope = people_queries.unit_scope(session, actor).unit_ids
    if unit_id is None:
        return scope
    below = people_queries.subtree_ids(session, unit_id)
    return below if scope is None else below & scope


def _shown(
    batch: CertificateBatch, actor: Actor, now: datetime, left_out: Iterable[tuple[str, str, str]] = ()
) -> Bundle:
    return Bundle(
        id=batch.id,
        made_at=batch.made_at,
        total=batch.total,
        done=batch.done,
        ready=batch.ready_at is not None,
        expired=batch.expires_at is not None and now >= batch.expires_at,
        size=batch.size or 0,
        expires_on=local_date(batch.expires_at, actor.zone) if batch.expires_at else None,
        chosen=Choice.of(batch.choice),
        left_out=tuple(left_out),
    )


def _about(batch: CertificateBatch) -> dict[str, Any]:
    return {**batch.choice, "batch": batch.id, "count": batch.total}
