"""How far the people of units meet the standards of their positions, and which course would help most. Pure.

Everything is counted from groups of people who hold the same position in the same unit, never from single persons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from elearn.competency.rules.profile import position_finder, required_levels
from elearn.content.model import Course, Reference

BANDS = (25, 50, 75)


@dataclass(frozen=True, slots=True)
class Heads:
    """So many people hold a position (as their postings call it) in a unit."""

    unit_id: int | None
    posted_as: str
    people: int


@dataclass(frozen=True, slots=True)
class LevelCount:
    """So many of them have reached just this level (1-5) of a competency."""

    unit_id: int | None
    posted_as: str
    code: str
    level: int
    people: int


@dataclass(frozen=True, slots=True)
class Share:
    """Of ``required`` people of whom a level is required, so many have reached it."""

    met: int = 0
    required: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.met + other.met, self.required + other.required)

    @property
    def percent(self) -> int:
        """Rounded down: 100 only if everybody meets it."""
        return self.met * 100 // self.required if self.required else 0

    @property
    def band(self) -> int:
        """0 (few) to 3 (most): the shade of a cell that also says its number."""
        return sum(1 for least in BANDS if self.percent >= least)


# How many people stand at a level (0-5) of a competency and need a higher one: by (code, level, required).
Needs = Counter[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was counted. ``shares`` by unit and competency; ``unknown`` are positions without a standard, with their
    people, the most frequent first; ``people`` are all, ``assessed`` those whose position has a standard.
    """

    shares: Mapping[tuple[int | None, str], Share]
    needs: Needs
    unknown: tuple[tuple[str, int], ...]
    people: int
    assessed: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What would follow if everybody with a gap completed a course: so many gaps close, so many others narrow."""

    course: Course
    closes: int
    narrows: int


@dataclass(frozen=True, slots=True)
class Unserved:
    """Gaps of a competency that no course on offer closes; ``highest`` is the level that courses reach (0: none)."""

    code: str
    name: str
    gaps: int
    highest: int


@dataclass(slots=True)
class _Tally:
    required: Counter[tuple[int | None, str]] = field(default_factory=Counter)
    met: Counter[tuple[int | None, str]] = field(default_factory=Counter)
    needs: Needs = field(default_factory=Counter)


def measure(heads: Iterable[Heads], levels: Iterable[LevelCount], reference: Reference) -> Coverage:
    """Who meets what. People of whom nothing is on record stand at level 0."""
    groups = list(heads)
    find = position_finder(reference)
    asked = {name: required_levels(find(name), reference) for name in {group.posted_as for group in groups}}
    tally = _Tally()
    for group in groups:
        for code, required in asked[group.posted_as].items():
            tally.required[group.unit_id, code] += group.people
            tally.needs[code, 0, required] += group.people
    for count in levels:
        required = asked.get(count.posted_as, {}).get(count.code, 0)
        if not required:
            continue
        tally.needs[count.code, 0, required] -= count.people
        if count.level >= required:
            tally.met[count.unit_id, count.code] += count.people
        else:
            tally.needs[count.code, count.level, required] += count.people
    known = {name for name in asked if find(name) is not None}
    unknown: Counter[str] = Counter()
    for group in groups:
        if group.posted_as not in known:
            unknown[group.posted_as] += group.people
    total = sum(group.people for group in groups)
    return Coverage(
        shares={place: Share(tally.met[place], required) for place, required in tally.required.items()},
        needs=Counter({need: people for need, people in tally.needs.items() if people > 0}),
        unknown=tuple(sorted(unknown.items(), key=lambda pair: (-pair[1], pair[0].casefold()))),
        people=total,
        assessed=total - sum(unknown.values()),
    )


def rank(needs: Needs, courses: Iterable[Course]) -> tuple[Impact, ...]:
    """The courses that close any gap or narrow it, the most useful first. Each gap counts for every course that would
    close it, so the numbers of several courses must not be added up.
    """
    found = []
    for course in courses:
        closes = narrows = 0
        for target in course.competencies:
            for (code, level, required), people in needs.items():
                if code == target.code and level < target.level:
                    closes += people if target.level >= required else 0
                    narrows += people if target.level < required else 0
        if closes or narrows:
            found.append(Impact(course, closes, narrows))
    found.sort(key=lambda one: (-one.closes, -one.narrows, one.course.jp, one.course.title.casefold()))
    return tuple(found)


def unserved(needs: Needs, courses: Iterable[Course], reference: Reference) -> tuple[Unserved, ...]:
    """Where the catalogue has nothing that would be enough, the most frequent first."""
    highest: dict[str, int] = {}
    for course in courses:
        for target in course.competencies:
            highest[target.code] = max(target.level, highest.get(target.code, 0))
    gaps: Counter[str] = Counter()
    for (code, _, required), people in needs.items():
        if highest.get(code, 0) < required:
            gaps[code] += people
    known = reference.competencies
    found = (
        Unserved(code, known[code].name if code in known else code, people, highest.get(code, 0))
        for code, people in gaps.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.gaps, one.name.casefold())))
