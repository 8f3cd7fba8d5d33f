"""A year's JP unit by unit, beside what it is worth in the IP ASN: the numbers of each person's own record, summed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from elearn.competency import service as competency
from elearn.competency.rules import target_day
from elearn.competency.service import Served
from elearn.content.model import IpAsn, Reference
from elearn.core.tabular import write
from elearn.reporting.queries import people as places
from elearn.reporting.queries import recap as found
from elearn.reporting.queries.people import UnitName
from elearn.reporting.rules.recap import COLUMNS, Member, RecapFilter, Totals, bound_of, total
from elearn.reporting.service.noting import Asker, note_done
from elearn.reporting.service.tables import hundredths


@dataclass(frozen=True, slots=True)
class RecapLine:
    """One unit, or one agency with all its units (``unit`` empty then)."""

    agency: str
    unit: str
    totals: Totals

    @property
    def name(self) -> str:
        return self.unit or self.agency


@dataclass(frozen=True, slots=True)
class Recap:
    """A year. ``bound``: the least JP asked, hundredths (0: none). ``scheme``: the measure of the IP ASN, if it is
    given as data and measures that year.
    """

    asked: RecapFilter
    bound: int
    lines: tuple[RecapLine, ...]
    all: Totals
    scheme: IpAsn | None


def recap(session: Session, asked: RecapFilter, reference: Reference, asker: Asker) -> Recap:
    """Sum up the year of everybody within the scope. At most eight queries, however many they are."""
    units = places.units_within(session, asker.scope(session), asked.unit_id)
    return recap_within(session, asked, reference, units, asker.today)


def recap_within(session: Session, asked: RecapFilter, reference: Reference, units: places.Units, today: date) -> Recap:
    """The same of whoever serves in these units (None: anywhere), on a local date."""
    day = target_day(asked.year, today)
    bound, names = bound_of(reference, day), places.unit_names(session)
    grouped: dict[UnitName, list[Member]] = defaultdict(list)
    rows = [row for batch in found.members(session, units, asked.status, day) for row in batch]
    served = {row.id: Served(row.status, row.position) for row in rows}
    among = found.member_ids(units, asked.status, day)
    years = competency.years_of(session, served, among, year=asked.year, today=today, reference=reference)
    for row in rows:
        year, place = years[row.id], names[row.unit_id]
        key = UnitName("", place.agency) if asked.by_agency else place
        grouped[key].append(Member(year.recognised, year.activities, year.measured, year.points, year.asked))
    lines = sorted(
        (RecapLine(place.agency, place.name, total(members, bound)) for place, members in grouped.items()),
        key=lambda line: (line.agency.casefold(), line.unit.casefold()),
    )
    everybody = total((member for members in grouped.values() for member in members), bound)
    return Recap(
        asked, bound, tuple(lines), everybody, reference.ip_asn if everybody.scored + everybody.unknown else None
    )


def take_recap(session: Session, asked: RecapFilter, kind: str, asker: Asker) -> int:
    """Write down that somebody takes the sums: csv, xlsx or jsonl; returns the entry's id. They name nobody."""
    return note_done(session, "jp.recap", asker, {**asked.described(), "format": kind})


def write_recap(made: Recap, kind: str) -> Iterator[bytes]:
    """The sums as a file, in pieces."""
    yield from write(kind, COLUMNS, recap_cells(made))


def recap_cells(made: Recap) -> Iterator[tuple[Any, ...]]:
    """The cells under COLUMNS, a unit a row."""
    return (_cells(line, made) for line in made.lines)


def _cells(line: RecapLine, made: Recap) -> tuple[Any, ...]:
    sums = line.totals
    return (
        line.agency,
        line.unit,
        made.asked.year,
        sums.people,
        sums.activities,
        sums.none,
        sums.below,
        sums.reached,
        sums.asked,
        sums.met,
        hundredths(made.bound),
        hundredths(sums.share),
        hundredths(sums.recognised),
        hundredths(sums.average),
        sums.scored,
        hundredths(sums.average_points),
        sums.unknown,
    )
