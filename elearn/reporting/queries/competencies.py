"""Competencies and JP of many people at once, row by row in the order of persons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.orm import Session

from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.competency.rules import CLOSING
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.reporting.queries.people import Owner, Units, living
from elearn.reporting.rules import CompetencyFilter

BATCH = 2000


@dataclass(frozen=True, slots=True)
class SelectedPeople:
    """A filter worked out: whose entries. ``units`` None: everybody's."""

    asked: CompetencyFilter
    units: Units
    today: date


_PERSON = (
    Person.id.label("person_id"),
    Person.nip,
    Person.title_before,
    Person.name,
    Person.title_after,
    Posting.status,
    Posting.unit_id,
)


def competency_rows(session: Session, selected: SelectedPeople) -> Iterator[Row[*tuple[Any, ...]]]:
    """Everybody's competency entries, reversals included; a person's rows stand together, in the order of entry."""
    entry = CompetencyEntry
    columns = (entry.id, entry.competency, entry.level, entry.local_date, entry.evidence_ref, entry.reverses_id)
    wanted = _people(select(*_PERSON, *columns, entry.evidence_kind), selected).join(entry, entry.person_id == Owner.id)
    return _stream(session, wanted.order_by(*_by_name(), entry.id))


def ledger_rows(session: Session, selected: SelectedPeople) -> Iterator[Row[*tuple[Any, ...]]]:
    """Everybody's JP entries, reversals included; a person's rows stand together, in the order of dates. With a year
    asked for, whoever has none in it has one row without an entry.
    """
    entry = LedgerEntry
    columns = (entry.id, entry.training_type, entry.local_date, entry.jp, entry.reverses_id, entry.scope)
    year = selected.asked.year
    theirs = _earned()
    if year is not None:
        theirs = and_(theirs, entry.local_date.between(date(year, 1, 1), date(year, 12, 31)))
    wanted = _people(select(*_PERSON, *columns), selected).join(entry, theirs, isouter=year is not None)
    return _stream(session, wanted.order_by(*_by_name(), entry.local_date, entry.id))


def people_with_competencies(selected: SelectedPeople) -> Select[int]:
    """The ids of everybody of whom there is a competency entry, each once."""
    entries = CompetencyEntry.person_id == Owner.id
    return _people(select(Person.id), selected).join(CompetencyEntry, entries).distinct()


def people_with_jp(selected: SelectedPeople) -> Select[int]:
    """The ids of everybody in the list of JP, each once."""
    chosen = _people(select(Person.id), selected)
    if selected.asked.year is None:
        chosen = chosen.join(LedgerEntry, _earned())
    return chosen.distinct()


def _earned() -> ColumnElement[bool]:
    """Entries of a person that say what she earned: not those that close a year."""
    return and_(LedgerEntry.person_id == Owner.id, LedgerEntry.kind != CLOSING)


def _people(columns: Select[*tuple[Any, ...]], selected: SelectedPeople) -> Select[Any]:
    held = posting_that_counts(selected.today)
    conditions: list[ColumnElement[bool]] = []
    if selected.units is not None:
        conditions.append(Posting.unit_id.in_(selected.units))
    if selected.asked.status:
        conditions.append(Posting.status == selected.asked.status)
    return columns.select_from(Owner).join(Person, living()).outerjoin(Posting, Posting.id == held).where(*conditions)


def _by_name() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return func.lower(Person.name), Person.id.expression


def _stream(session: Session, wanted: Select[*tuple[Any, ...]]) -> Iterator[Row[*tuple[Any, ...]]]:
    yield from session.execute(wanted.execution_options(yield_per=BATCH))
