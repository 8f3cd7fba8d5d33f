"""What the dashboard counts: periods, bands of JP, and sums put together. Pure. JP are integer hundredths."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from elearn.content.model import Catalogue, Course
from elearn.core.errors import NotFound
from elearn.core.tabular import Column
from elearn.reporting.rules.coverage import Needs, rank

LATEST = "12-bulan"  # the period that is shown unless another is asked for
PRESENT = "kini"  # not a period: what holds today, programmes and competencies
YEARS = 3
MONTHS = 12
PEOPLE_COLUMNS = (
    Column("nip", "NIP"),
    Column("nama", "Nama"),
    Column("status", "Status pegawai"),
    Column("unit_kerja", "Unit kerja"),
    Column("perangkat_daerah", "Perangkat daerah"),
    Column("tahun", "Tahun", "integer"),
    Column("jp_diakui", "JP diakui", "decimal"),
    Column("kegiatan", "Kegiatan", "integer"),
    Column("capaian", "Capaian"),
)


class Name(StrEnum):
    """What a sum counts; its key says of what."""

    MONTH = "bulan"  # completions by ``2026-03``
    COURSE = "kursus"  # completions by course
    BAND = "pita"  # people by band
    EARNED = "diakui"  # JP recognised
    ENTERED = "masuk"  # runs begun, by course and what became of them
    PROGRAMME = "program"  # people by ``<programme>/<state>``
    REQUIRED = "syarat"  # people of whom a competency is required
    MET = "penuh"  # those of them who have it
    NEED = "butuh"  # people by ``<competency>/<level>/<required level>``


class Band(StrEnum):
    """How far somebody is with the JP of a year."""

    NONE = "tanpa"
    LOW = "kurang"
    NEAR = "hampir"
    REACHED = "mencapai"


BAND_WORDS: Mapping[str, str] = MappingProxyType(
    {
        Band.NONE: "Tanpa JP",
        Band.LOW: "Kurang dari separuh batas",
        Band.NEAR: "Separuh batas atau lebih",
        Band.REACHED: "Mencapai batas",
    }
)


class Period(NamedTuple):
    """A span of local dates, both included. ``key``: ``12-bulan`` or a year."""

    key: str
    first: date
    last: date

    @property
    def year(self) -> int:
        """The year whose JP are shown beside it: itself, or the one under way."""
        return self.last.year

    @property
    def months(self) -> tuple[tuple[date, date], ...]:
        """The first and the last day of each month."""
        starts = (_back(self.last, number) for number in reversed(range(MONTHS)))
        return tuple((start, month_end(start)) for start in starts)


class Part(NamedTuple):
    """One of several parts of a whole: people or runs that stand somewhere."""

    key: str
    number: int


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Whose JP of which year: ``unit_id`` means the unit and all below it; ``band`` None: everybody."""

    year: int
    unit_id: int | None = None
    band: Band | None = None

    def described(self) -> dict[str, Any]:
        """The filter as the audit trail keeps it."""
        kept: dict[str, Any] = {"year": self.year, "unit_id": self.unit_id, "state": self.band and self.band.value}
        return {name: value for name, value in kept.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Gap:
    """A competency that ``short`` people lack, of ``required``; ``course`` closes most of these gaps, ``closes`` many
    (None: no course on offer closes any of them).
    """

    code: str
    name: str
    short: int
    required: int
    course: Course | None
    closes: int

    @property
    def met(self) -> int:
        return self.required - self.short


def periods(today: date) -> tuple[Period, ...]:
    """What can be asked for: the twelve months up to the present one, this year, and the years before."""
    latest = Period(LATEST, _back(today, MONTHS - 1), month_end(today))
    years = range(today.year, today.year - YEARS, -1)
    return latest, *(Period(str(year), date(year, 1, 1), date(year, 12, 31)) for year in years)


def period_of(key: str, today: date) -> Period:
    """One of them; the latest unless told otherwise. Raises NotFound for any other."""
    for period in periods(today):
        if period.key == (key or LATEST):
            return period
    raise NotFound("Dasbor tidak memuat periode itu. Pilih 12 bulan terakhir, atau salah satu tahun yang ditawarkan.")


def month_end(day: date) -> date:
    """The last day of a date's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_key(year: int, month: int) -> str:
    """``2026-03``."""
    return f"{year:04}-{month:02}"


def bands(bound: int) -> tuple[tuple[Band, int, int | None], ...]:
    """The bands against a bound (hundredths of JP; 0: nothing is asked, whoever has any JP has reached it), each from
    one amount to just below another (None: no end).
    """
    if not bound:
        return (Band.NONE, 0, 1), (Band.REACHED, 1, None)
    half = max(1, -(-bound // 2))
    found = ((Band.NONE, 0, 1), (Band.LOW, 1, half), (Band.NEAR, half, bound), (Band.REACHED, bound, None))
    return tuple(one for one in found if one[2] is None or one[1] < one[2])


def band_of(jp: int, bound: int) -> Band:
    """The band that an amount is in; negative amounts count as none."""
    return next(band for band, _, below in bands(bound) if below is None or jp < below)


def largest_gaps(numbers: Mapping[str, Mapping[str, int]], catalogue: Catalogue, most: int) -> tuple[Gap, ...]:
    """The competencies that most people lack, each with the course that would close most of these gaps."""
    met, known = numbers.get(Name.MET, {}), catalogue.reference.competencies
    needs = needs_of(numbers.get(Name.NEED, {}))
    short = {code: people - met.get(code, 0) for code, people in numbers.get(Name.REQUIRED, {}).items()}
    lacking = sorted((code for code in short if short[code] > 0), key=lambda code: (-short[code], code))
    found = []
    for code in lacking[:most]:
        own: Needs = Counter({need: people for need, people in needs.items() if need[0] == code})
        best = next((one for one in rank(own, catalogue.published()) if one.closes), None)
        name = known[code].name if code in known else code
        required = numbers[Name.REQUIRED][code]
        found.append(Gap(code, name, short[code], required, best.course if best else None, best.closes if best else 0))
    return tuple(found)


def needs_of(numbers: Mapping[str, int]) -> Needs:
    """Needs as they were kept, by ``<competency>/<level>/<required level>``."""
    found: Needs = Counter()
    for key, people in numbers.items():
        code, level, required = key.rsplit("/", 2)
        found[code, int(level), int(required)] += people
    return found


def parts(numbers: Mapping[str, int], prefix: str, keys: Iterable[str]) -> tuple[Part, ...]:
    """The numbers kept under ``<prefix>/<key>``, in the order of the keys."""
    return tuple(Part(key, numbers.get(f"{prefix}/{key}", 0)) for key in keys)


def next_hour(now: datetime) -> datetime:
    """The next full hour (UTC)."""
    return datetime.fromtimestamp((int(now.timestamp()) // 3600 + 1) * 3600, tz=now.tzinfo)


def _back(day: date, months: int) -> date:
    """The first day of the month so many months before a date's."""
    number = day.year * MONTHS + day.month - 1 - months
    return date(number // MONTHS, number % MONTHS + 1, 1)
