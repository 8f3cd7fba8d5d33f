"""A person's whole record, and what became of it since a head of her chain was written down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from elearn.competency import exemption_queries, queries, rules, whole_queries
from elearn.competency.rules import ChainHead, ChainStep, Since, WholeRecord
from elearn.content.model import Reference
from elearn.people.queries import services


def whole_record(session: Session, *, person_id: int, today: date, reference: Reference) -> WholeRecord:
    """Everything that stands in a person's record, those merged into her included. Always as many queries."""
    held = services(session, person_id)
    return rules.whole_record(
        queries.facts_between(session, person_id, date.min, date.max),
        queries.competencies(session, person_id),
        status_on=lambda day: next((one.status for one in held if one.covers(day)), ""),
        reported=whole_queries.reported_years(session, person_id),
        heads=whole_queries.heads_of(session, person_id),
        today=today,
        reference=reference,
        exemptions=exemption_queries.exemptions(session, person_id),
    )


def changed_since(session: Session, *, person_id: int, heads: Collection[ChainHead]) -> Since:
    """What happened to a person's record after these heads. One query."""
    chains: dict[int, list[ChainStep]] = defaultdict(list)
    for account, step in whole_queries.chain_steps(session, person_id):
        chains[account].append(step)
    return rules.since(heads, chains.values())
