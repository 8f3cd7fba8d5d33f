"""The completion list: its pages, and its exports of exactly the rows that the filter selects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, Row
from sqlalchemy.orm import Session

from elearn.content.model import Reference
from elearn.core.counting import MOST_COUNTED
from elearn.core.tabular import write
from elearn.credentials.rules import State, state_of
from elearn.people.rules import display_name
from elearn.reporting.queries import completions as found
from elearn.reporting.queries import people as places
from elearn.reporting.queries.completions import Selected
from elearn.reporting.rules import CompletionFilter, Order
from elearn.reporting.service.noting import Asker, Cut, note_taken
from elearn.reporting.service.reading import reading
from elearn.reporting.service.tables import COMPLETION_COLUMNS, completion_cells

Part = TypeVar("Part", bound=Cut)


@dataclass(frozen=True, slots=True)
class Completed:
    """A line of the list. ``jp`` and ``final_score`` in hundredths; ``state`` of the latest certificate (None: there is
    none yet); ``reachable``: the person is in the asker's scope today, so her own page opens.
    """

    person_id: int
    name: str
    nip: str | None
    unit: str
    status: str | None
    course: str
    completed_on: date
    jp: int
    final_score: int | None
    code: str | None
    number: str | None
    state: State | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class CompletionPage(Generic[Part]):
    """A page of the list, which part of it that is, and how it is sorted."""

    lines: tuple[Completed, ...]
    part: Part
    order: Order

    @property
    def people(self) -> tuple[int, ...]:
        """Whose data it shows."""
        return tuple(line.person_id for line in self.lines)


@dataclass(frozen=True, slots=True)
class CompletionExport:
    """An export that has been written down, as this entry of the audit trail, and may now be sent: these rows, so
    many.
    """

    selected: Selected
    count: int
    entry_id: int


def completion_page(
    session: Session, asked: CompletionFilter, order: Order, part_of: Callable[[int], Part], asker: Asker
) -> CompletionPage[Part]:
    """A page of the completions that the asker may see. ``part_of`` says which page, given how many rows there are, as
    far as ``counted`` counts; a longer list is sorted by its dates whatever was asked. At most eight queries.
    """
    scope = asker.scope(session)
    selected = Selected(asked, places.units_within(session, scope, asked.unit_id), asker.today, order)
    total = found.count(session, selected)
    if total > MOST_COUNTED and order.column != found.NEWEST.column:  # sorting all for one page takes seconds
        selected = replace(selected, order=found.NEWEST)
    part = part_of(total)
    rows = found.page(session, selected, offset=part.offset, limit=part.size) if total else ()
    shown = {row.person_id for row in rows}
    reachable = places.serving_among(session, shown, scope.unit_ids, asker.today)
    units = places.unit_names(session)
    lines = tuple(_line(row, units, asker.at, row.person_id in reachable) for row in rows)
    return CompletionPage(lines, part, selected.order)


def begin_completion_export(
    session: Session, asked: CompletionFilter, order: Order, kind: str, asker: Asker
) -> CompletionExport:
    """Write down who takes whose completions; from then on the rows are fixed. ``kind``: csv, xlsx or jsonl."""
    units = places.units_within(session, asker.scope(session), asked.unit_id)
    selected = Selected(asked, units, asker.today, order)
    count, newest = found.extent(session, selected)
    fixed = replace(selected, up_to=newest)
    detail = {**asked.described(), "format": kind, "count": count}
    entry_id = note_taken(session, "completion.export", asker, people=found.people(session, fixed), detail=detail)
    return CompletionExport(fixed, count, entry_id)


def write_completions(
    engine: Engine, export: CompletionExport, kind: str, *, reference: Reference, public_url: str
) -> Iterator[bytes]:
    """The file, in pieces, from a reading session of its own that is closed with the iterator. Constant memory."""
    with reading(engine) as session:
        cells = completion_cells(
            found.batches(session, export.selected),
            reference=reference,
            units=places.unit_names(session),
            public_url=public_url,
            today=export.selected.today,
        )
        yield from write(kind, COMPLETION_COLUMNS, cells)


def _line(row: Row[Any], units: dict[int | None, places.UnitName], now: datetime, reachable: bool) -> Completed:
    return Completed(
        person_id=row.person_id,
        name=display_name(row.title_before, row.name, row.title_after),
        nip=row.nip,
        unit=units[row.unit_id].name,
        status=row.status,
        course=row.course_title,
        completed_on=row.completed_on,
        jp=row.jp,
        final_score=row.final_score,
        code=row.code,
        number=row.number,
        state=state_of(row, genuine=True, now=now) if row.code else None,
        reachable=reachable,
    )
