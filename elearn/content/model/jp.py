"""How trainings count as JP, and how many JP are asked of whom: facts of the institution. JP are integer hundredths."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NATIONAL = "nasional"
INTERNATIONAL = "internasional"
YEARLY = "tahun"
MONTHLY = "bulan"


@dataclass(frozen=True, slots=True)
class JpTerms:
    """What a jalur counts within the country, or abroad. A cap (hundredths of JP) that is None does not bind.

    ``jp`` is the worth of one unit (None: the JP that the programme itself states); ``surplus`` is the percentage added
    to that. A semester is January to June, or July to December.
    """

    jp: int | None = None
    surplus: int = 0
    cap_per_day: int | None = None
    cap_per_month: int | None = None
    cap_per_semester: int | None = None


@dataclass(frozen=True, slots=True)
class JpRule:
    """How one jalur counts, with its legal source and validity.

    ``training_type`` is SIASN's id of ``jenisDiklat``; a jalur outside that table has a key and a ``name`` of its own.
    ``basis`` is ``hari-belajar`` (each learning day) or ``hari-selesai`` (all on the day of completion). ``unit`` is
    what is converted: ``jp`` (as the programme states), ``hari``, ``kali`` or ``semester``. ``international`` None: the
    table names nothing for abroad, so it counts as at home.
    """

    training_type: str
    basis: str
    source: str
    valid_from: date
    valid_to: date | None = None
    unit: str = "jp"
    national: JpTerms = JpTerms()
    international: JpTerms | None = None
    name: str = ""
    note: str = ""
    unconfirmed: bool = False

    @property
    def cap_per_day(self) -> int | None:
        """The most that counts of a course here on one local day, in hundredths of JP (None: no cap)."""
        return self.national.cap_per_day

    def terms(self, scope: str) -> JpTerms:
        """What counts in a scope: ``nasional`` or ``internasional``."""
        return self.international if scope == INTERNATIONAL and self.international is not None else self.national


@dataclass(frozen=True, slots=True)
class JpException:
    """A month (its first day) in which a unit, and those below it, are not asked for JP, and why."""

    unit: str
    month: date
    reason: str


@dataclass(frozen=True, slots=True)
class JpTarget:
    """JP expected of a status: ``bound`` is ``minimal`` or ``maksimal``; ``jp`` in hundredths for each ``period``:
    ``tahun`` or ``bulan``. With ``arrears`` what a month lacks is owed until a later month's surplus repays it.
    """

    status: str
    bound: str
    jp: int
    source: str
    valid_from: date
    valid_to: date | None = None
    period: str = YEARLY
    arrears: bool = False
    exceptions: tuple[JpException, ...] = ()
