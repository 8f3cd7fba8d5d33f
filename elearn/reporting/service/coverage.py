"""The heat map of units and competencies, and which course would close most gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from elearn.content.model import Catalogue, Competency
from elearn.core.errors import NotFound
from elearn.people.models import Unit
from elearn.people.queries import unit_tree
from elearn.people.rules import Scope
from elearn.reporting.queries import coverage as found
from elearn.reporting.queries import people as places
from elearn.reporting.rules.coverage import Coverage, Impact, Share, Unserved, measure, rank, unserved
from elearn.reporting.service.noting import Asker

Shares = Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A unit with all below it, or (``direct``) only those who serve in it itself. ``shares`` by competency;
    ``deeper``: there are units below.
    """

    unit: Unit
    direct: bool
    deeper: bool
    shares: Shares


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The page ``/admin/kompetensi``. ``unit`` is the one asked for (None: the whole scope), ``above`` the units over
    it within the scope, the topmost first; ``competencies`` the columns: those that any position here requires.
    """

    unit: Unit | None
    above: tuple[Unit, ...]
    competencies: tuple[Competency, ...]
    rows: tuple[HeatRow, ...]
    total: Shares
    coverage: Coverage
    impacts: tuple[Impact, ...]
    unserved: tuple[Unserved, ...]


def heat_map(session: Session, catalogue: Catalogue, unit_id: int | None, asker: Asker) -> HeatMap:
    """Who meets what, below a unit or in the whole scope. At most five queries, however many people there are.

    Raises NotFound for a unit outside the scope.
    """
    scope = asker.scope(session)
    tree = unit_tree(session, scope)
    units = units_asked(session, scope, unit_id)
    counted = measure(
        found.heads(session, units, asker.today), found.level_counts(session, units, asker.today), catalogue.reference
    )
    by_unit: dict[int | None, dict[str, Share]] = {}
    for (place, code), share in counted.shares.items():
        by_unit.setdefault(place, {})[code] = share
    by_id = {unit.id: unit for unit, _ in tree}
    total = _sum(by_unit.values())
    courses = catalogue.published()
    return HeatMap(
        unit=by_id[unit_id] if unit_id is not None else None,
        above=_above(by_id, unit_id),
        competencies=tuple(one for one in catalogue.reference.dictionary if one.code in total),
        rows=_rows([unit for unit, _ in tree], unit_id, by_unit),
        total=total,
        coverage=counted,
        impacts=rank(counted.needs, courses),
        unserved=unserved(counted.needs, courses, catalogue.reference),
    )


def units_asked(session: Session, scope: Scope, unit_id: int | None) -> places.Units:
    """The units of a page. Raises NotFound for one that does not exist or lies outside the scope."""
    units = places.units_within(session, scope, unit_id)
    if unit_id is not None and (units is None or unit_id not in units):
        raise NotFound("Unit ini tidak ditemukan di dalam cakupan Anda.")
    return units


def _rows(units: list[Unit], root: int | None, by_unit: Mapping[int | None, Shares]) -> tuple[HeatRow, ...]:
    """The units just below ``root`` with everything below them, and those who serve in ``root`` itself."""
    shown = {unit.id for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in shown else None, []).append(unit)
    below: dict[int, Shares] = {}
    for unit in reversed(units):  # a tree lists parents before their children
        parts = [by_unit.get(unit.id, {}), *(below[child.id] for child in children.get(unit.id, ()))]
        below[unit.id] = _sum(parts)
    rows = [HeatRow(unit, False, unit.id in children, below[unit.id]) for unit in children.get(root, ())]
    rows += [HeatRow(unit, True, False, by_unit.get(root, {})) for unit in units if unit.id == root]
    return tuple(row for row in rows if row.shares)


def _sum(parts: Iterable[Shares]) -> Shares:
    total: dict[str, Share] = {}
    for part in parts:
        for code, share in part.items():
            total[code] = total.get(code, Share()) + share
    return total


def _above(by_id: Mapping[int, Unit], unit_id: int | None) -> tuple[Unit, ...]:
    found_above: list[Unit] = []
    parent = by_id[unit_id].parent_id if unit_id is not None else None
    while parent is not None and parent in by_id and by_id[parent] not in found_above:
        found_above.insert(0, by_id[parent])
        parent = by_id[parent].parent_id
    return tuple(found_above)
