"""Courses with what people did with them, and these people, made into files in the background."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from elearn.people.queries import unit_tree
from elearn.reporting.queries import course_people as found
from elearn.reporting.queries.course_people import SelectedRuns
from elearn.reporting.rules import Order
from elearn.reporting.rules.exports import Listed, of
from elearn.reporting.rules.quality import PEOPLE_COLUMNS, ResultsFilter, RunFilter, moment_of
from elearn.reporting.rules.quality_lines import COLUMNS
from elearn.reporting.service.course_people import count_runs, run_cells, take_runs
from elearn.reporting.service.coverage import units_asked
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
from elearn.reporting.service.noting import Asker
from elearn.reporting.service.quality import results_rows, take_results, top_of


def _settle_results(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    asked, scope = of(ResultsFilter, choice), asker.scope(session)
    units = units_asked(session, scope, asked.unit_id)
    top = asked.unit_id or top_of([unit for unit, _ in unit_tree(session, scope)], units)
    return Settled(
        fixed_within(choice, units, asker.today) | {"top": top}, 0, take_results(session, asked, kind, asker)
    )


def _results(session: Session, fixed: Choice, known: Known) -> Cells:
    order, units = Order(*fixed["order"]), units_of(fixed)
    return iter(results_rows(session, known.catalogue, of(ResultsFilter, fixed), order, units, fixed["top"]))


def _settle_runs(session: Session, choice: Choice, kind: str, asker: Asker) -> Settled:
    taken, rows, entry_id = take_runs(session, of(RunFilter, choice), kind, asker)
    settled = {"moment": taken.moment.facts(), "zone": asker.zone}
    return Settled(fixed_within(choice, taken.units, taken.today) | settled, rows, entry_id)


def _selected(fixed: Choice) -> SelectedRuns:
    return SelectedRuns(of(RunFilter, fixed), units_of(fixed), today_of(fixed), moment_of(fixed["moment"]))


def _run_ids(session: Session, fixed: Choice, _known: Known) -> Iterator[int]:
    return found.ordered_ids(session, _selected(fixed))


def _run_rows(session: Session, fixed: Choice, ids: Sequence[int], known: Known) -> Cells:
    return run_cells(session, _selected(fixed), ids, known.catalogue, fixed["zone"])


SOURCES: Mapping[Listed, Source] = {
    Listed.COURSES: Source(COLUMNS, lambda *_given: 0, _settle_results, sums=_results),
    Listed.COURSE_PEOPLE: Source(
        PEOPLE_COLUMNS,
        lambda session, choice, asker: count_runs(session, of(RunFilter, choice), asker),
        _settle_runs,
        _run_ids,
        _run_rows,
    ),
}
