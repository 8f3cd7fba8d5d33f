"""What is posted to the ledger, and what taking back appends. Pure: an entry is a mapping of its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from elearn.core.clock import local_date

# Kinds of entries. Taking back and restoring name what they undo in ``reverses_id``.
CREDIT = "kredit"
REVERSAL = "cabut"
RESTORED = "pulih"
CORRECTION = "koreksi"
CLOSING = "penutupan"

CERTIFICATE = "sertifikat"

Columns = Mapping[str, Any]

# What an entry is about; the others say how it came to be.
ABOUT = ("person_id", "training_type", "scope", "title", "zone", "jp", "competency", "level", "evidence_kind")


@dataclass(frozen=True, slots=True)
class Posting:
    """What somebody is credited with: raw JP hundredths on local dates, and competencies at their levels.

    ``source_prefix`` names the deed that earned it (``kelulusan:12``) and makes a replay harmless: with the date, or
    the competency, it is unique. ``evidence_ref`` is what ``evidence_kind`` calls it (a certificate's code).
    ``rule_version`` names the rule known at the time; it documents, it decides nothing. ``scope``: nasional or
    internasional.
    """

    person_id: int
    source_prefix: str
    training_type: str
    scope: str
    title: str
    days: tuple[tuple[date, int], ...]
    zone: str
    evidence_kind: str
    evidence_ref: str
    rule_version: str
    reason: str = ""
    competencies: tuple[tuple[str, int], ...] = ()


class Reversible(Protocol):
    """An entry as folds see it."""

    @property
    def id(self) -> int: ...
    @property
    def reverses_id(self) -> int | None: ...


R = TypeVar("R", bound=Reversible)


def taken_back(entries: Iterable[Reversible]) -> set[int]:
    """The ids of entries that a standing entry takes back: a reversal may itself be taken back, which restores what
    it took. Whatever takes back is younger than what it takes, so one pass from the youngest settles all.
    """
    gone: set[int] = set()
    for entry in sorted(entries, key=lambda each: each.id, reverse=True):
        if entry.reverses_id is not None and entry.id not in gone:
            gone.add(entry.reverses_id)
    return gone


def last_word(entry: R, entries: Iterable[R]) -> R:
    """The last of the entries that take ``entry`` back, restore it, take it back again; itself if there are none."""
    after = {each.reverses_id: each for each in entries if each.reverses_id is not None}
    while entry.id in after:
        entry = after[entry.id]
    return entry


def jp_rows(posting: Posting, kind: str, actor_id: int | None, now: datetime) -> Iterable[Columns]:
    """The ledger's entries of a posting, one for each date."""
    for day, jp in posting.days:
        yield {
            "person_id": posting.person_id,
            "kind": kind,
            "source": f"{posting.source_prefix}:{day.isoformat()}",
            "training_type": posting.training_type,
            "scope": posting.scope,
            "title": posting.title,
            "local_date": day,
            "zone": posting.zone,
            "jp": jp,
            "rule_version": posting.rule_version,
            "evidence_kind": posting.evidence_kind,
            "evidence_ref": posting.evidence_ref,
            "actor_id": actor_id,
            "reason": posting.reason or None,
            "recorded_at": now,
        }


def competency_rows(posting: Posting, kind: str, actor_id: int | None, now: datetime) -> Iterable[Columns]:
    """The competency entries of a posting, reached on the date it is posted."""
    for code, level in posting.competencies:
        yield {
            "person_id": posting.person_id,
            "kind": kind,
            "source": f"{posting.source_prefix}:{code}",
            "competency": code,
            "level": level,
            "local_date": local_date(now, posting.zone),
            "evidence_kind": posting.evidence_kind,
            "evidence_ref": posting.evidence_ref,
            "actor_id": actor_id,
            "reason": posting.reason or None,
            "recorded_at": now,
        }


def taking_back(entry: Columns, kind: str, actor_id: int | None, reason: str, now: datetime) -> Columns:
    """The columns of an entry that takes ``entry`` back. It carries the date of what it takes back, so that the day
    and the year both come right.
    """
    changed: dict[str, Any] = {
        "kind": kind,
        "source": f"{kind}:{'kompetensi:' if 'level' in entry else ''}{entry['id']}",
        "reverses_id": entry["id"],
        "actor_id": actor_id,
        "reason": reason,
        "recorded_at": now,
    }
    if "jp" in entry:
        changed["jp"] = -entry["jp"]
    return {name: value for name, value in {**entry, **changed}.items() if name != "id"}


def same_facts(some: Iterable[Columns], others: Iterable[Columns]) -> bool:
    """Whether two sets of entries say the same about a person, whatever their order."""
    return Counter(map(_about, some)) == Counter(map(_about, others))


def _about(entry: Columns) -> tuple[Any, ...]:
    # a competency is reached on the day it is posted: that says nothing about the training
    return (entry["local_date"] if "jp" in entry else None, *(entry.get(name) for name in ABOUT))
