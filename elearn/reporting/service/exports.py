"""Asking for a list as a file that is made in the background, and having it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Forbidden, NotFound
from elearn.core.tabular import FORMATS
from elearn.people.rules import Actor
from elearn.reporting.models import ListExport
from elearn.reporting.queries import exports as found
from elearn.reporting.rules.exports import MOST_WAITING, TITLES, Listed, State, covers, file_name, state_of
from elearn.reporting.service.export_making import enqueue_export
from elearn.reporting.service.export_sources import SOURCES
from elearn.reporting.service.noting import Asker, Cut, note_taken

Part = TypeVar("Part", bound=Cut)
PLACES = ("programme_id",)
GONE = "Ekspor ini tidak ada, atau bukan milik Anda. Buat yang baru dari daftarnya."


@dataclass(frozen=True, slots=True)
class Exported:
    """An export as its owner sees it: ``done`` of ``total`` rows are read, ``size`` in bytes once it is ready,
    ``problem`` why it failed; ``place``: which one of several lists, as the addresses say it.
    """

    id: int
    listed: Listed
    label: str
    kind: str
    asked_at: datetime
    state: State
    done: int
    total: int
    size: int
    problem: str
    expires_at: datetime | None
    file_name: str
    place: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ExportsPage(Generic[Part]):
    """A page of somebody's exports, and which part of them that is."""

    lines: tuple[Exported, ...]
    part: Part


def known_list(listed: str, kind: str) -> Listed:
    """The list of which a file can be made. Raises NotFound for any other, or for another format."""
    if listed not in set(Listed) or kind not in FORMATS:
        raise NotFound("Berkas ini tidak tersedia. Pilih CSV, XLSX, atau JSON Lines dari daftarnya.")
    return Listed(listed)


def count_rows(session: Session, listed: Listed, choice: Mapping[str, Any], asker: Asker) -> int:
    """How many rows a file would have; 0 for sums, which are always few."""
    return SOURCES[listed].count(session, choice, asker)


def ask_export(
    session: Session, listed: Listed, choice: Mapping[str, Any], kind: str, asker: Asker, *, label: str = "",
    scheduled: bool = False,
) -> int:  # fmt: skip
    """Settle and write down what is asked for, and have it made; returns the export's id. The same that is being made
    already is not made twice. Raises Conflict when too many are being made. What is ``scheduled`` is made in any case.
    """
    actor = _actor(asker)
    found.hold(session, actor.id)
    waiting = () if scheduled else found.waiting(session, actor.id)
    for one in waiting:
        if (one.listed, one.kind, one.fixed.get("asked")) == (listed, kind, dict(choice)):
            return one.id
    if len(waiting) >= MOST_WAITING:
        raise Conflict(f"{MOST_WAITING} ekspor Anda masih disusun. Tunggu salah satunya siap, lalu minta lagi.")
    settled = SOURCES[listed].settle(session, choice, kind, asker)
    export = ListExport(
        owner_id=actor.id, listed=listed.value, kind=kind, label=label or TITLES[listed], asked_at=asker.at,
        fixed=settled.fixed | {"asked": dict(choice)}, entry_id=settled.entry_id, total=settled.rows,
    )  # fmt: skip
    session.add(export)
    session.flush()
    enqueue_export(session, export, asker.at)
    return export.id


def exports_page(session: Session, part_of: Callable[[int], Part], asker: Asker) -> ExportsPage[Part]:
    """What the asker asked for, newest first. Two queries."""
    owner = _actor(asker).id
    part = part_of(found.count_own(session, owner))
    rows = found.own(session, owner, offset=part.offset, limit=part.size)
    return ExportsPage(tuple(shown(row, asker) for row in rows), part)


def one_export(session: Session, export_id: int, asker: Asker) -> Exported:
    """How far one of the asker's exports has come. Raises NotFound, also for somebody else's."""
    return shown(_own(session, export_id, asker), asker)


def take_export(session: Session, export_id: int, asker: Asker) -> Exported:
    """The same, to be handed out, and written down for everybody whose data is in it.

    Raises NotFound when it is not ready or no longer kept, Forbidden when the asker's scope is narrower than then.
    """
    export = _own(session, export_id, asker)
    made = shown(export, asker)
    if made.state is not State.READY:
        raise NotFound("Berkas ini belum siap, atau masa simpannya sudah habis. Buat yang baru dari daftarnya.")
    taken = None if export.fixed["units"] is None else frozenset(export.fixed["units"])
    if not covers(asker.scope(session).unit_ids, taken):
        raise Forbidden("Berkas ini memuat data di luar lingkup Anda sekarang. Buat yang baru dari daftarnya.")
    detail = {"list": TITLES[made.listed], "export": export.id, "format": export.kind, "count": export.total}
    note_taken(session, "export.download", asker, people=found.named_in(export.entry_id), detail=detail)
    return made


def retry_export(session: Session, export_id: int, asker: Asker) -> None:
    """Have a failed export gone on with where it stopped. Nothing happens to one that did not fail, as after a second
    press. Raises NotFound.
    """
    export = _own(session, export_id, asker)
    if shown(export, asker).state is State.FAILED:
        export.failed_at, export.expires_at, export.tries, export.problem = None, None, 0, ""
        export.retries += 1
        enqueue_export(session, export, asker.at)


def _own(session: Session, export_id: int, asker: Asker) -> ListExport:
    export = session.get(ListExport, export_id)
    if export is None or export.owner_id != _actor(asker).id:
        raise NotFound(GONE)
    return export


def _actor(asker: Asker) -> Actor:
    if asker.actor is None:
        raise NotFound(GONE)
    return asker.actor


def shown(row: ListExport, asker: Asker) -> Exported:
    """An export as its owner sees it."""
    listed = Listed(row.listed)
    state = state_of(ready_at=row.ready_at, failed_at=row.failed_at, expires_at=row.expires_at, now=asker.at)
    return Exported(
        id=row.id,
        listed=listed,
        label=row.label,
        kind=row.kind,
        asked_at=row.asked_at,
        state=state,
        done=row.done,
        total=row.total,
        size=row.size or 0,
        problem=row.problem,
        expires_at=row.expires_at,
        file_name=file_name(listed, local_date(row.asked_at, asker.zone), row.kind),
        place=tuple((name, str(row.fixed[name])) for name in PLACES if name in row.fixed),
    )
