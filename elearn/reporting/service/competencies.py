"""Competencies reached and JP a year, of many people: exports for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.competency.rules import CERTIFICATE, Fact, Reached, Step, reached, recognise
from elearn.content.model import Reference
from elearn.core.tabular import write
from elearn.credentials.pdf import verification_url
from elearn.reporting.queries import competencies as found
from elearn.reporting.queries import people as places
from elearn.reporting.queries.competencies import SelectedPeople
from elearn.reporting.queries.people import UnitName
from elearn.reporting.rules import CompetencyFilter
from elearn.reporting.service.noting import Asker, note_taken
from elearn.reporting.service.reading import reading
from elearn.reporting.service.tables import COMPETENCY_COLUMNS, JP_COLUMNS, hundredths, person_cells

Rows = Iterator[tuple[Any, ...]]
Units = dict[int | None, UnitName]
by_person = attrgetter("person_id")


@dataclass(frozen=True, slots=True)
class CompetencyExport:
    """An export that has been written down and may now be sent: of so many people. ``jp``: their JP a year instead of
    their competencies.
    """

    selected: SelectedPeople
    jp: bool
    people: int


def begin_competency_export(
    session: Session, asked: CompetencyFilter, kind: str, asker: Asker, *, jp: bool
) -> CompetencyExport:
    """Write down who takes whose competencies (or JP). ``kind``: csv, xlsx or jsonl."""
    units = places.units_within(session, asker.scope(session), asked.unit_id)
    selected = SelectedPeople(asked, units, asker.today)
    people = (found.people_with_jp if jp else found.people_with_competencies)(selected)
    count = session.scalar(select(func.count()).select_from(people.subquery())) or 0
    action = "jp.export" if jp else "competency.export"
    note_taken(session, action, asker, people=people, detail={**asked.described(), "format": kind, "people": count})
    return CompetencyExport(selected, jp, count)


def write_competencies(
    engine: Engine, export: CompetencyExport, kind: str, *, reference: Reference, public_url: str
) -> Iterator[bytes]:
    """The file, in pieces, from a reading session of its own. Constant memory: one person at a time."""
    with reading(engine) as session:
        units = places.unit_names(session)
        if export.jp:
            yield from write(kind, JP_COLUMNS, _jp(session, export.selected, units, reference))
        else:
            rows = _competencies(session, export.selected, units, reference, public_url)
            yield from write(kind, COMPETENCY_COLUMNS, rows)


def _competencies(
    session: Session, selected: SelectedPeople, units: Units, reference: Reference, public_url: str
) -> Rows:
    for _, entries in groupby(found.competency_rows(session, selected), by_person):
        rows = list(entries)
        about = person_cells(rows[0], units)
        steps = (
            Step(r.id, r.competency, r.level, r.local_date, r.evidence_ref, r.reverses_id, r.evidence_kind)
            for r in rows
        )
        for one in reached(steps, reference):
            yield (*about, one.code, one.name, one.level, one.on, _proof(one, public_url))


def _proof(one: Reached, public_url: str) -> str:
    """Where anybody may check it; what an admin approved from outside has no such page, so its kind and code."""
    if one.evidence_kind == CERTIFICATE:
        return verification_url(public_url, one.evidence_ref)
    return f"{one.evidence_kind} {one.evidence_ref}"


def _jp(session: Session, selected: SelectedPeople, units: Units, reference: Reference) -> Rows:
    for _, entries in groupby(found.ledger_rows(session, selected), by_person):
        rows = list(entries)
        about = person_cells(rows[0], units)
        facts = [
            Fact(r.id, r.training_type, r.local_date, r.jp, r.reverses_id, scope=r.scope)
            for r in rows
            if r.id is not None
        ]
        years = {fact.local_date.year: [0, 0] for fact in facts}
        if selected.asked.year is not None:
            years.setdefault(selected.asked.year, [0, 0])
        for counted in recognise(facts, reference.jp_rule):
            sums = years[counted.fact.local_date.year]
            sums[0] += counted.jp
            sums[1] += counted.fact.jp
        for year, (recognised, raw) in sorted(years.items()):
            yield (*about, year, hundredths(recognised), hundredths(raw))
