"""The courses with what people within a scope did with them: a list, its file, and a part of the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.orm import Session

from elearn.assessment.service import has_both
from elearn.content.model import Catalogue
from elearn.core.errors import NotFound
from elearn.people.models import Unit
from elearn.people.queries import unit_tree
from elearn.reporting.queries import dashboard as kept
from elearn.reporting.queries import quality as found
from elearn.reporting.queries.dashboard import NOWHERE
from elearn.reporting.queries.people import Units
from elearn.reporting.rules import Order
from elearn.reporting.rules.quality import GAINS, QUALITY, Counted, Moment, ResultsFilter, moment_of
from elearn.reporting.rules.quality_lines import TOO_FEW, CourseLine, course_lines, found_lines, ordered
from elearn.reporting.service.coverage import units_asked
from elearn.reporting.service.noting import Asker, Cut, note_done
from elearn.reporting.service.tables import hundredths

Part = TypeVar("Part", bound=Cut)
SUMS = (Counted.RUNS, Counted.COMPLETED, Counted.STOPPED, Counted.HANDED_IN, Counted.PASSED, Counted.FIRST)
GAINED = (Counted.PAIRS, Counted.BEFORE, Counted.AFTER)
NOT_YET = "Angka kursus belum selesai dihitung, jadi belum ada yang dapat ditampilkan. Coba lagi beberapa menit lagi."


@dataclass(frozen=True, slots=True)
class Quality:
    """The courses as they stood at ``made_at``. ``gained_at``: when gains were worked out (None: not yet); ``medians``:
    whether the days are known for such a choice of units; ``moment`` and ``least`` say by what was counted.
    """

    made_at: datetime
    gained_at: datetime | None
    medians: bool
    moment: Moment
    least: int
    lines: tuple[CourseLine, ...]


@dataclass(frozen=True, slots=True)
class ResultsPage(Generic[Part]):
    """A page of them in an order; ``quality`` None: nothing was worked out yet. ``total``: before words were sought."""

    unit: Unit | None
    quality: Quality | None
    lines: tuple[CourseLine, ...]
    part: Part


def results_page(
    session: Session,
    catalogue: Catalogue,
    asked: ResultsFilter,
    order: Order,
    part_of: Callable[[int], Part],
    asker: Asker,
) -> ResultsPage[Part]:
    """A page of the courses that people within the scope entered. At most seven queries, however many they are. Raises
    NotFound for another's unit.
    """
    scope = asker.scope(session)
    units = units_asked(session, scope, asked.unit_id)
    tree = [unit for unit, _ in unit_tree(session, scope)]
    quality = quality_of(session, catalogue, units, asked.unit_id or top_of(tree, units))
    lines = _chosen(quality, asked, order)
    part = part_of(len(lines))
    chosen = next((unit for unit in tree if unit.id == asked.unit_id), None)
    return ResultsPage(chosen, quality, tuple(lines[part.offset : part.offset + part.size]), part)


def quality_of(session: Session, catalogue: Catalogue, units: Units, top: int | None) -> Quality | None:
    """The courses within these units (None: everywhere). ``top``: the unit that they are all the units of and below
    (NOWHERE: all there are, None: there is no such one, so medians are not known). None before the first count.
    """
    folds = kept.newest(session, [QUALITY, GAINS])
    if QUALITY not in folds or (made_at := folds[QUALITY].made_at) is None:
        return None
    numbers = found.sums(session, folds[QUALITY].id, units, SUMS)
    if GAINS in folds:
        numbers |= found.sums(session, folds[GAINS].id, units, GAINED)
    days = found.medians(session, folds[QUALITY].id, top) if top is not None else {}
    facts = folds[QUALITY].facts
    tested = {slug for slug, course in catalogue.courses.items() if has_both(course)}
    moment, least = moment_of(facts), int(facts["least"])
    lines = course_lines(numbers, days, moment, least, catalogue.courses, tested)
    gained_at = folds[GAINS].made_at if GAINS in folds else None
    return Quality(made_at, gained_at, top is not None, moment, least, lines)


def top_of(tree: Sequence[Unit], units: Units) -> int | None:
    """The unit over all units of a scope, NOWHERE for all there are; None when several stand beside each other."""
    if units is None:
        return NOWHERE
    known = {unit.id for unit in tree}
    tops = [unit.id for unit in tree if unit.parent_id not in known]
    return tops[0] if len(tops) == 1 else None


def most_taken(quality: Quality | None, most: int) -> Quality | None:
    """The courses with most people."""
    if quality is None:
        return None
    return replace(quality, lines=tuple(ordered(quality.lines, "terdaftar", True)[:most]))


def take_results(session: Session, asked: ResultsFilter, kind: str, asker: Asker) -> int:
    """Write down that somebody takes the list: csv, xlsx or jsonl; returns the entry's id. It names nobody."""
    detail: dict[str, Any] = {"format": kind, "searched": bool(asked.words)}
    return note_done(session, "course.results", asker, detail | ({"unit_id": asked.unit_id} if asked.unit_id else {}))


def results_within(
    session: Session, catalogue: Catalogue, asked: ResultsFilter, order: Order, asker: Asker
) -> list[tuple[Any, ...]]:
    """The rows of a file within the scope. Raises NotFound for another's unit, or before the first count."""
    scope = asker.scope(session)
    units = units_asked(session, scope, asked.unit_id)
    top = asked.unit_id or top_of([unit for unit, _ in unit_tree(session, scope)], units)
    return results_rows(session, catalogue, asked, order, units, top)


def results_rows(
    session: Session, catalogue: Catalogue, asked: ResultsFilter, order: Order, units: Units, top: int | None
) -> list[tuple[Any, ...]]:
    """The cells under ``quality_lines.COLUMNS``, a course a row, of these units (see ``quality_of``). Raises NotFound
    before the first count.
    """
    quality = quality_of(session, catalogue, units, top)
    if quality is None:
        raise NotFound(NOT_YET)
    return [_cells(line) for line in _chosen(quality, asked, order)]


def _chosen(quality: Quality | None, asked: ResultsFilter, order: Order) -> list[CourseLine]:
    lines = found_lines(quality.lines, asked.words) if quality is not None else []
    return ordered(lines, order.column, order.descending)


def _cells(line: CourseLine) -> tuple[Any, ...]:
    tested, paired = line.final is not None, line.gains
    return (
        line.slug,
        line.title,
        line.runs,
        line.completed,
        hundredths(line.completed_rate),
        line.final or "",
        line.handed_in if tested else None,
        line.passed if tested else None,
        hundredths(line.passed_rate),
        line.first if tested else None,
        hundredths(line.first_rate),
        line.stopped,
        hundredths(line.stopped_rate),
        line.days / 2 if line.days is not None else None,
        line.pairs if paired else None,
        hundredths(line.mean_before),
        hundredths(line.mean_after),
        _remark(line),
    )


def _remark(line: CourseLine) -> str:
    """Why rates are missing, in words."""
    few = {
        "selesai dan berhenti": 0 < line.runs < line.least,
        "lulus": line.final is not None and 0 < line.handed_in < line.least,
        "hari": 0 < line.completed < line.least,
        "pra-uji dan pasca-uji": line.gains and 0 < line.pairs < line.least,
    }
    missing = [name for name, short in few.items() if short]
    return f"{TOO_FEW}: {', '.join(missing)}" if missing else ""
