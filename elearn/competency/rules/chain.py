"""The chain that binds a person's entries, JP and competencies together in the order in which they were entered. Pure.

Each link's digest is the sha256 of the canonical JSON of the digest before it and of every column of its entry. So no
past entry can be changed, left out, put in or moved without a digest that no longer fits; and whoever recomputes all
digests after his change ends with another head than the one that was exported, or that a certificate carries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from elearn.core.identifiers import canonical_json, grouped, readable_code

# What the first link of every chain follows.
GENESIS = "0" * 64

# Which table an entry is in.
JP = "jp"
COMPETENCY = "kompetensi"

Key = tuple[str, int]  # the table, and the entry's id in it


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last link of a person's chain: how many entries it binds, and its digest (sha256, hex)."""

    position: int
    digest: str

    @property
    def short(self) -> str:
        """The first 60 bits, as they are read aloud: ``K7QM-2XWP-91AB``."""
        return grouped(readable_code(self.digest, 12))


@dataclass(frozen=True, slots=True)
class Link:
    """One link as stored: its place (1 is the first), the entry that it binds, the digest before it and its own."""

    position: int
    key: Key
    previous: str
    digest: str


class Problem(StrEnum):
    """What is wrong at one place of a chain."""

    CHANGED = "diubah"
    MISSING = "hilang"
    INSERTED = "disisipkan"
    REORDERED = "dipindah"
    UNREADABLE = "tidak-terbaca"
    CUT = "terpotong"  # of an exported head on, links are gone
    REWRITTEN = "ditulis-ulang"  # all fits together, but not with the exported head


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the chain of a person. ``position`` and ``key`` are None where there are none."""

    problem: Problem
    person_id: int
    position: int | None = None
    key: Key | None = None


def digest(previous: str, table: str, entry: Mapping[str, Any]) -> str:
    """The digest of a link: sha256 in hex. Empty columns are left out, so that a column added later, empty for all that
    stood before, leaves their digests as they are.

    What is hashed is the canonical JSON of ``{"catatan": table, "isi": entry, "sebelumnya": previous}``, written here
    column by column: the general encoder takes three times as long, and every entry of an installation is recomputed.
    """
    facts = ",".join(
        [
            head + _WRITTEN.get(type(value), _otherwise)(value)
            for name, head in _in_order(tuple(entry))
            if (value := entry[name]) is not None
        ]
    )
    written = f'{{"catatan":{encode_basestring(table)},"isi":{{{facts}}},"sebelumnya":{encode_basestring(previous)}}}'
    return hashlib.sha256(written.encode()).hexdigest()


def check(person_id: int, links: Sequence[Link], entries: Mapping[Key, Mapping[str, Any]]) -> Iterator[Finding]:
    """What is wrong with a person's chain: all her links, in order, against all her entries."""
    expected, fitting = 1, {GENESIS}
    for link in links:
        gap = link.position != expected
        if gap:
            yield Finding(Problem.MISSING, person_id, expected)
        entry = entries.get(link.key)
        right = None if entry is None else digest(link.previous, link.key[0], entry)
        if entry is None:
            yield Finding(Problem.MISSING, person_id, link.position, link.key)
        elif right != link.digest:
            yield Finding(Problem.CHANGED, person_id, link.position, link.key)
        elif not gap and link.previous not in fitting:
            yield _misplaced(person_id, link, links)
        # After a changed link, what followed the true one still does: one change is one finding.
        expected, fitting = link.position + 1, {link.digest, right or link.digest}
    bound = {link.key for link in links}
    for key in sorted(entries.keys() - bound):
        yield Finding(Problem.INSERTED, person_id, None, key)


def against(person_id: int, head: ChainHead, digest_there: str | None) -> Finding | None:
    """What a head exported earlier says about the chain now; ``digest_there`` is the one at its position (None: the
    chain ends before).
    """
    if digest_there is None:
        return Finding(Problem.CUT, person_id, head.position)
    if digest_there != head.digest:
        return Finding(Problem.REWRITTEN, person_id, head.position)
    return None


def _misplaced(person_id: int, link: Link, links: Sequence[Link]) -> Finding:
    """A link that fits its entry, but not the link before it."""
    if link.previous != GENESIS and all(link.previous != other.digest for other in links):
        return Finding(Problem.MISSING, person_id, link.position - 1)
    if sum(link.previous == other.previous for other in links) > 1:
        return Finding(Problem.INSERTED, person_id, link.position - 1)
    return Finding(Problem.REORDERED, person_id, link.position, link.key)


@lru_cache(maxsize=64)
def _in_order(columns: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The columns as canonical JSON orders them, each with how it begins there."""
    return tuple((name, f"{encode_basestring(name)}:") for name in sorted(columns))


def _instant(value: datetime) -> str:
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f'"{utc.isoformat(timespec="microseconds")}"'


def _day(value: date) -> str:
    return f'"{value.isoformat()}"'


def _otherwise(value: Any) -> str:
    return canonical_json(value).decode()


# How each kind of value is written: dates and instants JSON does not know.
_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    str: encode_basestring, int: int.__repr__, datetime: _instant, date: _day,
}  # fmt: skip
