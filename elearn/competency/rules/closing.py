"""Closing a year: what was reported of a person stays readable, whatever is entered afterwards. Pure."""

from __future__ import annotations

from datetime import date, datetime

from elearn.competency.rules.ledger import YearSummary
from elearn.competency.rules.posting import CLOSING, Columns
from elearn.content.model import NATIONAL


def closing_source(person_id: int, year: int) -> str:
    """What makes the closing of a person's year unique; also its evidence."""
    return f"{CLOSING}:{year}:{person_id}"


def closing_row(
    person_id: int,
    year: int,
    summary: YearSummary,
    frozen: str | None,
    *,
    zone: str,
    actor_id: int | None,
    reason: str,
    now: datetime,
) -> Columns:
    """The entry that closes a year of a person: no JP of its own, on its last day. ``frozen``: see ``freeze``."""
    return {
        "person_id": person_id,
        "kind": CLOSING,
        "source": closing_source(person_id, year),
        "training_type": "",
        "scope": NATIONAL,
        "title": f"Penutupan tahun {year}",
        "local_date": date(year, 12, 31),
        "zone": zone,
        "jp": 0,
        "reported": summary.recognised,
        "target": summary.target,
        "frozen": frozen,
        "rule_version": "",
        "evidence_kind": CLOSING,
        "evidence_ref": closing_source(person_id, year),
        "actor_id": actor_id,
        "reason": reason,
        "recorded_at": now,
    }
