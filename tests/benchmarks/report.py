"""A measured row against its target, and how rows are printed."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass

PAIRS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One measured value. Either ``least`` or ``most`` is its target."""

    name: str
    value: float
    unit: str = ""
    least: float | None = None
    most: float | None = None

    @property
    def target(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"

    @property
    def missed_by(self) -> float:
        """How far the value is on the wrong side of its target; 0 when it is met."""
        if self.least is not None:
            return max(0.0, self.least - self.value)
        return max(0.0, self.value - (self.most or 0.0))

    @property
    def verdict(self) -> str:
        return f"misses by {shown(self.missed_by)}" if self.missed_by else "ok"

    def __str__(self) -> str:
        return f"{self.name}: {shown(self.value)} {self.unit}".rstrip() + f" (target {self.target}) {self.verdict}"


def shown(value: float) -> str:
    """Three significant digits, and whole numbers as they are."""
    return f"{value:.0f}" if value == int(value) or abs(value) >= 1000 else f"{value:.3g}"


def paired(ours: Callable[[], float], theirs: Callable[[], float], pairs: int = PAIRS) -> float:
    """The median of ``ours / theirs`` over pairs measured one right after the other."""
    return statistics.median(ours() / theirs() for _ in range(pairs))


def table(rows: Iterable[Row]) -> str:
    """All rows as a text table."""
    lines = [("value", "target", "", "what")]
    lines += [(f"{shown(row.value)} {row.unit}".rstrip(), row.target, row.verdict, row.name) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    return "\n".join(
        f"{line[0]:>{widths[0]}}  {line[1]:>{widths[1]}}  {line[2]:<{widths[2]}}  {line[3]}" for line in lines
    )
