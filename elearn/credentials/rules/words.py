"""How facts are written: one way each, the same on paper, on the verification page and on the admin's page."""

from __future__ import annotations

import unicodedata
from datetime import date

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
HIDDEN = "•"
NIP_GROUPS = (8, 6, 1, 3)


def one_line(text: str) -> str:
    """Composed characters and single blanks: equal text gives an equal digest, and prints on one line."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def date_words(on: date) -> str:
    """``22 November 2026``."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def period_words(first: date, last: date) -> str:
    """``22 November 2026``, ``2 s.d. 22 November 2026``, or as much more as the two dates differ."""
    if first == last:
        return date_words(first)
    if first.year != last.year:
        return f"{date_words(first)} s.d. {date_words(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} s.d. {date_words(last)}"
    return f"{first.day} s.d. {date_words(last)}"


def hundredths_words(value: int) -> str:
    """Hundredths as an Indonesian number without idle zeros: 600 is ``6``, 250 is ``2,5``, 100000 is ``1.000``."""
    whole, rest = divmod(abs(value), 100)
    decimals = f",{rest:02d}".rstrip("0") if rest else ""
    return f"{'-' if value < 0 else ''}{whole:,}".replace(",", ".") + decimals


def nip_words(nip: str) -> str:
    """A NIP in its printed groups, ``19850817 201001 2 003``; anything that has not 18 digits is left as it is."""
    if len(nip) != sum(NIP_GROUPS) or not nip.isdigit():
        return nip
    parts, start = [], 0
    for size in NIP_GROUPS:
        parts.append(nip[start : start + size])
        start += size
    return " ".join(parts)


def legible_nip(nip: str) -> str:
    """What anybody may read of a NIP: its last three digits, because the rest would tell birth date and sex.

    Empty for a number too short to hide anything.
    """
    return nip[-3:] if len(nip) >= 9 else ""


def masked_nip(nip: str) -> str:
    """A NIP of which only that is legible."""
    shown = legible_nip(nip)
    hidden = HIDDEN * (len(nip) - len(shown))
    if len(nip) == sum(NIP_GROUPS):
        return f"{HIDDEN * 8} {HIDDEN * 6} {HIDDEN} {shown}"
    return hidden + shown


def nip_label(status: str) -> str:
    """What the number of an employee of this status is called."""
    return "NI PPPK" if status.startswith("pppk") else "NIP"
