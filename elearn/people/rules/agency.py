"""Which unit is the perangkat daerah of another: one rule for every report, certificate and export. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping


def agency_of(unit_id: int, parents: Mapping[int, int | None], agencies: Container[int]) -> int:
    """The nearest unit that is marked as a perangkat daerah, beginning with the unit itself; without any in its chain
    the topmost one. ``parents``: by unit, at least of those above it; a ring ends where it would close.
    """
    at, seen = unit_id, {unit_id}
    while at not in agencies:
        above = parents.get(at)
        if above is None or above in seen:
            break
        seen.add(above)
        at = above
    return at
