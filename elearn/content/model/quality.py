"""How the quality of courses is measured: facts of the institution."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QualityTerms:
    """``quiet_days``: whoever did nothing in a course for so many days, and has not completed it, counts as stopped.
    ``least``: of fewer people no rate and no mean is told. ``source``: where the institution says so; ``unconfirmed``:
    it has yet to.
    """

    quiet_days: int = 30
    least: int = 5
    source: str = ""
    unconfirmed: bool = True
