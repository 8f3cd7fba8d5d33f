"""What of a person's JP counts. Pure: the ledger holds raw facts, *recognised* is a fold over them.

All JP are integer hundredths (``250`` is 2,5 JP).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from elearn.competency.rules.posting import CERTIFICATE, taken_back
from elearn.content.model import NATIONAL, JpRule, JpTarget

MONTHS = 12
MINIMUM = "minimal"
MAXIMUM = "maksimal"

# The rule of a jalur (training type) in force on a local date: ``Reference.jp_rule``.
Rules = Callable[[str, date], JpRule | None]


@dataclass(frozen=True, slots=True)
class Credit:
    """What finishing a course earns: JP for each learning day (local dates), and competencies at their levels.

    ``rule_version`` names the rule known at the time (the day it came into force); it documents, it decides nothing.
    """

    person_id: int
    completion_id: int
    training_type: str
    title: str
    certificate_code: str
    zone: str
    days: tuple[tuple[date, int], ...]
    competencies: tuple[tuple[str, int], ...] = ()
    rule_version: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One ledger entry. A reversal names the entry it takes back in ``reverses_id``; its ``jp`` is the negative.
    ``scope``: nasional or internasional.
    """

    id: int
    training_type: str
    local_date: date
    jp: int
    reverses_id: int | None = None
    title: str = ""
    evidence_ref: str = ""
    reason: str | None = None
    scope: str = NATIONAL
    evidence_kind: str = CERTIFICATE


@dataclass(frozen=True, slots=True)
class Recognised:
    """A live entry, what of it counts, and the rule that said so (None: no rule, all of it counts)."""

    fact: Fact
    jp: int
    rule: JpRule | None


@dataclass(frozen=True, slots=True)
class Headroom:
    """What still counts on a day in one jalur. No cap: ``cap`` and ``remaining`` are None."""

    cap: int | None
    recognised: int
    remaining: int | None


@dataclass(frozen=True, slots=True)
class YearSummary:
    """A year's JP against the target of the status. ``percent`` in hundredths of a percent of the target, rounded down
    (may exceed 100 %; 0 without a target). ``bound``: minimal, maksimal, or empty without a target.
    """

    recognised: int
    raw: int
    target: int | None
    bound: str
    percent: int
    by_month: tuple[int, ...]
    source: str = ""

    @property
    def missing(self) -> int:
        """What a minimum still asks for; 0 once it is reached, and always 0 for a maximum."""
        return max(0, (self.target or 0) - self.recognised) if self.bound == MINIMUM else 0


def recognise(facts: Iterable[Fact], rules: Rules) -> tuple[Recognised, ...]:
    """What counts of each live entry, under the daily cap of its jalur in force on its date.

    Entries are served by (local date, id), whatever their order here: the first of a day counts in full, the last bears
    the cap. A reversed entry is out of the fold, so a revocation frees its share of the cap for others.
    Peraturan LAN 10/2018, annex: e-learning counts at most so many JP a day.
    """
    used: dict[tuple[str, date], int] = defaultdict(int)
    counted = []
    for fact in sorted(live(facts), key=lambda f: (f.local_date, f.id)):
        rule = rules(fact.training_type, fact.local_date)
        day = fact.training_type, fact.local_date
        jp = fact.jp
        if rule is not None and rule.cap_per_day is not None:
            jp = min(jp, max(0, rule.cap_per_day - used[day]))
        used[day] += jp
        counted.append(Recognised(fact, jp, rule))
    return tuple(counted)


def live(facts: Iterable[Fact]) -> list[Fact]:
    """Credits that no later entry took back, or that were restored since."""
    known = list(facts)
    gone = taken_back(known)
    return [fact for fact in known if fact.reverses_id is None and fact.id not in gone]


def headroom(facts: Iterable[Fact], training_type: str, on: date, rules: Rules) -> Headroom:
    """What still counts on ``on`` in a jalur, given at least all entries of that day."""
    counted = recognise((f for f in facts if f.training_type == training_type and f.local_date == on), rules)
    recognised = sum(item.jp for item in counted)
    rule = rules(training_type, on)
    cap = None if rule is None else rule.cap_per_day
    return Headroom(cap, recognised, None if cap is None else max(0, cap - recognised))


def summarise(counted: Iterable[Recognised], target: JpTarget | None) -> YearSummary:
    """One year's fold against a target."""
    months = [0] * MONTHS
    raw = 0
    for item in counted:
        months[item.fact.local_date.month - 1] += item.jp
        raw += item.fact.jp
    recognised = sum(months)
    if target is None:
        return YearSummary(recognised, raw, None, "", 0, tuple(months))
    percent = recognised * 10_000 // target.jp if target.jp > 0 else 10_000
    return YearSummary(recognised, raw, target.jp, target.bound, percent, tuple(months), target.source)


def target_day(year: int, today: date) -> date:
    """The date on which a year's target is looked up: today within the year, else the year's nearest day."""
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def siasn_jp(jp: int) -> int:
    """Hundredths as the whole JP that SIASN takes, rounded down: nobody is credited an hour not finished.

    The only place where JP are rounded. Raises ValueError for a negative amount.
    """
    if jp < 0:
        raise ValueError("JP cannot be negative")
    return jp // 100
