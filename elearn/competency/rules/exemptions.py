"""Exceptions of single persons: for some months less of a target is asked, or nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from elearn.competency.rules.ledger import MINIMUM, MONTHS
from elearn.content.model import JpTarget

WHOLE = 100
LONGEST_MONTHS = 120
LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Exemption:
    """From ``first_month`` to ``last_month`` (the first days of months, both included) ``percent`` of a target is asked
    of somebody: 0 to 99. ``reason`` and ``source`` (the decision or the law) are told to her.
    """

    id: int
    first_month: date
    last_month: date
    percent: int
    reason: str
    source: str

    def covers(self, month: date) -> bool:
        return self.first_month <= month <= self.last_month


def percent_asked(exemptions: Iterable[Exemption], month: date) -> int:
    """How much of a target is asked in a month (its first day); of several exceptions the kindest holds."""
    return min((each.percent for each in exemptions if each.covers(month)), default=WHOLE)


def relieve(target: JpTarget | None, exemptions: Sequence[Exemption], months: Sequence[date]) -> JpTarget | None:
    """A target over these months (at least one) with what is not asked taken off, each month weighing the same, rounded
    down to hundredths of JP. A maximum is information only, so that nothing is taken off it.
    """
    if target is None or target.bound != MINIMUM:
        return target
    asked = sum(percent_asked(exemptions, month) for month in months)
    whole = WHOLE * len(months)
    return target if asked == whole else replace(target, jp=target.jp * asked // whole)


def months_of(year: int) -> tuple[date, ...]:
    """The first days of a year's months."""
    return tuple(date(year, month, 1) for month in range(1, MONTHS + 1))


def touching(exemptions: Iterable[Exemption], year: int) -> tuple[Exemption, ...]:
    """Those of which a month lies in a year, by their beginning."""
    found = (each for each in exemptions if each.first_month.year <= year <= each.last_month.year)
    return tuple(sorted(found, key=lambda each: (each.first_month, each.id)))


def why_relieved(exemptions: Iterable[Exemption], month: date) -> str:
    """The reasons of the exceptions that hold in a month; empty without any."""
    return "; ".join(dict.fromkeys(each.reason for each in exemptions if each.covers(month)))


def faults(
    first_month: date | None, last_month: date | None, percent: int | None, reason: str, source: str
) -> dict[str, str]:
    """What keeps an exception from being recorded, by field; empty when nothing does."""
    found = {}
    if first_month is None:
        found["bulan_awal"] = "Tulis bulan awalnya, misalnya 2026-03."
    if last_month is None:
        found["bulan_akhir"] = "Tulis bulan akhirnya, misalnya 2026-05."
    elif first_month is not None and last_month < first_month:
        found["bulan_akhir"] = "Bulan akhir lebih awal daripada bulan awal. Perbaiki salah satunya."
    elif first_month is not None and _length(first_month, last_month) > LONGEST_MONTHS:
        found["bulan_akhir"] = f"Paling lama {LONGEST_MONTHS} bulan. Catat sisanya kemudian."
    if percent is None or not 0 <= percent < WHOLE:
        found["persen"] = "Tulis bilangan 0 sampai 99: bagian target yang tetap diminta."
    for name, text in (("alasan", reason), ("dasar", source)):
        if not text:
            found[name] = "Tulis isian ini; pegawai yang bersangkutan ikut membacanya."
        elif len(text) > LONGEST_TEXT:
            found[name] = f"Tulis paling banyak {LONGEST_TEXT} karakter."
    return found


def _length(first_month: date, last_month: date) -> int:
    return (last_month.year - first_month.year) * MONTHS + last_month.month - first_month.month + 1
