"""Who leads whom: each person has at most one superior, and nobody leads who is led by her. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from elearn.people.rules.importing import Judged, Outcome

Key = TypeVar("Key", bound=Hashable)
HERSELF = "Atasan langsung tidak mungkin orang itu sendiri."
NOBODY = "Atasannya belum terdaftar dan tidak ada di daftar ini. Periksa kolom NIP atasan."
REFUSED = "Atasannya ada di baris {}, yang ditolak. Perbaiki baris itu dahulu."
FAR = "Atasan ini bertugas di luar unit yang Anda kelola. Minta admin seluruh instansi mengisinya."
CIRCLE = "Atasan ini melingkar: ia sendiri, langsung atau tidak, dipimpin oleh pegawai ini."


def circles(led_by: Mapping[Key, Key]) -> list[tuple[Key, ...]]:
    """Every circle of people who lead one another; ``led_by``: everybody's superior. Each is walked once."""
    found: list[tuple[Key, ...]] = []
    walk_of: dict[Key, int] = {}
    for walk, start in enumerate(led_by):
        path: list[Key] = []
        at = start
        while at in led_by and at not in walk_of:
            walk_of[at] = walk
            path.append(at)
            at = led_by[at]
        if path and walk_of.get(at) == walk:
            found.append(tuple(path[path.index(at) :]))
    return found


def settled(rows: Sequence[Judged], there: Collection[str], led_by: Mapping[str, str]) -> tuple[Judged, ...]:
    """The rows of a list, those refused whose superior is nobody or would lead in a circle.

    ``there``: keys of superiors who have an account; others must be added by the list itself. ``led_by``: everybody's
    superior as recorded, by key. A refusal may undo what another row relied on, so it is looked at again.
    """
    places = {row.key: row.number for row in rows if row.key}
    reasons: dict[int, str] = {}
    while True:
        standing = [row for row in rows if row.outcome != Outcome.REFUSED and row.number not in reasons]
        more = _unmet(standing, there, places) or _circling(standing, led_by)
        if not more:
            break
        reasons |= more
    return tuple(_refused(row, reasons[row.number]) if row.number in reasons else row for row in rows)


def _refused(row: Judged, reason: str) -> Judged:
    return replace(row, outcome=Outcome.REFUSED, person_id=None, changes={}, reason=reason)


def _unmet(rows: Sequence[Judged], there: Collection[str], places: Mapping[str, int]) -> dict[int, str]:
    """Rows whose superior is nobody, and whoever is to be led by those."""
    added = {row.key for row in rows if row.outcome == Outcome.NEW}
    led: dict[str, list[Judged]] = {}
    for row in rows:
        led.setdefault(superior_of(row), []).append(row)
    waiting = [row for key, those in led.items() if key and key not in there and key not in added for row in those]
    found: dict[int, str] = {}
    while waiting:
        row = waiting.pop()
        superior = superior_of(row)
        found[row.number] = REFUSED.format(places[superior]) if superior in places else NOBODY
        if row.outcome == Outcome.NEW:
            waiting += led.get(row.key, ())
    return found


def _circling(rows: Sequence[Judged], led_by: Mapping[str, str]) -> dict[int, str]:
    said = {row.key: row for row in rows if "superior" in row.changes}
    after = {key: superior for key, superior in led_by.items() if key not in said}
    after |= {key: superior_of(row) for key, row in said.items() if superior_of(row)}
    closing = (said[key] for circle in circles(after) for key in circle if key in said)
    return {row.number: CIRCLE for row in closing}


def superior_of(row: Judged) -> str:
    """The key of the superior whom a row names anew; empty for none."""
    return row.changes["superior"][1] if "superior" in row.changes else ""
