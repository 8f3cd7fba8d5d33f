"""How dates, numbers and amounts are written on every page (Indonesian, from CLDR by Babel)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup, escape

from elearn.content.weight import course_weight
from elearn.core.clock import zone_label
from elearn.core.dates import LOCALE, date_text
from elearn.settings import Settings
from elearn.web.navigation import viewer

SHORT_MONTHS: dict[int, str] = dict(LOCALE.months["format"]["abbreviated"])
DECIMAL: str = LOCALE.number_symbols["latn"]["decimal"]
GROUP: str = LOCALE.number_symbols["latn"]["group"]
UNITS = ("B", "kB", "MB", "GB", "TB")


def short_date(value: date) -> str:
    """``22 Nov 2026``, for tables."""
    return f"{value.day} {SHORT_MONTHS[value.month]} {value.year}"


@lru_cache(maxsize=16)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def time_text(value: datetime, zone: str) -> str:
    """``22 November 2026, 14.05 WITA`` for an aware instant and an IANA zone."""
    local = value.astimezone(_zone(zone))
    return f"{date_text(local)}, {local:%H.%M} {zone_label(zone)}"


def number(value: float) -> str:
    """``1.234`` and ``1.234,5``; at most two decimals."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.replace(",", "\0").replace(".", DECIMAL).replace("\0", GROUP)


def hundredths(value: int) -> str:
    """Integer hundredths as a number: 250 is ``2,5``; for JP and for percent. Exact."""
    sign, amount = ("-" if value < 0 else ""), abs(value)
    decimals = f"{amount % 100:02d}".rstrip("0")
    return sign + number(amount // 100) + (DECIMAL + decimals if decimals else "")


def two_places(value: float) -> str:
    """A figure with at most two decimals: ``0,82``."""
    return hundredths(round(value * 100))


def file_size(size: int) -> str:
    """Bytes as ``412 kB`` or ``3,1 MB`` (powers of 1000, as browsers and phones count)."""
    amount, unit = float(size), 0
    while amount >= 999.5 and unit < len(UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    rounded = round(amount, 1) if unit and amount < 10 else round(amount)
    return f"{number(rounded)} {UNITS[unit]}"


def with_code(text: str) -> Markup:
    """Text whose parts between backticks are shown as code; everything else stays as it was typed."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one has no partner
        return escape(text)
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else part for at, part in enumerate(parts))


def init_filters(app: Flask, settings: Settings) -> None:
    """Register the filters. A datetime without a zone is shown in the viewer's, else in the installation's."""

    def zone_of(given: str | None) -> str:
        person = None if given else viewer()
        return given or (person.zone if person is not None else settings.timezone)

    def dated(write: Callable[[date], str]) -> Callable[[date, str | None], str]:
        def formatted(value: date, zone: str | None = None) -> str:
            return write(value.astimezone(_zone(zone_of(zone))) if isinstance(value, datetime) else value)

        return formatted

    filters: dict[str, Callable[..., Any]] = {
        "tanggal": dated(date_text),
        "tanggal_pendek": dated(short_date),
        "waktu": lambda value, zone=None: time_text(value, zone_of(zone)),
        "angka": number,
        "jp": hundredths,
        "persen": hundredths,
        "koma": two_places,
        "ukuran": file_size,
        "kode": with_code,
        "berat": course_weight,
    }
    app.jinja_env.filters.update(filters)
