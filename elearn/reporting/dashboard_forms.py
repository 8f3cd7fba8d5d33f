"""What the dashboard, and the list of people behind it, are asked for. Read from the address (GET)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wtforms import SearchField, SelectField
from wtforms.validators import Length

from elearn.content.model import Course
from elearn.people.models import Unit
from elearn.reporting.forms import Filter, whole
from elearn.reporting.rules.dashboard import BAND_WORDS, LATEST, Band, PeopleFilter, periods
from elearn.reporting.rules.quality import STAND_WORDS, ResultsFilter, RunFilter
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


class ResultsForm(Filter):
    """The results of which courses, of whose people."""

    unit = SelectField("Unit dan di bawahnya", coerce=whole)
    cari = SearchField("Cari kursus", [Length(max=200)])

    def offer(self, units: Iterable[tuple[Unit, int]]) -> None:
        """Fill in the units within the scope as a tree."""
        self.unit.choices = options([("", "Semua"), *named(units)])

    def asked(self) -> ResultsFilter:
        """The filter. Raises Invalid."""
        self.check()
        return ResultsFilter(self.unit.data, (self.cari.data or "").strip())


class RunsForm(Filter):
    """Who took which course, and how far they came. A course that is no more may be asked for, too."""

    kursus = SelectField("Kursus", [Length(max=100)], default="", validate_choice=False)
    keadaan = SelectField("Keadaan", choices=options(STAND_WORDS), default="")
    unit = SelectField("Unit dan di bawahnya", coerce=whole)

    def offer(self, courses: Iterable[Course], units: Iterable[tuple[Unit, int]]) -> None:
        """Fill in the courses, and the units within the scope as a tree."""
        titles = {course.slug: course.title for course in courses}
        titles.setdefault(self.kursus.data or "", self.kursus.data or "")
        by_title = sorted(titles.items(), key=lambda one: (one[1].casefold(), one[0]))
        self.kursus.choices = options([("", "Semua"), *(one for one in by_title if one[0])])
        self.unit.choices = options([("", "Semua"), *named(units)])

    def asked(self) -> RunFilter:
        """The filter. Raises Invalid."""
        self.check()
        return RunFilter(self.kursus.data or "", self.keadaan.data or "", self.unit.data)


def named(units: Iterable[tuple[Unit, int]]) -> list[tuple[str, str]]:
    """Units as choices, the depth shown by their distance from the edge."""
    return [(str(unit.id), "\u2003" * depth + f"{unit.name} ({unit.code})") for unit, depth in units]
