"""The audit trail as admins read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Row
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.core.counting import MOST_COUNTED
from elearn.core.tabular import Column, write
from elearn.people.rules import display_name
from elearn.reporting.queries import audit as found
from elearn.reporting.queries.audit import NAMED, SelectedEntries
from elearn.reporting.queries.people import unit_names
from elearn.reporting.rules import AuditFilter, action_words, detail_words
from elearn.reporting.service.noting import Asker, Cut, note_taken
from elearn.reporting.service.reading import reading

Part = TypeVar("Part", bound=Cut)
SYSTEM = "Sistem"
TRAIL_COLUMNS = (
    Column("nomor", "Nomor", "integer"),
    Column("waktu", "Waktu"),
    Column("pelaku", "Pelaku"),
    Column("kode_tindakan", "Kode tindakan"),
    Column("tindakan", "Tindakan"),
    Column("jumlah_orang", "Jumlah orang", "integer"),
    Column("tentang", "Tentang"),
    Column("keterangan", "Keterangan"),
    Column("alasan", "Alasan"),
    Column("jaringan", "Jaringan"),
    Column("kode_kejadian", "Kode kejadian"),
)
LEADING = {"certificate", "successor"}  # their public pages tell whose they are


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry in words. ``about`` names up to three persons; ``others`` counts those beyond them. Only persons whom
    the asker may see are named or counted. ``network`` is the /24 or /48 it came from.
    """

    at: datetime
    who: str
    what: str
    about: tuple[tuple[int, str], ...]
    others: int
    detail: str
    reason: str
    network: str
    request_id: str


@dataclass(frozen=True, slots=True)
class TrailPage(Generic[Part]):
    """A page of the trail. ``actions`` are all that were ever recorded, with their words."""

    lines: tuple[Recorded, ...]
    part: Part

    @property
    def people(self) -> tuple[int, ...]:
        """Whom it names."""
        return tuple(dict.fromkeys(person for line in self.lines for person, _ in line.about))


@dataclass(frozen=True, slots=True)
class TrailExport:
    """An export of the trail that has been written down, as an entry of its own, and may now be sent: these entries,
    so many.
    """

    selected: SelectedEntries
    count: int
    entry_id: int


def action_choices(session: Session) -> list[tuple[str, str]]:
    """Every action that was ever recorded, with its words, by these."""
    return sorted(((name, action_words(name)) for name in found.actions(session)), key=lambda pair: pair[1])


def trail_page(
    session: Session, catalogue: Catalogue, asked: AuditFilter, part_of: Callable[[int], Part], asker: Asker
) -> TrailPage[Part]:
    """A page of the entries about, or by, people whom the asker may see; an admin of everything sees all.

    At most eight queries.
    """
    selected = SelectedEntries(asked, asker.scope(session).unit_ids, asker.today, asker.zone)
    total = found.count(session, selected)
    part = part_of(total)
    many = total > MOST_COUNTED
    rows = found.page(session, selected, offset=part.offset, limit=part.size, many=many) if total else ()
    return TrailPage(_lines(session, selected, rows, _names(session, catalogue)), part)


def begin_trail_export(session: Session, asked: AuditFilter, kind: str, asker: Asker) -> TrailExport:
    """Write down who takes which part of the trail; from then on its rows are fixed. ``kind``: csv, xlsx or jsonl."""
    units = asker.scope(session).unit_ids
    selected = SelectedEntries(asked, units, asker.today, asker.zone, up_to=found.newest(session))
    count = found.extent(session, selected)
    detail = {**asked.described(), "format": kind, "count": count}
    entry_id = note_taken(session, "audit.export", asker, people=found.everybody_in(selected), detail=detail)
    return TrailExport(selected, count, entry_id)


def write_trail(engine: Engine, export: TrailExport, kind: str, catalogue: Catalogue) -> Iterator[bytes]:
    """The file, in pieces, from a reading session of its own that is closed with the iterator. Constant memory."""
    with reading(engine) as session:
        batches = found.batches(session, export.selected)
        yield from write(kind, TRAIL_COLUMNS, trail_cells(session, export.selected, batches, catalogue))


def trail_cells(
    session: Session, selected: SelectedEntries, batches: Iterable[Sequence[Row[Any]]], catalogue: Catalogue
) -> Iterator[tuple[Any, ...]]:
    """The cells of entries under TRAIL_COLUMNS."""
    names, zone = _names(session, catalogue), ZoneInfo(selected.zone)
    for rows in batches:
        for row, line in zip(rows, _lines(session, selected, rows, names), strict=True):
            about, people = "; ".join(name for _, name in line.about), len(line.about) + line.others
            when = line.at.astimezone(zone).isoformat(timespec="seconds")
            told = (line.detail, line.reason, line.network, line.request_id)
            yield (row.id, when, line.who, row.action, line.what, people, about, *told)


def _lines(
    session: Session,
    selected: SelectedEntries,
    rows: Sequence[Row[Any]],
    names: Mapping[str, Mapping[Any, str]],
) -> tuple[Recorded, ...]:
    counts = found.subject_counts(session, selected, [row.id for row in rows])
    few = [number for number, people in counts.items() if people <= NAMED]
    about: dict[int, list[tuple[int, str]]] = {}
    for row in found.subjects(session, selected, few):
        about.setdefault(row.entry_id, []).append((row.id, _name(row)))
    lines = []
    for row in rows:
        people = counts.get(row.id, 0)
        lines.append(_line(row, about.get(row.id, []), people, names, open=selected.units is None or people > 0))
    return tuple(lines)


def _line(
    row: Row[Any], about: list[tuple[int, str]], people: int, names: Mapping[str, Mapping[Any, str]], *, open: bool
) -> Recorded:
    """An entry; unless it is ``open``, without what leads to the persons it is about: the asker may not see them."""
    told = row.detail if open else {name: value for name, value in row.detail.items() if name not in LEADING}
    return Recorded(
        at=row.at,
        who=_name(row) if row.actor_id is not None else SYSTEM,
        what=action_words(row.action),
        about=tuple(about),
        others=people - len(about),
        detail=detail_words(told, names),
        reason=(row.reason or "") if open else "",
        network=(row.network or "") if open else "",
        request_id=(row.request_id or "") if open else "",
    )


def _names(session: Session, catalogue: Catalogue) -> Mapping[str, Mapping[Any, str]]:
    units = {number: unit.name for number, unit in unit_names(session).items()}
    return {
        "course": {slug: course.title for slug, course in catalogue.courses.items()},
        "unit_id": units,
        "into": units,
    }


def _name(row: Row[Any]) -> str:
    return display_name(row.title_before, row.name, row.title_after)
