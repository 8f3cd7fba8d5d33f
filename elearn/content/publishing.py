"""Which version of a course is in force, which ones were before it, and which items were retired on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elearn.content.model import Course, Retired
from elearn.content.store import UNREADABLE, ContentStore

# Versions are small (a digest and an instant); a course edited every working day fills this in more than two years.
MOST_VERSIONS = 500


@dataclass(frozen=True, slots=True)
class Edition:
    """A version that was put in force, by the digest of its manifest, and since when."""

    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """What was ever in force of one course: editions oldest first, the last one in force; and retired items."""

    editions: tuple[Edition, ...] = ()
    retired: tuple[Retired, ...] = ()

    @property
    def good(self) -> str | None:
        """The version in force; None before the first."""
        return self.editions[-1].version if self.editions else None


NOTHING = Published()


def read(store: ContentStore, slug: str) -> Published:
    """What was published of a course; NOTHING if there is nothing, or it cannot be read."""
    data = store.read_json(f"published/{slug}.json")
    try:
        return NOTHING if data is None else _published(data)
    except UNREADABLE:
        return NOTHING


def put_in_force(store: ContentStore, slug: str, after: Course, before: Course | None, at: datetime) -> Published:
    """Make ``after`` the version in force and return the new state. ``before`` is the version it follows.

    Doing it twice changes nothing. Raises OSError.
    """
    known = read(store, slug)
    if known.good == after.version:
        return known
    editions = (*known.editions, Edition(after.version, at))[-MOST_VERSIONS:]
    made = Published(editions, retired(known.retired, before, after))
    rows = [[each.id, each.title, each.kind] for each in made.retired]
    dates = [[edition.version, edition.at.astimezone(UTC).isoformat()] for edition in made.editions]
    store.save_json(f"published/{slug}.json", {"editions": dates, "retired": rows})
    return made


def retired(known: tuple[Retired, ...], before: Course | None, after: Course) -> tuple[Retired, ...]:
    """The items that were once published and are not in ``after``, neither under their id nor renamed, by title."""
    found = {one.id: one for one in known}
    if before is not None:
        found |= {item.id: Retired(item.id, item.title, item.kind) for item in before.items}
    gone = (one for one in found.values() if after.find_item(one.id) is None)
    return tuple(sorted(gone, key=lambda one: (one.title.casefold(), one.id)))


def _published(data: Any) -> Published:
    return Published(
        tuple(Edition(str(version), datetime.fromisoformat(at)) for version, at in data["editions"]),
        tuple(Retired(str(item), str(title), str(kind)) for item, title, kind in data["retired"]),
    )
