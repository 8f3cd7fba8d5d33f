"""How dates are written out (Indonesian, from CLDR by Babel), the same on pages, in notices and in mails."""

from __future__ import annotations

from datetime import date

from babel import Locale

# Read from CLDR once: formatting by pattern on every call would cost more than the rest of a page.
LOCALE = Locale.parse("id")
MONTHS: dict[int, str] = dict(LOCALE.months["format"]["wide"])


def date_text(value: date) -> str:
    """``22 November 2026``."""
    return f"{value.day} {MONTHS[value.month]} {value.year}"
