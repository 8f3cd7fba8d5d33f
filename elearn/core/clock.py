"""Time: instants are UTC, dates belong to a zone. Only this module reads the wall clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE_LABELS = {"Asia/Jakarta": "WIB", "Asia/Pontianak": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def utc_now() -> datetime:
    """The present instant, aware, in UTC. For the edges (views, commands, the worker): all else takes ``now``."""
    return datetime.now(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The calendar date of an instant in an IANA zone such as ``Asia/Makassar``."""
    return instant.astimezone(ZoneInfo(zone)).date()


def zone_label(zone: str) -> str:
    """WIB, WITA or WIT; the IANA name for any other zone."""
    return ZONE_LABELS.get(zone, zone)
