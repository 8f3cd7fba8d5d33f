"""The courses with what was counted of them: rates, what is told of how few, and the order of a list. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from elearn.content.model import Course
from elearn.core.tabular import Column
from elearn.reporting.rules.quality import FINE, Counted, Moment

FULL = 10_000  # hundredths of a percent
TOO_FEW = "terlalu sedikit"
COLUMNS = (
    Column("kursus", "Kursus"),
    Column("nama_kursus", "Nama kursus"),
    Column("terdaftar", "Terdaftar", "integer"),
    Column("selesai", "Selesai", "integer"),
    Column("tingkat_selesai", "Tingkat selesai (persen)", "decimal"),
    Column("kuis_akhir", "Kuis akhir"),
    Column("mengumpulkan", "Mengumpulkan kuis akhir", "integer"),
    Column("lulus", "Lulus kuis akhir", "integer"),
    Column("tingkat_lulus", "Tingkat lulus (persen)", "decimal"),
    Column("lulus_pertama", "Lulus pada percobaan pertama", "integer"),
    Column("tingkat_lulus_pertama", "Tingkat lulus pertama (persen)", "decimal"),
    Column("berhenti", "Berhenti", "integer"),
    Column("tingkat_berhenti", "Tingkat berhenti (persen)", "decimal"),
    Column("hari_tengah", "Hari sampai selesai (nilai tengah)", "decimal"),
    Column("kedua_tes", "Mengerjakan pra-uji dan pasca-uji", "integer"),
    Column("pra_uji", "Rata-rata pra-uji (persen)", "decimal"),
    Column("pasca_uji", "Rata-rata pasca-uji (persen)", "decimal"),
    Column("catatan", "Catatan"),
)


@dataclass(frozen=True, slots=True)
class CourseLine:
    """What people did with a course. ``known``: it is in the catalogue; ``final`` the title of the quiz by which it is
    passed (None: it has none); ``days``: twice the median of whole days from enrolment to completion (None: too few
    completed it, or it was not worked out for such a choice of units). ``before`` and ``after``: sums of shares, in
    FINE parts, of ``pairs`` runs with both tests. Of fewer than ``least`` people no rate and no mean is told.
    """

    slug: str
    title: str
    known: bool
    final: str | None
    least: int
    runs: int
    completed: int
    stopped: int
    handed_in: int
    passed: int
    first: int
    days: int | None = None
    pairs: int = 0
    before: int = 0
    after: int = 0
    gains: bool = False  # the course has a pre-test and a post-test

    @property
    def completed_rate(self) -> int | None:
        return rate(self.completed, self.runs, self.least)

    @property
    def stopped_rate(self) -> int | None:
        return rate(self.stopped, self.runs, self.least)

    @property
    def passed_rate(self) -> int | None:
        return rate(self.passed, self.handed_in, self.least)

    @property
    def first_rate(self) -> int | None:
        return rate(self.first, self.handed_in, self.least)

    @property
    def mean_before(self) -> int | None:
        """Hundredths of a percent; None: too few."""
        return self._mean(self.before)

    @property
    def mean_after(self) -> int | None:
        """Hundredths of a percent; None: too few."""
        return self._mean(self.after)

    @property
    def gained(self) -> int | None:
        """Hundredths of percent points by which the mean rose; None: too few."""
        before, after = self.mean_before, self.mean_after
        return None if before is None or after is None else after - before

    def _mean(self, total: int) -> int | None:
        return round(total / FINE / self.pairs * FULL) if self.pairs >= self.least else None


ORDERS: Mapping[str, Callable[[CourseLine], Any]] = MappingProxyType(
    {
        "kursus": lambda line: line.title.casefold(),
        "terdaftar": lambda line: line.runs,
        "selesai": lambda line: line.completed_rate,
        "lulus": lambda line: line.passed_rate,
        "pertama": lambda line: line.first_rate,
        "berhenti": lambda line: line.stopped,
        "hari": lambda line: line.days,
        "naik": lambda line: line.gained,
    }
)


def course_lines(
    numbers: Mapping[str, Mapping[str, int]],
    medians: Mapping[str, int],
    moment: Moment,
    least: int,
    courses: Mapping[str, Course],
    tested: Collection[str] = (),
) -> tuple[CourseLine, ...]:
    """Every course that somebody entered, by what was counted of it. ``tested``: those with tests before and after."""
    return tuple(
        _line(slug, numbers, medians, moment, least, courses.get(slug), slug in tested)
        for slug in numbers.get(Counted.RUNS, {})
    )


def _line(
    slug: str,
    numbers: Mapping[str, Mapping[str, int]],
    medians: Mapping[str, int],
    moment: Moment,
    least: int,
    course: Course | None,
    tested: bool,
) -> CourseLine:
    of = {name: numbers.get(name, {}).get(slug, 0) for name in Counted}
    final = moment.finals.get(slug)
    return CourseLine(
        slug=slug,
        title=course.title if course else slug,
        known=course is not None,
        final=final.title if final else None,
        least=least,
        runs=of[Counted.RUNS],
        completed=of[Counted.COMPLETED],
        stopped=of[Counted.STOPPED],
        handed_in=of[Counted.HANDED_IN],
        passed=of[Counted.PASSED],
        first=of[Counted.FIRST],
        days=medians.get(slug) if of[Counted.COMPLETED] >= least else None,
        pairs=of[Counted.PAIRS],
        before=of[Counted.BEFORE],
        after=of[Counted.AFTER],
        gains=tested,
    )


def rate(part: int, whole: int, least: int) -> int | None:
    """Hundredths of a percent, rounded down; None of fewer than ``least``."""
    return part * FULL // whole if whole >= max(least, 1) else None


def found_lines(lines: Iterable[CourseLine], words: str) -> list[CourseLine]:
    """The courses whose title or folder holds these words."""
    wanted = words.casefold()
    return [line for line in lines if wanted in line.title.casefold() or wanted in line.slug.casefold()]


def ordered(lines: Sequence[CourseLine], column: str, descending: bool) -> list[CourseLine]:
    """The courses in an order, by title where they are equal; what cannot be told comes last in either direction."""
    by_title = sorted(lines, key=lambda line: (line.title.casefold(), line.slug))
    key = ORDERS[column]
    told = [line for line in by_title if key(line) is not None]
    return sorted(told, key=key, reverse=descending) + [line for line in by_title if key(line) is None]
