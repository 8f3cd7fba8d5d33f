"""The people behind a band of JP, as they stood when the dashboard's numbers were worked out: its list and its file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, Row
from sqlalchemy.orm import Session

from elearn.core.errors import NotFound
from elearn.core.tabular import write
from elearn.people.rules import display_name
from elearn.reporting.models import DashboardFold
from elearn.reporting.queries import dashboard as kept
from elearn.reporting.queries import people as places
from elearn.reporting.queries.dashboard import SelectedPeople
from elearn.reporting.queries.people import UnitName, Units
from elearn.reporting.rules.dashboard import BAND_WORDS, PEOPLE_COLUMNS, PeopleFilter, band_of, bands
from elearn.reporting.service.coverage import units_asked
from elearn.reporting.service.noting import Asker, Cut, note_taken
from elearn.reporting.service.reading import reading
from elearn.reporting.service.tables import hundredths, person_cells

Pages = TypeVar("Pages", bound=Cut)


@dataclass(frozen=True, slots=True)
class PersonEarned:
    """A line of the people behind a band. ``reachable``: she is in the asker's scope today, so her own page opens."""

    person_id: int
    name: str
    nip: str | None
    unit: str
    status: str
    recognised: int
    activities: int
    reachable: bool


@dataclass(frozen=True, slots=True)
class EarnedPage(Generic[Pages]):
    """A page of them, as they stood at ``made_at`` (None: nothing was worked out yet)."""

    asked: PeopleFilter
    bound: int
    made_at: datetime | None
    lines: tuple[PersonEarned, ...]
    part: Pages

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple(line.person_id for line in self.lines)


@dataclass(frozen=True, slots=True)
class EarnedExport:
    """An export that has been written down, as this entry of the audit trail, and may now be sent: so many people."""

    asked: PeopleFilter
    selected: SelectedPeople
    bound: int
    count: int
    entry_id: int


def earned_page(
    session: Session, asked: PeopleFilter, part_of: Callable[[int], Pages], asker: Asker
) -> EarnedPage[Pages]:
    """A page of the people behind a band. Raises NotFound for another's unit."""
    scope = asker.scope(session)
    units = units_asked(session, scope, asked.unit_id)
    fold = kept.newest(session, [str(asked.year)]).get(str(asked.year))
    if fold is None:
        return EarnedPage(asked, 0, None, (), part_of(0))
    bound = int(fold.facts["bound"])
    selected = _selected(asked, fold, units)
    part = part_of(kept.count(session, selected))
    rows = kept.page(session, selected, offset=part.offset, limit=part.size)
    names = places.unit_names(session)
    reachable = places.serving_among(session, [row.person_id for row in rows], scope.unit_ids, asker.today)
    lines = (_line(row, names, row.person_id in reachable) for row in rows)
    return EarnedPage(asked, bound, fold.made_at, tuple(lines), part)


def begin_earned_export(session: Session, asked: PeopleFilter, kind: str, asker: Asker) -> EarnedExport:
    """Write down who takes whose JP; from then on the rows are fixed. ``kind``: csv, xlsx or jsonl. Raises NotFound
    for another's unit, or while nothing has been worked out yet.
    """
    selected, bound = _chosen(session, asked, asker)
    count = kept.count(session, selected)
    detail = {**asked.described(), "format": kind, "count": count}
    entry_id = note_taken(session, "jp.people_export", asker, people=kept.people(selected), detail=detail)
    return EarnedExport(asked, selected, bound, count, entry_id)


def count_earned(session: Session, asked: PeopleFilter, asker: Asker) -> int:
    """How many rows a file would have. Raises NotFound as ``begin_earned_export`` does."""
    return kept.count(session, _chosen(session, asked, asker)[0])


def write_earned(engine: Engine, export: EarnedExport, kind: str) -> Iterator[bytes]:
    """The file, in pieces, from a reading session of its own. Constant memory."""
    with reading(engine) as session:
        names = places.unit_names(session)
        rows = kept.everybody(session, export.selected)
        yield from write(kind, PEOPLE_COLUMNS, earned_cells(rows, names, export.asked.year, export.bound))


def earned_cells(
    rows: Iterable[Row[Any]], names: Mapping[int | None, UnitName], year: int, bound: int
) -> Iterator[tuple[Any, ...]]:
    """The cells under PEOPLE_COLUMNS. ``bound``: the least JP asked, hundredths."""
    for row in rows:
        band = BAND_WORDS[band_of(row.recognised, bound)]
        yield (*person_cells(row, names), year, hundredths(row.recognised), row.activities, band)


def _chosen(session: Session, asked: PeopleFilter, asker: Asker) -> tuple[SelectedPeople, int]:
    units = units_asked(session, asker.scope(session), asked.unit_id)
    fold = kept.newest(session, [str(asked.year)]).get(str(asked.year))
    if fold is None:
        raise NotFound("Angka tahun ini belum selesai dihitung, jadi belum ada yang dapat diekspor. Coba lagi nanti.")
    return _selected(asked, fold, units), int(fold.facts["bound"])


def _selected(asked: PeopleFilter, fold: DashboardFold, units: Units) -> SelectedPeople:
    for band, least, below in bands(int(fold.facts["bound"])):
        if band == asked.band:
            return SelectedPeople(fold.id, units, least if least else None, below)
    return SelectedPeople(fold.id, units)


def _line(row: Row[Any], names: Mapping[int | None, UnitName], reachable: bool) -> PersonEarned:
    name = display_name(row.title_before, row.name, row.title_after)
    unit = names[row.unit_id].name
    return PersonEarned(row.person_id, name, row.nip, unit, row.status, row.recognised, row.activities, reachable)
