"""What trainings are worth in the dimension Kompetensi of the Indeks Profesionalitas ASN: facts of the institution.

PermenPANRB 38/2018, Peraturan BKN 8/2019. Weights are hundredths of a point, JP are hundredths.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

KINDS = ("struktural", "fungsional", "pelaksana")


@dataclass(frozen=True, slots=True)
class IpAsnPart:
    """One component: ``weights`` by kind of position (a kind that is missing has none), reached by trainings of these
    types within the last ``years``, the one measured included (None: at any time before its end): by as many JP
    together as ``jp`` says, or by any one of them (None).
    """

    key: str
    name: str
    training_types: tuple[str, ...]
    weights: tuple[tuple[str, int], ...]
    jp: int | None = None
    years: int | None = None

    def weight(self, kind: str) -> int:
        """What it is worth to a kind of position; 0 where it does not count."""
        return dict(self.weights).get(kind, 0)

    def first_year(self, year: int) -> int | None:
        """The first year that counts when ``year`` is measured; None: all years before count."""
        return None if self.years is None else year - self.years + 1


@dataclass(frozen=True, slots=True)
class IpAsn:
    """The measure: its components, which positions (keys of ``jabatan.yml``) are of which kind, whom it measures, and
    its legal source.
    """

    parts: tuple[IpAsnPart, ...]
    positions: tuple[tuple[str, str], ...]
    statuses: tuple[str, ...]
    source: str
    valid_from: date
    valid_to: date | None
    unconfirmed: bool

    def measures(self, status: str | None, year: int) -> bool:
        """Whether people of this status are measured for a year."""
        began = self.valid_from.year <= year
        return began and (self.valid_to is None or year <= self.valid_to.year) and status in self.statuses

    def kind_of(self, position: str) -> str:
        """The kind of a position by its key; empty if it is not listed."""
        return dict(self.positions).get(position, "")

    def part_of(self, training_type: str) -> IpAsnPart | None:
        """The component to which a training of this type adds."""
        return next((part for part in self.parts if training_type in part.training_types), None)
