"""How values look in JSON. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime


def decimal(hundredths: int) -> str:
    """``250`` as ``2.50``: JP and percent are hundredths everywhere inside, and never a binary fraction outside."""
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}"


def shown_day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def shown_instant(value: datetime | None) -> str | None:
    """RFC 3339 in UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None
