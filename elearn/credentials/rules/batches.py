"""Many certificates in one file: which ones are asked for, and what the files in it are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from elearn.content.text import slug

# Certificates of one bundle, and how many of them one piece of background work takes on: others wait no longer.
MOST = 2_000
STEP = 25
KEPT = timedelta(days=7)
NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """Which certificates in force. Dates are local dates of issue, inclusive; ``unit_id`` means the unit and all below
    it, where the holder serves now or served on the day of issue.
    """

    course: str = ""
    first: date | None = None
    last: date | None = None
    unit_id: int | None = None

    def described(self) -> dict[str, Any]:
        """The choice as it is kept, with the bundle and in the audit trail."""
        chosen = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in chosen.items()}

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> Choice:
        """The choice that was kept. The reverse of ``described``."""
        days = {name: date.fromisoformat(described[name]) for name in ("first", "last") if name in described}
        return cls(**{**described, **days})


EVERYTHING = Choice()


def file_in_bundle(place: int, name: str, code: str, suffix: str = ".pdf") -> str:
    """``0007-maria-bria-s-sos-ABCDE….pdf``: in order, told apart by people and by the code, and without a NIP."""
    readable = slug(name)[:NAME_LENGTH].strip("-") or "sertifikat"
    return f"{place:04d}-{readable}-{code}{suffix}"
