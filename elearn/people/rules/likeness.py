"""Whether two accounts may be one person's. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations

NEARLY = 0.86  # of names: Yohanes and Yohannes, not Maria and Mario
LARGEST_GROUP = 200  # more people than this share a birthday only where it was made up


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a person tells two apart. ``name`` is without titles."""

    id: int
    name: str
    nip: str | None
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two people (the lower id first) who may be one, and why."""

    first: int
    second: int
    why: str


def suspicions(people: Iterable[Facts]) -> Iterator[Suspicion]:
    """Pairs of people who may be one, each once.

    People are compared only with those who share their birth date, or everything of the NIP but the birth date: a
    slip of the pen in either part leaves the other whole.
    """
    told: set[tuple[int, int]] = set()
    groups: dict[Hashable, list[Facts]] = {}
    for one in people:
        if one.birth_date is not None:
            groups.setdefault(one.birth_date, []).append(one)
        if one.nip is not None:
            groups.setdefault(one.nip[8:], []).append(one)
    for group in groups.values():
        for a, b in combinations(sorted(group[:LARGEST_GROUP], key=lambda one: one.id), 2):
            why = suspicion(a, b) if (a.id, b.id) not in told else ""
            if why:
                told.add((a.id, b.id))
                yield Suspicion(a.id, b.id, why)


def suspicion(a: Facts, b: Facts) -> str:
    """Why two people may be one, as a sentence without a full stop; empty when nothing says so."""
    if not alike(a.name, b.name):
        return ""
    if a.nip is not None and b.nip is not None and slip(a.nip, b.nip):
        return "Nama mirip, dan NIP hanya berbeda satu angka atau dua angka yang tertukar"
    if a.birth_date is not None and a.birth_date == b.birth_date:
        return "Nama mirip, dan tanggal lahir sama"
    return ""


def alike(a: str, b: str) -> bool:
    """Whether two names may be the same one: in another order, with a part left out, or nearly spelt alike."""
    first, second = _words(a), _words(b)
    if not first or not second:
        return False
    fewer, more = sorted((set(first), set(second)), key=len)
    if fewer == more or (len(fewer) > 1 and fewer < more):
        return True
    return SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False).ratio() >= NEARLY


def slip(a: str, b: str) -> bool:
    """Whether two numbers of the same length differ in one digit, or in two neighbours that changed places."""
    apart = [at for at, pair in enumerate(zip(a, b, strict=False)) if pair[0] != pair[1]]
    if len(a) != len(b) or not 1 <= len(apart) <= 2:
        return False
    at = apart[0]
    return len(apart) == 1 or (apart[1] == at + 1 and a[at] == b[at + 1] and a[at + 1] == b[at])


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(symbol if symbol.isalpha() or symbol.isspace() else "" for symbol in plain if symbol.isascii())
    return sorted(kept.split())
