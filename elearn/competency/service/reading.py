"""What of a person's JP counts, and her record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from elearn.competency import exemption_queries, queries, rules
from elearn.competency.rules import Headroom, Record, RuleTable, YearSummary
from elearn.competency.service.chain import head
from elearn.competency.service.ipasn import ip_asn
from elearn.competency.service.standing import standing
from elearn.content.model import Reference


def recognised_today(
    session: Session, *, person_id: int, training_type: str, on: date, reference: Reference
) -> Headroom:
    """What was recognised on a local date in a jalur, and what still counts that day. One query."""
    first = rules.first_needed(reference.jp_rule(training_type, on), on)
    facts = queries.facts_between(session, person_id, first, on)
    return rules.headroom(facts, training_type, on, reference.jp_rule)


def year_summary(
    session: Session,
    *,
    person_id: int,
    status: str | None,
    year: int,
    today: date,
    reference: Reference,
    exempted: bool = True,
) -> YearSummary:
    """A person's JP of a year against the target of her status and her exceptions from it.

    Two queries; one where the caller knows that she has no exception (``exempted`` is False).
    """
    counted = rules.recognise(_facts_of_year(session, person_id, year), reference.jp_rule)
    target = reference.jp_target(status, rules.target_day(year, today)) if status else None
    exemptions = exemption_queries.exemptions(session, person_id) if exempted else []
    return rules.summarise(counted, rules.relieve(target, exemptions, rules.months_of(year)), target)


def record(
    session: Session,
    *,
    person_id: int,
    status: str | None,
    year: int,
    today: date,
    reference: Reference,
    kind: str = "",
) -> Record:
    """A person's competency record of a year: every entry, what of it counts and why, and the competencies reached.

    ``kind`` is the kind of position that she chose for the IP ASN; see ``ip_asn``.
    """
    closed = exemption_queries.closed_year(session, person_id, year)
    exemptions = exemption_queries.exemptions(session, person_id)
    facts = _facts_of_year(session, person_id, year)
    target = reference.jp_target(status, rules.target_day(year, today)) if status else None
    if closed is not None and target is not None:  # what was asked when the year was closed no longer moves
        target = replace(target, jp=closed[1]) if closed[1] is not None else None
    made = rules.make_record(
        facts,
        queries.competencies(session, person_id),
        year=year,
        years={today.year, year, *queries.years(session, person_id)},
        target=target,
        standing=standing(session, person_id=person_id, today=today, reference=reference),
        reference=reference,
        exemptions=() if closed else exemptions,
    )
    return replace(
        made,
        reported=closed[0] if closed else None,
        exemptions=rules.touching(exemptions, year),
        head=head(session, person_id),
        ip_asn=ip_asn(
            session, person_id=person_id, status=status, year=year, kind=kind, today=today, reference=reference
        ),
    )


def rules_in_force(reference: Reference, today: date) -> RuleTable:
    """How every jalur becomes JP, as it holds on a local date."""
    return rules.rule_table(reference, today)


def _facts_of_year(session: Session, person_id: int, year: int) -> list[rules.Fact]:
    return queries.facts_between(session, person_id, date(year, 1, 1), date(year, 12, 31))
