"""JP asked month by month: what a month lacks may be owed until a later month's surplus repays it. Pure.

All JP are integer hundredths. A yearly target needs no fold: see ``ledger.summarise``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from elearn.competency.rules.exemptions import Exemption, relieve, why_relieved
from elearn.competency.rules.ledger import MINIMUM, Recognised
from elearn.content.model import JpTarget


@dataclass(frozen=True, slots=True)
class MonthDue:
    """What a month (its first day) asked of a person and what was recognised in it. ``target`` None: nothing asked;
    ``excused`` says why her unit, or she herself, was not asked (empty: she was); ``relieved`` why less was asked of
    her, which is in ``target`` then.
    """

    month: date
    target: JpTarget | None
    recognised: int
    excused: str = ""
    relieved: str = ""

    @property
    def asked(self) -> int:
        """The least that had to be reached; 0 for a maximum, which is information only."""
        asks = self.target is not None and self.target.bound == MINIMUM and not self.excused
        return self.target.jp if asks and self.target is not None else 0


@dataclass(frozen=True, slots=True)
class Debt:
    """What is still owed of a month (its first day)."""

    month: date
    jp: int


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """A month after it was counted: what it lacked itself, what its surplus ``repaid`` of earlier months, and the
    ``debts`` that stood at its end, the oldest first.
    """

    due: MonthDue
    missing: int
    repaid: int
    debts: tuple[Debt, ...]

    @property
    def owed(self) -> int:
        """What was owed in all at its end."""
        return sum(debt.jp for debt in self.debts)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands against a monthly target: all months so far, the last being the one under way, and what is
    owed, the oldest first. What the month under way still lacks is not owed before it ends. The first ``frozen`` months
    are of closed years, as they were reported.
    """

    months: tuple[MonthStanding, ...]
    debts: tuple[Debt, ...]
    frozen: int = 0

    @property
    def arrears(self) -> int:
        """All that is owed, never negative: surplus repays, it is not saved for later months."""
        return sum(debt.jp for debt in self.debts)

    @property
    def present(self) -> MonthStanding:
        """The month under way."""
        return self.months[-1]

    def of_year(self, year: int) -> tuple[MonthStanding, ...]:
        """The months of a year in which something was asked or excused, latest first."""
        return tuple(m for m in reversed(self.months) if m.due.month.year == year and m.due.target is not None)


def stand(dues: Iterable[MonthDue], before: Sequence[MonthStanding] = ()) -> Standing:
    """Count month by month, in the order given (ascending, the last one under way), going on from what was reported
    ``before``; at least one month in all.

    A month's JP first meet what that month asks; only the surplus repays, the oldest debt first. A month whose target
    does not carry arrears leaves no debt.
    """
    debts: deque[Debt] = deque(before[-1].debts if before else ())
    months: list[MonthStanding] = list(before)
    known = list(dues)
    for number, due in enumerate(known, 1):
        met = min(due.asked, due.recognised)
        repaid = _repay(debts, due.recognised - met)
        missing = due.asked - met
        if missing and number < len(known) and due.target is not None and due.target.arrears:
            debts.append(Debt(due.month, missing))
        months.append(MonthStanding(due, missing, repaid, tuple(debts)))
    return Standing(tuple(months), tuple(debts), len(before))


def _repay(debts: deque[Debt], surplus: int) -> int:
    """Take a surplus off the oldest debts; returns how much was used."""
    left = surplus
    while left and debts:
        oldest = debts.popleft()
        paid = min(left, oldest.jp)
        left -= paid
        if paid < oldest.jp:
            debts.appendleft(Debt(oldest.month, oldest.jp - paid))
    return surplus - left


def by_month(counted: Iterable[Recognised]) -> Mapping[date, int]:
    """What was recognised in each month, by its first day."""
    sums: dict[date, int] = {}
    for item in counted:
        month = item.fact.local_date.replace(day=1)
        sums[month] = sums.get(month, 0) + item.jp
    return sums


def months_until(first: date, today: date) -> tuple[date, ...]:
    """The first days of all months that begin on or after ``first``, up to the one of ``today``."""
    start = first if first.day == 1 else next_month(first)
    found = []
    while start <= today:
        found.append(start)
        start = next_month(start)
    return tuple(found)


def next_month(day: date) -> date:
    """The first day of the month after a date's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def excuse(target: JpTarget | None, month: date, units: frozenset[str]) -> str:
    """Why one of these units (somebody's own and those above it, by code) is not asked in a month; empty if it is."""
    found = (e.reason for e in (target.exceptions if target else ()) if e.month == month and e.unit in units)
    return next(found, "")


def exempted(due: MonthDue, exemptions: Sequence[Exemption]) -> MonthDue:
    """A month after a person's own exceptions: those of her unit excuse her anyhow."""
    less = relieve(due.target, exemptions, [due.month])
    if due.excused or less is due.target:
        return due
    why = why_relieved(exemptions, due.month)
    return replace(due, excused=why) if less is None or not less.jp else replace(due, target=less, relieved=why)
