"""How good courses are, by what their people did: what is counted, and whose runs are asked for. Pure.

What is counted is runs: somebody who takes a course again, to renew her certificate, counts again. JP play no part.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from elearn.content.model import Course, Quiz, QuizPurpose
from elearn.core.tabular import Column

QUALITY, GAINS = "mutu", "perkembangan"  # not periods: of all time, worked out every hour, and once a day
FINE = 1_000_000_000  # parts of a full score: sums of shares as whole numbers
PEOPLE_COLUMNS = (
    Column("nip", "NIP"),
    Column("nama", "Nama"),
    Column("status", "Status pegawai"),
    Column("unit_kerja", "Unit kerja"),
    Column("perangkat_daerah", "Perangkat daerah"),
    Column("kursus", "Kursus"),
    Column("nama_kursus", "Nama kursus"),
    Column("mulai", "Tanggal mulai", "date"),
    Column("keadaan", "Keadaan"),
    Column("selesai", "Tanggal selesai", "date"),
    Column("kegiatan_terakhir", "Kegiatan terakhir", "date"),
    Column("percobaan", "Percobaan kuis akhir", "integer"),
    Column("nilai_terbaik", "Nilai terbaik kuis akhir", "decimal"),
    Column("lulus", "Lulus kuis akhir"),
)


class Counted(StrEnum):
    """What a sum counts, of a course; ``DAYS`` is no sum but a median, kept for each unit with all below it."""

    RUNS = "ikut"
    COMPLETED = "tamat"
    STOPPED = "berhenti"
    HANDED_IN = "kumpul"
    PASSED = "lulus"
    FIRST = "lulus-pertama"
    DAYS = "hari"
    PAIRS = "pasangan"
    BEFORE = "pra"
    AFTER = "pasca"


class Stand(StrEnum):
    """Whose runs of a course are listed."""

    ALL = ""
    COMPLETED = "selesai"
    UNDER_WAY = "berjalan"
    STOPPED = "berhenti"
    REVOKED = "dicabut"
    HANDED_IN = "mengumpulkan"
    PASSED = "lulus"
    FIRST = "lulus-pertama"
    NOT_PASSED = "belum-lulus"


STAND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Stand.ALL.value: "Semua",
        Stand.COMPLETED.value: "Selesai",
        Stand.UNDER_WAY.value: "Masih berjalan",
        Stand.STOPPED.value: "Berhenti",
        Stand.REVOKED.value: "Selesai, sertifikatnya dicabut",
        Stand.HANDED_IN.value: "Mengumpulkan kuis akhir",
        Stand.PASSED.value: "Lulus kuis akhir",
        Stand.FIRST.value: "Lulus pada percobaan pertama",
        Stand.NOT_PASSED.value: "Mengumpulkan, belum lulus",
    }
)


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Whose runs: ``course`` "" means every course, ``unit_id`` the unit and all below it; ``state`` is a Stand."""

    course: str = ""
    state: str = ""
    unit_id: int | None = None

    def described(self) -> dict[str, Any]:
        """The filter as the audit trail keeps it."""
        told: dict[str, Any] = {"course": self.course, "unit_id": self.unit_id, "standing": self.state}
        return {name: value for name, value in told.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class ResultsFilter:
    """Which courses: ``words`` stand in the title or the name of the folder, in any case."""

    unit_id: int | None = None
    words: str = ""


class Final(NamedTuple):
    """The quiz by which a course is passed: its title, and every id that it ever had."""

    title: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """What was meant by "now" when runs were counted: whoever did nothing after ``quiet`` had stopped by ``at``.
    ``newest`` is the id of the last run there was; ``finals`` by course.
    """

    at: datetime
    quiet: datetime
    newest: int
    finals: Mapping[str, Final]

    @property
    def days(self) -> int:
        """After how many days without a deed somebody counts as stopped."""
        return (self.at - self.quiet).days

    def facts(self) -> dict[str, Any]:
        """As plain values; ``moment_of`` is the reverse."""
        finals = {course: [final.title, *final.ids] for course, final in self.finals.items()}
        times = {"at": self.at.isoformat(), "quiet": self.quiet.isoformat()}
        return {**times, "newest": self.newest, "finals": finals}


def final_of(course: Course) -> Final | None:
    """The quiz by which a course is passed: its last required post-test, else its last post-test."""
    tests = [item for item in course.items if isinstance(item, Quiz) and item.purpose is QuizPurpose.POST_TEST]
    wanted = [quiz for quiz in tests if quiz.required] or tests
    return Final(wanted[-1].title, (wanted[-1].id, *wanted[-1].former_ids)) if wanted else None


def moment(now: datetime, days: int, newest: int, courses: Iterable[Course]) -> Moment:
    """What "now" means: ``days`` without a deed is stopped, and ``newest`` is the last run."""
    finals = {course.slug: final_of(course) for course in courses}
    known = {slug: final for slug, final in finals.items() if final is not None}
    return Moment(now, now - timedelta(days=days), newest, known)


def moment_of(facts: Mapping[str, Any]) -> Moment:
    """The moment as it was kept."""
    finals = {course: Final(title, tuple(ids)) for course, (title, *ids) in facts["finals"].items()}
    return Moment(datetime.fromisoformat(facts["at"]), datetime.fromisoformat(facts["quiet"]), facts["newest"], finals)


def twice_median(numbers: Mapping[int, int]) -> int:
    """Twice the median of values by how often each was seen: a whole number. Raises ValueError of none."""
    total = sum(numbers.values())
    if not total:
        raise ValueError("no values")
    return _ranked(numbers, (total + 1) // 2) + _ranked(numbers, total // 2 + 1)


def _ranked(numbers: Mapping[int, int], rank: int) -> int:
    """The value at a place from 1, in order."""
    passed = 0
    for value in sorted(numbers):
        passed += numbers[value]
        if passed >= rank:
            return value
    raise ValueError("no such place")
