"""The tree of units, and what an admin's scope covers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from elearn.people.models import Unit
from elearn.people.rules import Actor, Scope
from elearn.people.rules.agency import agency_of

DEEPEST = 50  # levels shown; a real tree has five


def _below(session: Session, roots: Iterable[int]) -> frozenset[int]:
    tree = select(Unit.id).where(Unit.id.in_(list(roots))).cte("tree", recursive=True)
    # UNION, not UNION ALL: it ends even if somebody closed the tree to a ring.
    tree = tree.union(select(Unit.id).join(tree, Unit.parent_id == tree.c.id))
    return frozenset(session.scalars(select(tree.c.id)))


def subtree_ids(session: Session, unit_id: int) -> frozenset[int]:
    """The unit and every unit below it; empty when there is no such unit."""
    return _below(session, [unit_id])


def unit_scope(session: Session, actor: Actor) -> Scope:
    """Whose data this actor may see as an admin: everybody's, those of her units' subtrees, or nobody's."""
    roots = [grant.unit_id for grant in actor.grants if grant.role == "admin"]
    if None in roots:
        return Scope(None)
    named = [root for root in roots if root is not None]
    return Scope(_below(session, named) if named else frozenset())


def agency_name(session: Session, unit_id: int) -> str:
    """The name of a unit's perangkat daerah; empty when there is no such unit."""
    above = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id).cte("above", recursive=True)
    above = above.union(select(Unit.id, Unit.parent_id).join(above, Unit.id == above.c.parent_id))
    names = {number: names[1] for number, names in _with_agencies(session, Unit.id.in_(select(above.c.id))).items()}
    return names.get(unit_id, "")


def units_with_agencies(session: Session) -> dict[int, tuple[str, str]]:
    """Every unit's name and that of its perangkat daerah. One query."""
    return _with_agencies(session)


def _with_agencies(session: Session, *within: ColumnElement[bool]) -> dict[int, tuple[str, str]]:
    """The same of units that hold everything above them."""
    wanted = select(Unit.id, Unit.name, Unit.parent_id, Unit.is_agency).where(*within)
    units = {row.id: row for row in session.execute(wanted)}
    parents = {number: row.parent_id for number, row in units.items()}
    marked = {number for number, row in units.items() if row.is_agency}
    return {number: (row.name, units[agency_of(number, parents, marked)].name) for number, row in units.items()}


def unit_tree(session: Session, scope: Scope | None = None) -> list[tuple[Unit, int]]:
    """All units (or those within a scope) as (unit, depth), each parent before its children, siblings by name."""
    units = [unit for unit in session.scalars(select(Unit)) if scope is None or scope.covers(unit.id)]
    shown = {unit.id for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in sorted(units, key=lambda unit: (unit.name.casefold(), unit.id)):
        children.setdefault(unit.parent_id if unit.parent_id in shown else None, []).append(unit)
    listed: list[tuple[Unit, int]] = []
    waiting = [(unit, 0) for unit in reversed(children.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        listed.append((unit, depth))
        if depth < DEEPEST:
            waiting += [(child, depth + 1) for child in reversed(children.get(unit.id, []))]
    return listed
