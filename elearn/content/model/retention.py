"""For how long what is held about somebody must be kept: facts of the institution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

ACCOUNT, REQUESTS, EVIDENCE, RECORD = "akun", "permintaan", "bukti", "riwayat"
KEPT_KINDS = (ACCOUNT, REQUESTS, EVIDENCE, RECORD)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """``kind`` (one of KEPT_KINDS) is kept for so many whole ``years`` after the last day of service. ``source`` is the
    legal one; ``unconfirmed``: somebody has yet to confirm it.
    """

    kind: str
    years: int
    source: str
    valid_from: date
    valid_to: date | None = None
    unconfirmed: bool = True
