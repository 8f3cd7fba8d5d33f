"""Lists of people with what they reached, made into files in the background: competencies, JP, and programmes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from elearn.core.errors import Conflict
from elearn.people.models import Person
from elearn.people.rules import Scope
from elearn.programmes.rules import State
from elearn.programmes.service import sheets
from elearn.programmes.service.reaching import readable
from elearn.reporting.models import DashboardFold
from elearn.reporting.queries import coverage, dashboard
from elearn.reporting.queries import exports as found
from elearn.reporting.queries import people as places
from elearn.reporting.queries.dashboard import SelectedPeople
from elearn.reporting.rules.dashboard import PEOPLE_COLUMNS, PeopleFilter
from elearn.reporting.rules.exports import Listed, of
from elearn.reporting.service.dashboard_people import begin_earned_export, count_earned, earned_cells
from elearn.reporting.service.export_source import (
    Cells,
    Choice,
    Known,
    Settled,
    Source,
    fixed_within,
    today_of,
    units_of,
)
from elearn.reporting.service.gaps import begin_gap_export, count_gaps, gap_cells
from elearn.reporting.service.noting import Asker, note_done
from elearn.reporting.service.tables import GAP_COLUMNS

REPLACED = (
    "Angka dasbor yang diekspor sudah diganti hitungan yang lebih baru. Datanya aman; buat ekspor yang baru dari "
    "daftarnya."
)


def _settle_gaps(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    made = begin_gap_export(session, choice.get("unit_id"), kind, asker)
    return Settled(fixed_within({"entry": made.entry_id}, made.units, asker.today), made.people, made.entry_id)


def _gap_ids(session: Session, fixed: Choice, _known: Known) -> Iterator[int]:
    return found.people_named_in(session, fixed["entry"], func.lower(Person.name))


def _gap_rows(session: Session, fixed: Choice, ids: Sequence[int], known: Known) -> Cells:
    rows = coverage.everybody(session, None, today_of(fixed), among=list(ids))
    return gap_cells(rows, places.unit_names(session), known.catalogue.reference)


def _settle_earned(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    made = begin_earned_export(session, of(PeopleFilter, choice), kind, asker)
    chosen = made.selected
    settled = {"fold": chosen.fold_id, "least": chosen.least, "below": chosen.below, "bound": made.bound}
    fixed = fixed_within(choice, chosen.units, asker.today) | settled
    return Settled(fixed, made.count, made.entry_id)


def _earned_ids(session: Session, fixed: Choice, _known: Known) -> Iterator[int]:
    if session.get(DashboardFold, fixed["fold"]) is None:
        raise Conflict(REPLACED)
    return dashboard.ordered_ids(session, _earned(fixed))


def _earned_rows(session: Session, fixed: Choice, ids: Sequence[int], _known: Known) -> Cells:
    rows = {row.person_id: row for row in dashboard.some(session, _earned(fixed), ids)}
    if len(rows) < len(ids):
        raise Conflict(REPLACED)
    return earned_cells((rows[number] for number in ids), places.unit_names(session), fixed["year"], fixed["bound"])


def _earned(fixed: Choice) -> SelectedPeople:
    return SelectedPeople(fixed["fold"], units_of(fixed), fixed["least"], fixed["below"])


def _settle_programme(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    """Where people stand takes a while to work out: the worker does it, and writes down whose rows they are."""
    assert asker.actor is not None
    number, unit_id = choice["programme_id"], choice.get("unit_id")
    readable(session, number, actor=asker.actor, now=asker.at)
    units = sheets.scope_asked(session, unit_id, actor=asker.actor).unit_ids
    detail: dict[str, Any] = {"programme": number, "format": kind, "unit_id": unit_id or ""}
    entry_id = note_done(session, "programme.export", asker, detail)
    return Settled(fixed_within(choice, units, asker.today) | {"entry": entry_id}, 0, entry_id)


def _programme_ids(session: Session, fixed: Choice, known: Known) -> Iterator[int]:
    state = State(fixed["state"]) if fixed.get("state") else None
    where = (session, known.catalogue, fixed["programme_id"], state, Scope(units_of(fixed)))
    return sheets.ids_in(*where, today_of(fixed))


def _programme_rows(session: Session, fixed: Choice, ids: Sequence[int], known: Known) -> Cells:
    return sheets.rows_of(session, known.catalogue, fixed["programme_id"], ids, today_of(fixed))


SOURCES: Mapping[Listed, Source] = {
    Listed.COMPETENCIES: Source(
        GAP_COLUMNS,
        lambda session, choice, asker: count_gaps(session, choice.get("unit_id"), asker),
        _settle_gaps,
        _gap_ids,
        _gap_rows,
    ),
    Listed.EARNED: Source(
        PEOPLE_COLUMNS,
        lambda session, choice, asker: count_earned(session, of(PeopleFilter, choice), asker),
        _settle_earned,
        _earned_ids,
        _earned_rows,
    ),
    # Counting its rows is making them, so nobody waits for that.
    Listed.PROGRAMME: Source(
        sheets.COLUMNS, lambda *_given: 0, _settle_programme, _programme_ids, _programme_rows, named_late=True
    ),
}
