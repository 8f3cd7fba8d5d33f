"""What of a person's JP counts. Pure: the ledger holds raw facts, *recognised* is a fold over them.

All JP are integer hundredths (``250`` is 2,5 JP).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter

from elearn.competency.rules.posting import CERTIFICATE, taken_back
from elearn.content.model import NATIONAL, JpRule, JpTarget

MONTHS = 12
MINIMUM = "minimal"
MAXIMUM = "maksimal"

# The rule of a jalur (training type) in force on a local date: ``Reference.jp_rule``.
Rules = Callable[[str, date], JpRule | None]
# A period in which a cap holds: hari, bulan or semester, and its first day.
Span = tuple[str, date]
Caps = tuple[int | None, int | None, int | None]
UNCAPPED: Caps = (None, None, None)


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
class Limit:
    """Why less counts: the cap of a ``period`` (hari, bulan, semester), of which ``used`` hundredths were taken."""

    period: str
    cap: int
    used: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """A live entry, what of it counts, the rule that said so (None: no rule, all of it counts), and what limited it
    (None: nothing did).
    """

    fact: Fact
    jp: int
    rule: JpRule | None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Headroom:
    """What still counts on a day of a jalur's work at home. ``cap`` is the day's, ``recognised`` what it holds already;
    ``remaining`` is the least that any cap leaves. None: no cap.
    """

    cap: int | None
    recognised: int
    remaining: int | None

    @property
    def spreads(self) -> bool:
        """Whether the day is what binds, so that another day would leave more. A month or semester would not."""
        return self.cap is not None and self.remaining == max(0, self.cap - self.recognised)


@dataclass(frozen=True, slots=True)
class YearSummary:
    """A year's JP against the target of the status. ``percent`` in hundredths of a percent of the target, rounded down
    (may exceed 100 %; 0 without a target). ``bound``: minimal, maksimal, or empty without a target. ``usual`` is what
    the status asks of others, where exceptions made it less for her (None: they did not).
    """

    recognised: int
    raw: int
    target: int | None
    bound: str
    percent: int
    by_month: tuple[int, ...]
    source: str = ""
    usual: int | None = None

    @property
    def missing(self) -> int:
        """What a minimum still asks for; 0 once it is reached, and always 0 for a maximum."""
        return max(0, (self.target or 0) - self.recognised) if self.bound == MINIMUM else 0


def recognise(facts: Iterable[Fact], rules: Rules) -> tuple[Recognised, ...]:
    """What counts of each live entry, under the caps of its jalur and scope in force on its date.

    Entries are served by (local date, id), whatever their order here: the first of a period counts in full, the last
    bears the cap. A reversed entry is out of the fold, so a revocation frees its share of the caps for others. Caps of
    the country and caps of abroad are kept apart. ``facts`` must begin with a semester, lest a cap be used up unseen.
    Peraturan LAN 10/2018, annex: e-learning counts at most so many JP a day, coaching so many times a month.
    """
    ruled = [(f, rules(f.training_type, f.local_date)) for f in sorted(live(facts), key=attrgetter("local_date", "id"))]
    capped: dict[tuple[str, str], set[int]] = defaultdict(set)  # which spans of a jalur and scope any rule here caps
    for fact, rule in ruled:
        caps = caps_of(rule, fact.scope)
        if caps != UNCAPPED:
            capped[fact.training_type, fact.scope].update(n for n, cap in enumerate(caps) if cap is not None)
    used: dict[tuple[str, str, Span], int] = defaultdict(int)
    counted = []
    for fact, rule in ruled:
        jp, limit = fact.jp, None
        own = (fact.training_type, fact.scope)
        if own in capped:
            jp, limit = _under(capped[own], used, fact, caps_of(rule, fact.scope))
        counted.append(Recognised(fact, jp, rule, limit))
    return tuple(counted)


def _under(
    places: set[int], used: dict[tuple[str, str, Span], int], fact: Fact, caps: Caps
) -> tuple[int, Limit | None]:
    """What of an entry counts under its caps, taken from what they leave. Only spans that are ever capped are kept."""
    spans, jp, limit = spans_of(fact.local_date), fact.jp, None
    keys = [(fact.training_type, fact.scope, spans[place]) for place in sorted(places)]
    for place, key in zip(sorted(places), keys, strict=True):
        cap, taken = caps[place], used[key]
        if cap is not None and max(0, cap - taken) < jp:
            jp, limit = max(0, cap - taken), Limit(spans[place][0], cap, taken)
    for key in keys:
        used[key] += jp
    return jp, limit


@lru_cache(maxsize=4096)
def spans_of(on: date) -> tuple[Span, Span, Span]:
    """The day, the month and the semester (January to June, July to December) of a date: name and first day."""
    return ("hari", on), ("bulan", on.replace(day=1)), ("semester", date(on.year, 1 if on.month <= 6 else 7, 1))


def caps_of(rule: JpRule | None, scope: str) -> Caps:
    """The caps of a day, a month and a semester in hundredths of JP; None where there is none."""
    if rule is None:
        return UNCAPPED
    terms = rule.terms(scope)
    return terms.cap_per_day, terms.cap_per_month, terms.cap_per_semester


def first_needed(rule: JpRule | None, on: date) -> date:
    """From when on entries must be known to say exactly what counts on ``on``: that day if only the day is capped, else
    the semester, for an earlier rule may have capped that.
    """
    _, month, semester = caps_of(rule, NATIONAL)
    return on if month is None and semester is None else spans_of(on)[2][1]


def live(facts: Iterable[Fact]) -> list[Fact]:
    """Credits that no later entry took back, or that were restored since."""
    known = list(facts)
    if all(fact.reverses_id is None for fact in known):
        return known
    gone = taken_back(known)
    return [fact for fact in known if fact.reverses_id is None and fact.id not in gone]


def headroom(facts: Iterable[Fact], training_type: str, on: date, rules: Rules) -> Headroom:
    """What still counts on ``on`` of a course in a jalur, given at least its entries since ``first_needed``."""
    rule = rules(training_type, on)
    own = [f for f in facts if (f.training_type, f.scope) == (training_type, NATIONAL) and f.local_date <= on]
    counted = recognise(own, rules)
    spans, caps = spans_of(on), caps_of(rule, NATIONAL)
    taken = [sum(c.jp for c in counted if c.fact.local_date >= start) for _, start in spans]
    left = [max(0, cap - jp) for cap, jp in zip(caps, taken, strict=True) if cap is not None]
    return Headroom(caps[0], taken[0], min(left, default=None))


def summarise(counted: Iterable[Recognised], target: JpTarget | None, usual: JpTarget | None = None) -> YearSummary:
    """One year's fold against a target; ``usual`` is the target before exceptions took something off."""
    months = [0] * MONTHS
    raw = 0
    for item in counted:
        months[item.fact.local_date.month - 1] += item.jp
        raw += item.fact.jp
    recognised = sum(months)
    if target is None:
        return YearSummary(recognised, raw, None, "", 0, tuple(months))
    percent = recognised * 10_000 // target.jp if target.jp > 0 else 10_000
    less = usual.jp if usual is not None and usual.jp != target.jp else None
    return YearSummary(recognised, raw, target.jp, target.bound, percent, tuple(months), target.source, less)


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
