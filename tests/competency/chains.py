"""Chains in memory, built and tampered with as a database would be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from elearn.competency.rules import COMPETENCY, GENESIS, JP, ChainHead, Finding, Key, Link, against, check, digest

PERSON = 7
Entry = dict[str, Any]

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
dates = st.dates(date(2024, 1, 1), date(2027, 12, 31))
instants = st.integers(1_600_000_000, 1_900_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
numbers = st.integers(-2000, 2000)
# What may be in a column of each kind.
KINDS: Mapping[str, st.SearchStrategy[Any]] = {
    "source": words,
    "title": words,
    "local_date": dates,
    "recorded_at": instants,
    "jp": numbers,
    "level": numbers,
    "reverses_id": st.none() | numbers,
    "reason": st.none() | words,
}


@dataclass(frozen=True)
class Stored:
    """What two tables and the links hold of one person."""

    links: tuple[Link, ...]
    entries: Mapping[Key, Entry]

    @property
    def head(self) -> ChainHead:
        return ChainHead(self.links[-1].position, self.links[-1].digest)

    def entry(self, place: int) -> Entry:
        return self.entries[self.links[place].key]

    def found(self, exported: ChainHead) -> list[Finding]:
        """All that verification finds, the head exported earlier included."""
        there = {link.position: link.digest for link in self.links}
        told = against(PERSON, exported, there.get(exported.position))
        return [*check(PERSON, self.links, self.entries), *([told] if told else [])]


@st.composite
def histories(draw: st.DrawFn, least: int = 1) -> Stored:
    """A chain of a few entries of either table."""
    count = draw(st.integers(least, 6))
    entries: dict[Key, Entry] = {}
    for number in range(1, count + 1):
        table = draw(st.sampled_from([JP, COMPETENCY]))
        own = "jp" if table == JP else "level"
        columns = ["source", "title", "local_date", "recorded_at", "reverses_id", "reason", own]
        entries[table, number] = {"id": number, "person_id": PERSON, **{name: draw(KINDS[name]) for name in columns}}
    return bound(tuple(entries), entries)


def bound(keys: Sequence[Key], entries: Mapping[Key, Entry]) -> Stored:
    """These entries in this order, all digests fresh: what a forger leaves who knows how they are made."""
    links, previous = [], GENESIS
    for position, key in enumerate(keys, start=1):
        after = digest(previous, key[0], entries[key])
        links.append(Link(position, key, previous, after))
        previous = after
    return Stored(tuple(links), entries)


def renumbered(links: Sequence[Link]) -> tuple[Link, ...]:
    """The same links one after the other, their digests untouched."""
    return tuple(replace(link, position=number) for number, link in enumerate(links, start=1))


def changed(stored: Stored, place: int, column: str, value: Any) -> Stored:
    """One column of one entry, its link untouched."""
    key = stored.links[place].key
    return replace(stored, entries={**stored.entries, key: {**stored.entries[key], column: value}})


def without(stored: Stored, place: int, *, renumber: bool) -> Stored:
    """An entry left out, with its link; those behind close the gap or leave it."""
    key = stored.links[place].key
    links = stored.links[:place] + stored.links[place + 1 :]
    kept = {each: entry for each, entry in stored.entries.items() if each != key}
    return Stored(renumbered(links) if renumber else links, kept)


def with_one_more(stored: Stored, place: int, entry: Entry) -> Stored:
    """An entry put in at a place, with a link that fits what is before it."""
    key = (JP, 99)
    previous = stored.links[place - 1].digest if place else GENESIS
    link = Link(0, key, previous, digest(previous, JP, {**entry, "id": 99}))
    links = renumbered((*stored.links[:place], link, *stored.links[place:]))
    return Stored(links, {**stored.entries, key: {**entry, "id": 99}})


def swapped(stored: Stored, one: int, other: int) -> Stored:
    """Two links at each other's place."""
    links = list(stored.links)
    links[one], links[other] = links[other], links[one]
    return replace(stored, links=renumbered(links))


def rehashed(stored: Stored) -> Stored:
    """All digests made again after a change."""
    return bound([link.key for link in stored.links], stored.entries)
