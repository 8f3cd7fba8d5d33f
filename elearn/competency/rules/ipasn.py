"""What somebody's trainings are worth in the Indeks Profesionalitas ASN, dimension Kompetensi. Pure.

PermenPANRB 38/2018, Peraturan BKN 8/2019, as data in ``referensi/ip-asn.yml``. An estimate from this record: the index
itself is measured by BKN from SIASN. Points and JP are integer hundredths.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from elearn.competency.rules.ledger import Recognised
from elearn.content.model import IpAsn, IpAsnPart


@dataclass(frozen=True, slots=True)
class PartReached:
    """A component of the measure: what it is worth, and how much of its trainings is there: recognised JP, and how many
    entries. ``first`` is the first year that counts (None: all before, too), ``last`` the one measured.
    """

    part: IpAsnPart
    weight: int
    jp: int
    entries: int
    first: int | None
    last: int

    @property
    def missing(self) -> int:
        """The JP still asked; 0 where none are, or none any more."""
        return max(0, (self.part.jp or 0) - self.jp)

    @property
    def reached(self) -> bool:
        return self.entries > 0 if self.part.jp is None else not self.missing

    @property
    def points(self) -> int:
        return self.weight if self.reached else 0


@dataclass(frozen=True, slots=True)
class IpAsnPage:
    """The dimension Kompetensi of one year for one kind of position; ``kind`` empty: not known, nothing is counted.
    ``assumed``: the kind follows from the posting, it was not chosen by hand.
    """

    kind: str
    assumed: bool
    posted_as: str
    parts: tuple[PartReached, ...]
    scheme: IpAsn

    @property
    def points(self) -> int:
        return sum(part.points for part in self.parts)

    @property
    def most(self) -> int:
        return sum(part.weight for part in self.parts)


def ip_asn(counted: Iterable[Recognised], kind: str, year: int, scheme: IpAsn) -> tuple[PartReached, ...]:
    """Each component that counts for a kind of position, in the order of the scheme, as a year stands.

    ``counted`` are the recognised entries of all years that any component looks at; later ones are ignored.
    """
    known = [item for item in counted if item.fact.local_date.year <= year]
    return tuple(_reached(part, known, kind, year) for part in scheme.parts if part.weight(kind))


def _reached(part: IpAsnPart, counted: Iterable[Recognised], kind: str, year: int) -> PartReached:
    first = part.first_year(year)
    mine = [
        item
        for item in counted
        if item.fact.training_type in part.training_types and (first is None or item.fact.local_date.year >= first)
    ]
    return PartReached(
        part, part.weight(kind), sum(item.jp for item in mine), sum(item.fact.jp > 0 for item in mine), first, year
    )
