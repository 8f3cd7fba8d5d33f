"""The files of a hand-over: what SIASN takes as a sheet or as payloads, and what lies beside the certificates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, Select, func, select
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import Forbidden, NotFound
from elearn.core.objects import ObjectStore
from elearn.core.tabular import write
from elearn.credentials import service as credentials
from elearn.credentials.service import Bundle
from elearn.people.models import Person
from elearn.people.rules import display_name
from elearn.reporting.models import SiasnExport
from elearn.reporting.queries import people as places
from elearn.reporting.queries import siasn as found
from elearn.reporting.queries.people import UnitName
from elearn.reporting.rules.siasn import FIELDS, PAYLOAD_COLUMNS, SHEET_COLUMNS
from elearn.reporting.service.noting import Asker, note_taken
from elearn.reporting.service.reading import reading
from elearn.reporting.service.siasn import MADE_FOR

UNKNOWN = "Ekspor SIASN ini tidak ada, atau bukan milik Anda. Buat yang baru dari daftar SIASN."
OUTSIDE = "Ekspor ini memuat pegawai di luar lingkup Anda sekarang. Buat yang baru."
PAYLOADS = "jsonl"


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A row of a hand-over that deserves a look."""

    name: str
    title: str
    number: str
    warning: str


@dataclass(frozen=True, slots=True)
class ExportPage:
    """A hand-over as its maker sees it: ``again`` are the rows that had been handed over before, ``bare`` how many have
    no evidence in the ZIP; ``bundle`` is the ZIP.
    """

    id: int
    made_at: datetime
    count: int
    skipped: int
    bare: int
    again: tuple[ExportLine, ...]
    bundle: Bundle | None
    people: tuple[int, ...]


def export_page(session: Session, export_id: int, asker: Asker) -> ExportPage:
    """How a hand-over stands. Raises NotFound for somebody else's, Forbidden when the scope has shrunk meanwhile."""
    made = _own(session, export_id, asker)
    _require_inside(session, export_id, asker)
    rows = list(found.exported(session, export_id, asker.today))
    again = (
        ExportLine(_name(row), row.payload["namaKursus"], row.payload["nomorSertipikat"], row.warning)
        for row in rows
        if row.warning
    )
    zipped = _bundle(session, made, asker)
    return ExportPage(
        id=made.id,
        made_at=made.made_at,
        count=len(rows),
        skipped=made.skipped,
        bare=sum(not row.file for row in rows),
        again=tuple(again),
        bundle=zipped,
        people=tuple({row.person_id: 0 for row in rows if row.warning}),
    )


def latest_exports(session: Session, most: int, asker: Asker) -> tuple[tuple[SiasnExport, int], ...]:
    """(hand-over, how many rows) of the asker's own, newest first."""
    if asker.actor is None:
        return ()
    return tuple((row[0], row[1]) for row in found.exports_of(session, asker.actor.id, most))


def take_export(session: Session, export_id: int, kind: str, asker: Asker) -> Bundle | None:
    """Write down who takes a file of a hand-over: csv, xlsx, jsonl, or zip, whose bundle is returned.

    Raises NotFound for somebody else's or a ZIP that is not there, and Forbidden when the scope has shrunk meanwhile.
    """
    made = _own(session, export_id, asker)
    people = _require_inside(session, export_id, asker)
    zipped = _bundle(session, made, asker) if kind == "zip" else None
    if kind == "zip" and (zipped is None or not zipped.ready or zipped.expired):
        raise NotFound("ZIP ini belum siap, atau masa simpannya sudah habis. Muat ulang halaman ekspornya.")
    note_taken(session, "siasn.download", asker, people=people, detail={"export": export_id, "format": kind})
    return zipped


def rebuild(session: Session, export_id: int, asker: Asker) -> None:
    """Have the ZIP of a hand-over put together once more. Nothing is marked again. Raises NotFound."""
    made = _own(session, export_id, asker)
    zipped = _bundle(session, made, asker)
    if asker.actor is not None and made.batch_id is not None and zipped is not None and zipped.expired:
        sheets = credentials.certificates_of(session, made.batch_id)
        made.batch_id = credentials.open_batch(session, sheets, made_for=MADE_FOR, actor=asker.actor, now=asker.at)
        session.flush()


def write_export(engine: Engine, export_id: int, kind: str, today: date) -> Iterator[bytes]:
    """A file of a hand-over, in pieces, from a reading session of its own: csv and xlsx for people, jsonl the payloads
    of ``kursus/save``, each with the row's key and the NIP by which SIASN's id of the person is looked up.
    """
    with reading(engine) as session:
        yield from _pieces(session, export_id, kind, today)


def siasn_beside(objects: ObjectStore, zone: str) -> credentials.Beside:
    """What lies beside the certificates in the ZIP of a hand-over: its sheets, and the evidence of what comes from
    elsewhere, as it was uploaded.
    """

    def beside(session: Session, batch_id: int) -> Iterable[tuple[str, bytes | Path]]:
        made = session.scalar(select(SiasnExport).where(SiasnExport.batch_id == batch_id))
        if made is None:
            return
        today = local_date(made.made_at, zone)
        for kind in ("csv", "xlsx", "jsonl"):
            yield f"siasn.{kind}", b"".join(_pieces(session, made.id, kind, today))
        for name, digest in found.evidence_of(session, made.id):
            if name and objects.has(digest):
                yield name, objects.path(digest)

    return beside


def _pieces(session: Session, export_id: int, kind: str, today: date) -> Iterator[bytes]:
    rows, units = found.exported(session, export_id, today), places.unit_names(session)
    if kind == PAYLOADS:
        yield from write(kind, PAYLOAD_COLUMNS, ((_key(row), row.nip, *_fields(row)) for row in rows))
    else:
        yield from write(kind, SHEET_COLUMNS, (_cells(row, units) for row in rows))


def _cells(row: Row[Any], units: dict[int | None, UnitName]) -> tuple[Any, ...]:
    about = (_key(row), row.nip, _name(row), units[row.unit_id].name)
    return (*about, *_fields(row), row.file, row.warning, "", "")


def _fields(row: Row[Any]) -> tuple[Any, ...]:
    return tuple(row.payload[field.key] for field in FIELDS)


def _key(row: Row[Any]) -> str:
    return f"{row.source}-{row.ref}"


def _name(row: Row[Any]) -> str:
    return display_name(row.title_before, row.name, row.title_after)


def _own(session: Session, export_id: int, asker: Asker) -> SiasnExport:
    made = session.get(SiasnExport, export_id)
    if made is None or (asker.actor is not None and made.made_by != asker.actor.id):
        raise NotFound(UNKNOWN)
    return made


def _require_inside(session: Session, export_id: int, asker: Asker) -> Select[int]:
    """The ids of everybody in a hand-over. Raises Forbidden when one of them is outside the asker's scope by now."""
    people = found.people_of(export_id)
    units = asker.scope(session).unit_ids
    if units is not None:
        every = session.scalar(select(func.count()).select_from(people.subquery()))
        inside = people.where(Person.id.in_(places.serving(units, asker.today)))
        if every != session.scalar(select(func.count()).select_from(inside.subquery())):
            raise Forbidden(OUTSIDE)
    return people


def _bundle(session: Session, made: SiasnExport, asker: Asker) -> Bundle | None:
    if made.batch_id is None or asker.actor is None:
        return None
    return credentials.bundle(session, made.batch_id, made_for=MADE_FOR, actor=asker.actor, now=asker.at)
