"""What somebody asked a list for. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from elearn.core.errors import Invalid

AUDIT_DAYS = 30
EARLIEST, LATEST = 1900, 2999  # years


class Order(NamedTuple):
    """By which column a list is sorted, and whether it descends."""

    column: str
    descending: bool


class Shown(StrEnum):
    """Which participants of a course are listed."""

    ALL = ""
    OPEN = "belum-selesai"
    STUCK = "tersendat"
    COMPLETED = "selesai"


@dataclass(frozen=True, slots=True)
class CompletionFilter:
    """Which completions. Dates are local dates of completion, inclusive. ``unit_id`` means the unit and all below it,
    where the person served then, or (``unit_now``) where she serves now; ``status`` is that of the same posting.
    ``words``: part of a name, or a certificate's whole number. ``person_id``: one person, whatever her name.
    ``newest``: the last completion, by id, that the dashboard had counted.
    """

    first: date | None = None
    last: date | None = None
    course: str = ""
    unit_id: int | None = None
    unit_now: bool = False
    status: str = ""
    words: str = ""
    person_id: int | None = None
    newest: int | None = None

    def described(self) -> dict[str, Any]:
        """The filter as the audit trail keeps it: what was set, and never who was looked for."""
        return _described(self)


@dataclass(frozen=True, slots=True)
class CompetencyFilter:
    """Whose competencies: ``unit_id`` (the unit and all below it) and ``status`` are those of today. ``year`` limits
    JP, not competencies.
    """

    unit_id: int | None = None
    status: str = ""
    year: int | None = None

    def described(self) -> dict[str, Any]:
        """The filter as the audit trail keeps it."""
        return _described(self)


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries of the audit trail; ``actor`` and ``subject`` are parts of names, ``reason`` of what was given
    as one, ``person_id`` one subject. Dates are local, inclusive.
    """

    first: date | None = None
    last: date | None = None
    action: str = ""
    actor: str = ""
    subject: str = ""
    reason: str = ""
    person_id: int | None = None

    def described(self) -> dict[str, Any]:
        """The filter as the audit trail keeps it."""
        return _described(self)


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """Of which breach a report is drafted: local dates, inclusive; part of the name of the account that was misused;
    and since when it is known (local, without a zone).
    """

    first: date
    last: date
    actor: str = ""
    known_at: datetime | None = None

    def described(self) -> dict[str, Any]:
        """The filter as the audit trail keeps it."""
        return {"first": self.first.isoformat(), "last": self.last.isoformat()} | (
            {"searched": True} if self.actor else {}
        )


def check_year(field: str, day: date | None) -> None:
    """Raises Invalid, at the field, for a year that nobody means: near its ends the calendar knows no midnight."""
    if day is not None and not EARLIEST <= day.year <= LATEST:
        said = f"Tulis tahun {EARLIEST} sampai {LATEST}."
        raise Invalid(said, {field: said})


def check_period(first: date | None, last: date | None) -> None:
    """Raises Invalid when a period ends before it begins, or in a year that nobody means."""
    check_year("dari", first)
    check_year("sampai", last)
    if first is not None and last is not None and last < first:
        said = "Tanggal akhir mendahului tanggal awal."
        raise Invalid(said, {"sampai": said})


_TYPED = frozenset({"words", "actor", "subject", "reason", "person_id"})


def _described(asked: CompletionFilter | CompetencyFilter | AuditFilter) -> dict[str, Any]:
    chosen = {name: value for name, value in asdict(asked).items() if value}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in chosen.items()}
    found = {name: value for name, value in plain.items() if name not in _TYPED}
    return found | ({"searched": True} if _TYPED & set(plain) else {})
