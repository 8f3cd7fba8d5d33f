"""A person against the standard of her position: what she reached, what is missing, which course would close it. Pure.

Levels are 1 to 5; 0 stands for nothing reached, or nothing required.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from elearn.competency.rules.record import Reached
from elearn.content.model import GROUPS, Course, Position, Reference, plain_name

OFFERED = 3


class Held(StrEnum):
    """How a person stands to a mandatory training."""

    VALID = "selesai"
    EXPIRED = "kedaluwarsa"
    MISSING = "belum"


@dataclass(frozen=True, slots=True)
class Offer:
    """A course that develops a competency up to ``level``. ``closes``: that is enough for the position."""

    course: Course
    level: int
    closes: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One competency of a person. ``evidence`` is what her level rests on; ``offers`` the courses that raise it, the
    best first, while there is a gap.
    """

    code: str
    name: str
    group: str
    level: int
    required: int
    evidence: Reached | None = None
    offers: tuple[Offer, ...] = ()

    @property
    def gap(self) -> int:
        """How many levels are missing."""
        return max(0, self.required - self.level)


@dataclass(frozen=True, slots=True)
class Proof:
    """A certificate of a course. ``in_force``: neither revoked, replaced nor run out; ``expired``: run out only.
    ``valid_until`` is its last valid day (None: no end).
    """

    course: str
    code: str
    in_force: bool
    expired: bool
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Mandatory:
    """A training that the position demands. ``course`` None: the catalogue does not have it (any more)."""

    slug: str
    course: Course | None
    held: Held
    proof: Proof | None


@dataclass(frozen=True, slots=True)
class Profile:
    """The page ``/kompetensi``. ``posted_as`` is the position as the posting says it; ``position`` its standard (None:
    there is none by that name). ``standings``: what is required or reached, in the order of the dictionary.
    """

    posted_as: str
    position: Position | None
    standings: tuple[Standing, ...]
    mandatory: tuple[Mandatory, ...]

    @property
    def required(self) -> tuple[Standing, ...]:
        """The competencies that the position requires."""
        return tuple(standing for standing in self.standings if standing.required)

    @property
    def met(self) -> int:
        """How many of them are reached."""
        return sum(1 for standing in self.required if not standing.gap)


def position_finder(reference: Reference) -> Callable[[str], Position | None]:
    """Finds the standard by what a posting calls the position: its key, name or an alias, never by likeness."""
    known = {
        plain_name(name): position
        for position in reference.positions.values()
        for name in (position.key, position.name, *position.aliases)
    }
    return lambda posted_as: known.get(plain_name(posted_as))


def required_levels(position: Position | None, reference: Reference) -> dict[str, int]:
    """What a position requires, by competency. A competency named by itself goes before its group."""
    if position is None:
        return {}
    asked = dict(position.required)
    by_group = {
        code: asked[competency.group]
        for code, competency in reference.competencies.items()
        if competency.group in asked
    }
    return by_group | {key: level for key, level in asked.items() if key not in GROUPS}


def make_profile(
    *,
    posted_as: str,
    reached: Iterable[Reached],
    proofs: Iterable[Proof],
    courses: Iterable[Course],
    reference: Reference,
) -> Profile:
    """Lay a person's levels and certificates beside the standard of her position. ``courses`` are those on offer."""
    position = position_finder(reference)(posted_as)
    required = required_levels(position, reference)
    mine = {one.code: one for one in reached}
    offered = tuple(courses)
    order = [one.code for one in reference.dictionary if one.code in required or one.code in mine]
    order += sorted({*required, *mine} - set(order))
    return Profile(
        posted_as=posted_as,
        position=position,
        standings=tuple(_standing(code, mine.get(code), required.get(code, 0), offered, reference) for code in order),
        mandatory=_mandatory(position, tuple(proofs), offered),
    )


def _standing(
    code: str, evidence: Reached | None, required: int, courses: Iterable[Course], reference: Reference
) -> Standing:
    known = reference.competencies.get(code)
    level = evidence.level if evidence else 0
    return Standing(
        code=code,
        name=known.name if known else code,
        group=known.group if known else "",
        level=level,
        required=required,
        evidence=evidence,
        offers=offers(courses, code, level, required) if required > level else (),
    )


def offers(courses: Iterable[Course], code: str, level: int, required: int) -> tuple[Offer, ...]:
    """The courses that raise a competency above ``level``: first those that close the gap, and of them the one that
    asks least; then those that narrow it most. At most three.
    """
    found = [
        Offer(course, target.level, target.level >= required)
        for course in courses
        for target in course.competencies
        if target.code == code and target.level > level
    ]
    found.sort(key=lambda o: (not o.closes, o.level if o.closes else -o.level, o.course.jp, o.course.title.casefold()))
    return tuple(found[:OFFERED])


def _mandatory(
    position: Position | None, proofs: tuple[Proof, ...], courses: Iterable[Course]
) -> tuple[Mandatory, ...]:
    by_slug: Mapping[str, Course] = {course.slug: course for course in courses}
    found = []
    for slug in position.mandatory if position else ():
        own = [proof for proof in proofs if proof.course == slug]
        valid = next((proof for proof in own if proof.in_force), None)
        expired = next((proof for proof in own if proof.expired), None)
        held = Held.VALID if valid else Held.EXPIRED if expired else Held.MISSING
        found.append(Mandatory(slug, by_slug.get(slug), held, valid or expired))
    return tuple(found)
