"""A person as she was on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PersonSnapshot:
    """What a certificate or a report prints about a person on a day.

    ``name`` carries the titles; ``agency`` is the perangkat daerah of ``unit``; ``zone`` is the unit's IANA zone (None:
    the installation's). Without a posting on that day everything from ``status`` on is empty or None.
    """

    person_id: int
    name: str
    nip: str | None
    birth_place: str
    birth_date: date | None
    status: str | None
    rank: str
    position: str
    unit: str
    agency: str
    unit_id: int | None
    posting_id: int | None
    zone: str | None
