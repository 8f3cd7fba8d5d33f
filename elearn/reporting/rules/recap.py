"""A year's JP summed up unit by unit. Pure. JP and points are integer hundredths, shares hundredths of a percent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from elearn.competency.rules import MINIMUM
from elearn.content.model import YEARLY, Reference
from elearn.core.tabular import Column

COLUMNS = (
    Column("perangkat_daerah", "Perangkat daerah"),
    Column("unit_kerja", "Unit kerja"),
    Column("tahun", "Tahun", "integer"),
    Column("pegawai", "Pegawai", "integer"),
    Column("kegiatan", "Kegiatan", "integer"),
    Column("tanpa_jp", "Tanpa JP", "integer"),
    Column("di_bawah_batas", "Di bawah batas", "integer"),
    Column("mencapai_batas", "Mencapai batas", "integer"),
    Column("diminta", "Diminta target minimal", "integer"),
    Column("terpenuhi", "Target terpenuhi", "integer"),
    Column("batas_jp", "Batas JP", "decimal"),
    Column("persen_mencapai", "Persen mencapai", "decimal"),
    Column("total_jp", "Total JP diakui", "decimal"),
    Column("rata_rata_jp", "Rata-rata JP", "decimal"),
    Column("ip_asn_diukur", "IP ASN: pegawai diukur", "integer"),
    Column("ip_asn_rata_rata", "IP ASN: rata-rata dimensi Kompetensi", "decimal"),
    Column("ip_asn_jabatan_belum_dikenal", "IP ASN: jabatan belum dikenal", "integer"),
)


@dataclass(frozen=True, slots=True)
class RecapFilter:
    """Which year, of whom: ``unit_id`` means the unit and all below it, ``status`` that of the posting on the year's
    last day (today while it goes on). ``by_agency``: summed up by perangkat daerah, else by each unit.
    """

    year: int
    unit_id: int | None = None
    status: str = ""
    by_agency: bool = True

    def described(self) -> dict[str, Any]:
        """The filter as the audit trail keeps it."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return {name: value for name, value in kept.items() if name != "by_agency"}


@dataclass(frozen=True, slots=True)
class Member:
    """A person's year: ``recognised`` JP by so many ``activities``. ``measured``: the IP ASN applies to her; ``points``
    of its dimension Kompetensi, None while the kind of her position is not known. ``asked``: her own minimum, after her
    exceptions (None: no minimum).
    """

    recognised: int
    activities: int
    measured: bool = False
    points: int | None = None
    asked: int | None = None

    @property
    def must(self) -> bool:
        """Whether anything at all is asked of her: not of whom only a maximum holds, or who is excepted for a year."""
        return bool(self.asked)

    @property
    def met(self) -> bool:
        """Whether she has what is asked of her."""
        return bool(self.asked) and self.recognised >= (self.asked or 0)


@dataclass(frozen=True, slots=True)
class Totals:
    """Some people's year. ``below`` and ``reached`` count everybody against the bound; who has ``none`` is below, too.
    ``asked`` are those of whom a minimum is asked, ``met`` those of them who have it. ``scored`` are those whose
    ``points`` are known; ``unknown``: measured, but the kind of the position is not known.
    """

    people: int = 0
    activities: int = 0
    none: int = 0
    below: int = 0
    reached: int = 0
    recognised: int = 0
    scored: int = 0
    points: int = 0
    unknown: int = 0
    asked: int = 0
    met: int = 0

    @property
    def share(self) -> int:
        """How many of a hundred reached the bound, rounded down: only all are 100 %."""
        return self.reached * 10_000 // self.people if self.people else 0

    @property
    def average(self) -> int:
        """JP a person, rounded down."""
        return self.recognised // self.people if self.people else 0

    @property
    def average_points(self) -> int | None:
        """Points a person whose position is known, rounded down; None when there is nobody."""
        return self.points // self.scored if self.scored else None


def bound_of(reference: Reference, day: date) -> int:
    """The least JP a year that any status is asked for on a day (``target-jp.yml``); 0: nobody is.

    PP 11/2017 Pasal 203 ayat (4): at least 20 JP a year.
    """
    targets = (reference.jp_target(status, day, YEARLY) for status in {one.status for one in reference.jp_targets})
    return max((target.jp for target in targets if target is not None and target.bound == MINIMUM), default=0)


def total(members: Iterable[Member], bound: int) -> Totals:
    """Sum people up against a bound."""
    known = list(members)
    scored = [one.points for one in known if one.points is not None]
    reached = sum(one.recognised >= bound for one in known)
    return Totals(
        people=len(known),
        activities=sum(one.activities for one in known),
        none=sum(one.recognised == 0 for one in known),
        below=len(known) - reached,
        reached=reached,
        recognised=sum(one.recognised for one in known),
        scored=len(scored),
        points=sum(scored),
        unknown=sum(one.measured and one.points is None for one in known),
        asked=sum(one.must for one in known),
        met=sum(one.met for one in known),
    )
