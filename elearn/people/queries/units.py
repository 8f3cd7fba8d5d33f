"""The tree of units, and what an admin's scope covers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.models import Unit
from elearn.people.rules import Actor, Scope

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


def top_unit_name(session: Session, unit_id: int) -> str:
    """The name of the topmost unit above this one: the perangkat daerah."""
    above = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id).cte("above", recursive=True)
    above = above.union(select(Unit.id, Unit.parent_id).join(above, Unit.id == above.c.parent_id))
    statement = select(Unit.name).join(above, Unit.id == above.c.id).where(above.c.parent_id.is_(None))
    return session.scalars(statement).first() or ""


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
