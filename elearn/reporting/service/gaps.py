"""Who lacks which level: lists, one person's profile for an admin, and exports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, Row, func, select
from sqlalchemy.orm import Session

from elearn.competency.rules import Step, reached
from elearn.competency.rules.profile import Profile, position_finder, required_levels
from elearn.content.model import Catalogue, Competency, Reference
from elearn.core.errors import NotFound
from elearn.core.tabular import write
from elearn.learning import service as learning
from elearn.people import service as people
from elearn.people.queries.people import unit_of
from elearn.reporting.queries import coverage as found
from elearn.reporting.queries import people as places
from elearn.reporting.queries.people import UnitName, Units
from elearn.reporting.service.coverage import units_asked
from elearn.reporting.service.noting import Asker, Cut, note_taken
from elearn.reporting.service.reading import reading
from elearn.reporting.service.tables import GAP_COLUMNS, person_cells

Part = TypeVar("Part", bound=Cut)
by_person = attrgetter("person_id")


@dataclass(frozen=True, slots=True)
class GapFilter:
    """Whose levels of which competency: ``unit_id`` means the unit and all below it; ``short``: only with a gap."""

    code: str
    unit_id: int | None = None
    short: bool = True


@dataclass(frozen=True, slots=True)
class GapLine:
    """A person of whom a level is required (1-5; ``level`` 0: nothing reached)."""

    person_id: int
    name: str
    unit: str
    position: str
    level: int
    required: int

    @property
    def gap(self) -> int:
        return max(0, self.required - self.level)


@dataclass(frozen=True, slots=True)
class GapPage(Generic[Part]):
    """A page of the list of one competency."""

    competency: Competency
    lines: tuple[GapLine, ...]
    part: Part

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple(line.person_id for line in self.lines)


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """One person's profile, for an admin whose scope covers her."""

    person_id: int
    name: str
    unit: str
    profile: Profile


@dataclass(frozen=True, slots=True)
class GapExport:
    """An export that has been written down, as this entry of the audit trail, and may now be sent: of so many people.
    ``units`` None: everybody.
    """

    units: Units
    people: int
    asker: Asker
    entry_id: int


def gap_page(
    session: Session, catalogue: Catalogue, asked: GapFilter, part_of: Callable[[int], Part], asker: Asker
) -> GapPage[Part]:
    """Who needs a level of a competency, the largest gap first. At most nine queries. Raises NotFound."""
    reference = catalogue.reference
    competency = reference.competencies.get(asked.code)
    if competency is None:
        raise NotFound("Kompetensi ini tidak ada dalam kamus. Pilih dari peta kompetensi.")
    units = units_asked(session, asker.scope(session), asked.unit_id)
    find = position_finder(reference)
    posted = {group.posted_as for group in found.heads(session, units, asker.today)}
    asked_of = {name: required_levels(find(name), reference).get(asked.code, 0) for name in posted}
    holding = found.holders(session, [name for name, level in asked_of.items() if level], units, asker.today)
    levels, listed = found.levels_in(session, asked.code), []
    for row in holding:
        level, required = levels.get(row.id, 0), asked_of[row.position]
        if level < required or not asked.short:
            listed.append((level - required, row.name.casefold(), row.id, row, level, required))
    listed.sort(key=lambda one: one[:3])
    part = part_of(len(listed))
    shown = [one[3:] for one in listed[part.offset : part.offset + part.size]]
    names, titled = places.unit_names(session), found.titled_names(session, [row.id for row, _, _ in shown])
    lines = (
        GapLine(row.id, titled[row.id], names[row.unit_id].name, row.position, level, required)
        for row, level, required in shown
    )
    return GapPage(competency, tuple(lines), part)


def person_profile(session: Session, catalogue: Catalogue, person_id: int, asker: Asker) -> PersonProfile:
    """One person's competencies against her position. Raises NotFound, also for somebody outside the scope."""
    known, unit_id = unit_of(session, person_id, asker.today)
    if not known or not asker.scope(session).covers(unit_id):
        raise NotFound("Pegawai tidak ditemukan.")
    profile = learning.competency_profile(session, catalogue, person_id=person_id, today=asker.today, now=asker.at)
    about = people.snapshot(session, person_id, asker.today)
    return PersonProfile(person_id, about.name, places.unit_names(session)[unit_id].name, profile)


def begin_gap_export(session: Session, unit_id: int | None, kind: str, asker: Asker) -> GapExport:
    """Write down who takes whose levels and gaps. ``kind``: csv, xlsx or jsonl. Raises NotFound for another's unit."""
    units = units_asked(session, asker.scope(session), unit_id)
    taken, count = found.people(units, asker.today), _count(session, units, asker)
    detail = {"unit_id": unit_id, "format": kind, "people": count}
    entry_id = note_taken(session, "competency.gaps", asker, people=taken, detail=detail)
    return GapExport(units, count, asker, entry_id)


def count_gaps(session: Session, unit_id: int | None, asker: Asker) -> int:
    """How many people a file would be about. Raises NotFound for another's unit."""
    return _count(session, units_asked(session, asker.scope(session), unit_id), asker)


def _count(session: Session, units: Units, asker: Asker) -> int:
    return session.scalar(select(func.count()).select_from(found.people(units, asker.today).subquery())) or 0


def write_gaps(engine: Engine, export: GapExport, kind: str, *, reference: Reference) -> Iterator[bytes]:
    """The file, in pieces, from a reading session of its own. Constant memory: one person at a time."""
    with reading(engine) as session:
        names = places.unit_names(session)
        rows = found.everybody(session, export.units, export.asker.today)
        yield from write(kind, GAP_COLUMNS, gap_cells(rows, names, reference))


def gap_cells(
    rows: Iterator[Row[Any]], units: dict[int | None, UnitName], reference: Reference
) -> Iterator[tuple[Any, ...]]:
    """A row for each competency that is required or reached; one row without any for whoever has none."""
    find = position_finder(reference)
    for _, theirs in groupby(rows, by_person):
        own = list(theirs)
        position = find(own[0].position or "")
        about = (*person_cells(own[0], units), own[0].position or "", position.name if position else "")
        required = required_levels(position, reference)
        steps = (Step(r.id, r.competency, r.level, r.local_date, r.evidence_ref, r.reverses_id) for r in own if r.id)
        levels = {one.code: one.level for one in reached(steps, reference)}
        if not required and not levels:
            yield (*about, "", "", None, None, None)
        for code in sorted({*required, *levels}, key=_in_order(reference)):
            level, least = levels.get(code, 0), required.get(code)
            name = reference.competencies[code].name if code in reference.competencies else code
            yield (*about, code, name, level, least, max(0, least - level) if least is not None else None)


def _in_order(reference: Reference) -> Callable[[str], tuple[int, str]]:
    places_of = {one.code: number for number, one in enumerate(reference.dictionary)}
    return lambda code: (places_of.get(code, len(places_of)), code)
