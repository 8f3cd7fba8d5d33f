"""What the dashboard, and the list of people behind it, are asked for. Read from the address (GET)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import SelectField

from elearn.people.models import Unit
from elearn.reporting.forms import Filter, whole
from elearn.reporting.rules.dashboard import BAND_WORDS, LATEST, Band, PeopleFilter, periods
from elearn.web.forms import options


class DashboardForm(Filter):
    """Which period of which unit."""

    periode = SelectField("Periode", default=LATEST)
    unit = SelectField("Unit dan di bawahnya", coerce=whole)

    def offer(self, units: Iterable[tuple[Unit, int]], today: date) -> None:
        """Fill in the periods, and the units within the scope as a tree."""
        years = (period.key for period in periods(today) if period.key != LATEST)
        self.periode.choices = options({LATEST: "12 bulan terakhir", **{year: f"Tahun {year}" for year in years}})
        self.unit.choices = options([("", "Semua"), *named(units)])


class EarnedForm(Filter):
    """Whose JP of which year."""

    tahun = SelectField("Tahun", coerce=int)
    capaian = SelectField("Capaian", choices=options({"": "Semua", **BAND_WORDS}), default="")
    unit = SelectField("Unit dan di bawahnya", coerce=whole)

    def offer(self, units: Iterable[tuple[Unit, int]], today: date) -> None:
        """Fill in the years, and the units within the scope as a tree."""
        years = [period.key for period in periods(today) if period.key != LATEST]
        self.tahun.choices = options({year: year for year in years})
        if self.tahun.data is None:
            self.tahun.data = today.year
        self.unit.choices = options([("", "Semua"), *named(units)])

    def asked(self) -> PeopleFilter:
        """The filter. Raises Invalid."""
        self.check()
        band = Band(self.capaian.data) if self.capaian.data else None
        return PeopleFilter(self.tahun.data, self.unit.data, band)


def named(units: Iterable[tuple[Unit, int]]) -> list[tuple[str, str]]:
    """Units as choices, the depth shown by their distance from the edge."""
    return [(str(unit.id), "\u2003" * depth + f"{unit.name} ({unit.code})") for unit, depth in units]
