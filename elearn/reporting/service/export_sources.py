"""The lists of which files are made in the background: how each is settled when asked for, and read afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

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
from elearn.reporting.service.export_courses import SOURCES as OF_COURSES
from elearn.reporting.service.export_people import SOURCES as OF_PEOPLE
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
from elearn.reporting.service.noting import Asker, note_taken
from elearn.reporting.service.recap import recap_cells, recap_within, take_recap
from elearn.reporting.service.tables import COMPLETION_COLUMNS, completion_cells
from elearn.reporting.service.trail import TRAIL_COLUMNS, begin_trail_export, trail_cells


def _count_completions(session: Session, choice: Choice, asker: Asker) -> int:
    asked = of(CompletionFilter, choice)
    units = places.units_within(session, asker.scope(session), asked.unit_id)
    return completions.extent(session, Selected(asked, units, asker.today)).rows


def _settle_completions(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    order = Order(*choice["order"]) if "order" in choice else NEWEST
    made = begin_completion_export(session, of(CompletionFilter, choice), order, kind, asker)
    fixed = fixed_within(choice, made.selected.units, asker.today) | {
        "order": list(order),
        "up_to": made.selected.up_to,
    }
    return Settled(fixed, made.count, made.entry_id)


def _selected(fixed: Choice) -> Selected:
    asked, order = of(CompletionFilter, fixed), Order(*fixed["order"])
    return Selected(asked, units_of(fixed), today_of(fixed), order, fixed["up_to"])


def _completion_ids(session: Session, fixed: Choice, _known: Known) -> Iterator[int]:
    return completions.ordered_ids(session, _selected(fixed))


def _completion_cells(session: Session, fixed: Choice, ids: Sequence[int], known: Known) -> Cells:
    return completion_cells(
        [completions.some(session, _selected(fixed), ids)],
        reference=known.catalogue.reference,
        units=places.unit_names(session),
        public_url=known.public_url,
        today=today_of(fixed),
    )


def _count_entries(session: Session, choice: Choice, asker: Asker) -> int:
    units = asker.scope(session).unit_ids
    return entries.extent(session, SelectedEntries(of(AuditFilter, choice), units, asker.today, asker.zone))


def _settle_entries(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    made = begin_trail_export(session, of(AuditFilter, choice), kind, asker)
    fixed = fixed_within(choice, made.selected.units, asker.today) | {"zone": asker.zone, "up_to": made.selected.up_to}
    return Settled(fixed, made.count, made.entry_id)


def _selected_entries(fixed: Choice) -> SelectedEntries:
    return SelectedEntries(of(AuditFilter, fixed), units_of(fixed), today_of(fixed), fixed["zone"], fixed["up_to"])


def _entry_ids(session: Session, fixed: Choice, _known: Known) -> Iterator[int]:
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
    fixed = fixed_within({}, search.scope.unit_ids, search.today) | {"entry": entry_id}
    return Settled(fixed, count, entry_id)


def _people_ids(session: Session, fixed: Choice, _known: Known) -> Iterator[int]:
    return found.people_named_in(session, fixed["entry"])


def _people_cells(session: Session, fixed: Choice, ids: Sequence[int], _known: Known) -> Cells:
    return export_rows(session, ids, today_of(fixed))


def _settle_recap(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    asked = of(RecapFilter, choice)
    units = places.units_within(session, asker.scope(session), asked.unit_id)
    return Settled(fixed_within(choice, units, asker.today), 0, take_recap(session, asked, kind, asker))


def _recap_rows(session: Session, fixed: Choice, known: Known) -> Cells:
    reference = known.catalogue.reference
    return recap_cells(recap_within(session, of(RecapFilter, fixed), reference, units_of(fixed), today_of(fixed)))


SOURCES: Mapping[Listed, Source] = {
    Listed.COMPLETIONS: Source(
        COMPLETION_COLUMNS, _count_completions, _settle_completions, _completion_ids, _completion_cells
    ),
    Listed.AUDIT: Source(TRAIL_COLUMNS, _count_entries, _settle_entries, _entry_ids, _entry_cells),
    Listed.PEOPLE: Source(PEOPLE_COLUMNS, _count_people, _settle_people, _people_ids, _people_cells),
    Listed.RECAP: Source(RECAP_COLUMNS, lambda *_given: 0, _settle_recap, sums=_recap_rows),
    **OF_PEOPLE,
    **OF_COURSES,
}
