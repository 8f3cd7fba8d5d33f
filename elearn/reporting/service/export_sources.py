"""The lists of which files are made in the background: how each is settled when it is asked for, and read afterwards.

What is settled is plain values, so that whoever reads later reads what was asked for: the filter, the units within
reach then, and up to which row. The entry of the audit trail is written at the same moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.core.tabular import Column
from elearn.people import service as people
from elearn.people.models import Person
from elearn.people.queries.people import matching
from elearn.people.rules.importing import COLUMNS as PEOPLE_COLUMNS
from elearn.people.service.exporting import export_rows
from elearn.reporting.queries import audit as entries
from elearn.reporting.queries import completions
from elearn.reporting.queries import exports as found
from elearn.reporting.queries import people as places
from elearn.reporting.queries.audit import SelectedEntries
from elearn.reporting.queries.completions import NEWEST, Selected
from elearn.reporting.rules import AuditFilter, CompletionFilter, Order
from elearn.reporting.rules.exports import Listed, PeopleFilter, kept, of
from elearn.reporting.rules.recap import COLUMNS as RECAP_COLUMNS
from elearn.reporting.rules.recap import RecapFilter
from elearn.reporting.service.completions import begin_completion_export
from elearn.reporting.service.noting import Asker, note_taken
from elearn.reporting.service.recap import recap_cells, recap_within, take_recap
from elearn.reporting.service.tables import COMPLETION_COLUMNS, completion_cells
from elearn.reporting.service.trail import TRAIL_COLUMNS, begin_trail_export, trail_cells

Choice = Mapping[str, Any]
Cells = Iterator[Sequence[Any]]


class Known(NamedTuple):
    """What cells are made with, beside the database."""

    catalogue: Catalogue
    public_url: str


class Settled(NamedTuple):
    """An export as it was asked for: ``fixed`` are plain values, ``entry_id`` its entry of the audit trail."""

    fixed: dict[str, Any]
    rows: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class Source:
    """A list. ``ids`` gives what its rows are found by, in order, and ``cells`` a few rows for a few of them; a list
    of ``sums`` has few rows, which are made at once, and are counted (0) only by making them.
    """

    columns: tuple[Column, ...]
    count: Callable[[Session, Choice, Asker], int]
    settle: Callable[[Session, Choice, str, Asker], Settled]
    ids: Callable[[Session, Choice], Iterator[int]] | None = None
    cells: Callable[[Session, Choice, Sequence[int], Known], Cells] | None = None
    sums: Callable[[Session, Choice, Known], Cells] | None = None


def _count_completions(session: Session, choice: Choice, asker: Asker) -> int:
    asked = of(CompletionFilter, choice)
    units = places.units_within(session, asker.scope(session), asked.unit_id)
    return completions.extent(session, Selected(asked, units, asker.today)).rows


def _settle_completions(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    order = Order(*choice["order"]) if "order" in choice else NEWEST
    made = begin_completion_export(session, of(CompletionFilter, choice), order, kind, asker)
    fixed = _fixed(choice, made.selected.units, asker.today) | {"order": list(order), "up_to": made.selected.up_to}
    return Settled(fixed, made.count, made.entry_id)


def _selected(fixed: Choice) -> Selected:
    asked, order = of(CompletionFilter, fixed), Order(*fixed["order"])
    return Selected(asked, _units(fixed), _today(fixed), order, fixed["up_to"])


def _completion_ids(session: Session, fixed: Choice) -> Iterator[int]:
    return completions.ordered_ids(session, _selected(fixed))


def _completion_cells(session: Session, fixed: Choice, ids: Sequence[int], known: Known) -> Cells:
    return completion_cells(
        [completions.some(session, _selected(fixed), ids)],
        reference=known.catalogue.reference,
        units=places.unit_names(session),
        public_url=known.public_url,
        today=_today(fixed),
    )


def _count_entries(session: Session, choice: Choice, asker: Asker) -> int:
    units = asker.scope(session).unit_ids
    return entries.count(session, SelectedEntries(of(AuditFilter, choice), units, asker.today, asker.zone))


def _settle_entries(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    made = begin_trail_export(session, of(AuditFilter, choice), kind, asker)
    fixed = _fixed(choice, made.selected.units, asker.today) | {"zone": asker.zone, "up_to": made.selected.up_to}
    return Settled(fixed, made.count, made.entry_id)


def _selected_entries(fixed: Choice) -> SelectedEntries:
    return SelectedEntries(of(AuditFilter, fixed), _units(fixed), _today(fixed), fixed["zone"], fixed["up_to"])


def _entry_ids(session: Session, fixed: Choice) -> Iterator[int]:
    return entries.ordered_ids(session, _selected_entries(fixed))


def _entry_cells(session: Session, fixed: Choice, ids: Sequence[int], known: Known) -> Cells:
    return trail_cells(session, _selected_entries(fixed), [entries.some(session, ids)], known.catalogue)


def _search(session: Session, choice: Choice, asker: Asker) -> people.Search:
    assert asker.actor is not None
    return people.search(session, actor=asker.actor, now=asker.at, **kept(of(PeopleFilter, choice)))


def _count_people(session: Session, choice: Choice, asker: Asker) -> int:
    return people.count_found(session, _search(session, choice, asker))


def _settle_people(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    """Whose rows they are is kept by the audit trail, so that nobody else gets into the file later."""
    search = _search(session, choice, asker)
    wanted = matching(session, select(Person.id), search.scope, search.wanted, search.today)
    count = people.count_found(session, search)
    detail = {"searched": bool(search.wanted.text), "status": search.wanted.status, "format": kind, "count": count}
    entry_id = note_taken(session, "person.export", asker, people=wanted, detail=detail)
    fixed = _fixed({}, search.scope.unit_ids, search.today) | {"entry": entry_id}
    return Settled(fixed, count, entry_id)


def _people_ids(session: Session, fixed: Choice) -> Iterator[int]:
    return found.people_named_in(session, fixed["entry"])


def _people_cells(session: Session, fixed: Choice, ids: Sequence[int], _known: Known) -> Cells:
    return export_rows(session, ids, _today(fixed))


def _settle_recap(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    asked = of(RecapFilter, choice)
    units = places.units_within(session, asker.scope(session), asked.unit_id)
    return Settled(_fixed(choice, units, asker.today), 0, take_recap(session, asked, kind, asker))


def _recap_rows(session: Session, fixed: Choice, known: Known) -> Cells:
    reference = known.catalogue.reference
    return recap_cells(recap_within(session, of(RecapFilter, fixed), reference, _units(fixed), _today(fixed)))


def _fixed(choice: Choice, units: places.Units, today: date) -> dict[str, Any]:
    return {**choice, "units": None if units is None else sorted(units), "today": today.isoformat()}


def _units(fixed: Choice) -> places.Units:
    return None if fixed["units"] is None else frozenset(fixed["units"])


def _today(fixed: Choice) -> date:
    return date.fromisoformat(fixed["today"])


SOURCES: Mapping[Listed, Source] = {
    Listed.COMPLETIONS: Source(
        COMPLETION_COLUMNS, _count_completions, _settle_completions, _completion_ids, _completion_cells
    ),
    Listed.AUDIT: Source(TRAIL_COLUMNS, _count_entries, _settle_entries, _entry_ids, _entry_cells),
    Listed.PEOPLE: Source(PEOPLE_COLUMNS, _count_people, _settle_people, _people_ids, _people_cells),
    Listed.RECAP: Source(RECAP_COLUMNS, lambda *_given: 0, _settle_recap, sums=_recap_rows),
}
