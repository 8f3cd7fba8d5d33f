"""When a scheduled export is due, and about which dates. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from elearn.core.clock import local_date
from elearn.core.dates import MONTHS
from elearn.reporting.rules.exports import Listed
from elearn.reporting.rules.saved import lasting

HOUR = 1  # local: before people come to work
MOST = 20  # schedules of one person
# As they stand on the day.
UNDATED = frozenset({Listed.PEOPLE, Listed.COMPETENCIES, Listed.PROGRAMME, Listed.COURSES, Listed.COURSE_PEOPLE})
YEARLY = frozenset({Listed.RECAP, Listed.EARNED})


class Period(StrEnum):
    """Which dates a scheduled export is about."""

    FILTER = "saringan"
    LAST_MONTH = "bulan-lalu"
    THIS_YEAR = "tahun-berjalan"


PERIOD_WORDS: Mapping[str, str] = {
    Period.LAST_MONTH.value: "Bulan sebelumnya",
    Period.THIS_YEAR.value: "Sejak awal tahun sampai akhir bulan sebelumnya",
    Period.FILTER.value: "Seperti dalam saringan",
}


def due_at(month: date, day: int, zone: str) -> datetime:
    """When the export of a month is due, in UTC: on that day at one o'clock local time, the last in a shorter month."""
    on = month.replace(day=min(day, monthrange(month.year, month.month)[1]))
    return datetime.combine(on, time(HOUR), ZoneInfo(zone)).astimezone(UTC)


def due_month(day: int, zone: str, since: datetime, now: datetime) -> date | None:
    """The first of the latest month whose export has become due since an instant; None when there is none. Earlier
    months are not made up for: of a long rest one export remains.
    """
    month = local_date(now, zone).replace(day=1)
    if due_at(month, day, zone) > now:
        month = (month - timedelta(days=1)).replace(day=1)
    return month if due_at(month, day, zone) > since else None


def next_due(day: int, zone: str, now: datetime) -> datetime:
    """When the next export is due."""
    month = local_date(now, zone).replace(day=1)
    if due_at(month, day, zone) > now:
        return due_at(month, day, zone)
    return due_at((month + timedelta(days=31)).replace(day=1), day, zone)


def month_words(month: str) -> str:
    """A run's month as people say it: ``2026-11`` is November 2026."""
    year, number = month.split("-")
    return f"{MONTHS[int(number)]} {year}"


def dated(choice: Mapping[str, Any], listed: Listed, period: Period, month: date) -> dict[str, Any]:
    """A filter with the dates of a month's export. A list without dates, as that of people, stays as it is."""
    choice = lasting(choice)
    if period is Period.FILTER or listed in UNDATED:
        return choice
    last = month - timedelta(days=1)
    if listed in YEARLY:
        return {**choice, "year": last.year}
    first = last.replace(day=1) if period is Period.LAST_MONTH else date(last.year, 1, 1)
    return {**choice, "first": first.isoformat(), "last": last.isoformat()}
