"""The numbers of a dashboard as its page shows them. Pure. JP are integer hundredths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from elearn.programmes.rules import State
from elearn.reporting.rules.dashboard import Band, Name, Part, Period, bands, month_key, parts


@dataclass(frozen=True, slots=True)
class MonthCount:
    """A month by its first and last day, and how many completions it has."""

    first: date
    last: date
    number: int


@dataclass(frozen=True, slots=True)
class ProgrammeCount:
    """Where the people of a programme stand, in the order of State; those who are exempt are told apart. ``paths``: the
    learning paths that it asks for, in words (empty: none).
    """

    id: int
    name: str
    paths: str
    due_on: date
    states: tuple[Part, ...]

    @property
    def late(self) -> int:
        return next(part.number for part in self.states if part.key == State.LATE)

    @property
    def people(self) -> int:
        return sum(part.number for part in self.states)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with all below it, or (``direct``) only those who serve in it itself: people, how many of them reached
    the bound of JP, and completions of the period.
    """

    unit_id: int
    name: str
    direct: bool
    people: int = 0
    reached: int = 0
    completions: int = 0

    @property
    def percent(self) -> int:
        """Rounded down: 100 only if all did."""
        return self.reached * 100 // self.people if self.people else 0


@dataclass(frozen=True, slots=True)
class Years:
    """JP of a year against a bound (hundredths; 0: nothing is asked)."""

    year: int
    bound: int
    bands: tuple[Part, ...]
    recognised: int

    @property
    def people(self) -> int:
        return sum(part.number for part in self.bands)

    @property
    def reached(self) -> int:
        return next(part.number for part in self.bands if part.key == Band.REACHED)


def months_of(period: Period, numbers: Mapping[str, int]) -> tuple[MonthCount, ...]:
    """The months of a period with what was kept of them."""
    return tuple(
        MonthCount(first, last, numbers.get(month_key(first.year, first.month), 0)) for first, last in period.months
    )


def years_of(year: int, bound: int, numbers: Mapping[str, Mapping[str, int]]) -> Years:
    """The bands of a year with what was kept of them."""
    people = numbers.get(Name.BAND, {})
    found = tuple(Part(band, people.get(band, 0)) for band, _, _ in bands(bound))
    return Years(year, bound, found, sum(numbers.get(Name.EARNED, {}).values()))


def programme_of(number: int, name: str, paths: str, due_on: date, numbers: Mapping[str, int]) -> ProgrammeCount:
    """A programme with what was kept of it."""
    return ProgrammeCount(number, name, paths, due_on, parts(numbers, str(number), list(State)))


def unit_lines(
    tree: Sequence[tuple[int, int | None, str]],
    root: int | None,
    jp: Mapping[int, Mapping[str, int]],
    completions: Mapping[int, int],
) -> tuple[UnitLine, ...]:
    """The units just below ``root`` (None: the topmost), each with everything below it, and those who serve in ``root``
    itself. ``tree``: (id, parent, name), parents before their children; ``jp``: people by unit and band.
    """
    known = {number for number, _, _ in tree}
    above = {number: parent if parent in known else None for number, parent, _ in tree}
    names = {number: name for number, _, name in tree}
    lines = {number: UnitLine(number, names[number], False) for number, parent in above.items() if parent == root}
    if root is not None:
        lines[root] = UnitLine(root, names[root], True)
    for unit_id in names:
        at: int | None = unit_id
        while at is not None and at not in lines:
            at = above[at]
        if at is not None and (at != root or unit_id == root):
            lines[at] = _more(lines[at], jp.get(unit_id, {}), completions.get(unit_id, 0))
    return tuple(line for line in lines.values() if line.people or line.completions)


def _more(line: UnitLine, people: Mapping[str, int], completions: int) -> UnitLine:
    reached = people.get(Band.REACHED, 0)
    return UnitLine(
        line.unit_id, line.name, line.direct, line.people + sum(people.values()), line.reached + reached,
        line.completions + completions,
    )  # fmt: skip
