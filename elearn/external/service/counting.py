"""What a training is worth in JP, and what of it would count today: worked out by the rules that the ledger uses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from elearn.competency import queries as ledger
from elearn.competency.rules import Fact, convert, recognise, why_less
from elearn.content.model import JpRule, Reference
from elearn.external.rules import TrainingFacts, rule_of

NEWER_THAN_ALL = 2**62  # the id of an entry that is not made yet: whatever is there already is served first


class Day(NamedTuple):
    """What is entered on a local date, in hundredths, what of it counts, and why less (empty: nothing is lost)."""

    on: date
    raw: int
    recognised: int
    why: str


@dataclass(frozen=True, slots=True)
class Counting:
    """The JP of a training in hundredths. ``rule`` None: none was in force on its last day, so the programme's own JP
    stand.
    """

    rule: JpRule | None
    days: tuple[Day, ...]

    @property
    def raw(self) -> int:
        return sum(day.raw for day in self.days)

    @property
    def recognised(self) -> int:
        return sum(day.recognised for day in self.days)

    @property
    def why(self) -> tuple[str, ...]:
        """Every reason why less counts, once."""
        return tuple(dict.fromkeys(day.why for day in self.days if day.why))


def raw_days(facts: TrainingFacts, reference: Reference) -> tuple[tuple[date, int], ...]:
    """What the training is worth, in hundredths on local dates, whatever else there is."""
    rule = rule_of(reference, facts.training_type, facts.last)
    if rule is None:
        return ((facts.last, facts.jp or 0),)
    return convert(rule, scope=facts.scope, quantity=facts.quantity, jp=facts.jp, first=facts.first, last=facts.last)


def count(session: Session, facts: TrainingFacts, *, person_id: int, code: str, reference: Reference) -> Counting:
    """What of a training counts beside everything else that this person has: as it was entered under ``code``, else as
    it would be entered now. One query.
    """
    days = raw_days(facts, reference)
    whole_years = date(days[0][0].year, 1, 1), date(days[-1][0].year, 12, 31)
    known = ledger.facts_between(session, person_id, *whole_years)
    if not any(fact.evidence_ref == code for fact in known):
        known += [
            Fact(NEWER_THAN_ALL + number, facts.training_type, day, jp, evidence_ref=code, scope=facts.scope)
            for number, (day, jp) in enumerate(days)
        ]
    counted = [item for item in recognise(known, reference.jp_rule) if item.fact.evidence_ref == code]
    return Counting(
        rule=rule_of(reference, facts.training_type, facts.last),
        days=tuple(
            Day(item.fact.local_date, item.fact.jp, item.jp, why_less(item.limit, item.jp) if item.limit else "")
            for item in counted
        ),
    )
