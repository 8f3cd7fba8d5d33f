"""Closing a year: one entry a person says what was reported. Later entries still count; the record shows both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.competency import exemption_queries, queries, rules
from elearn.competency.service.appending import LEDGER, append
from elearn.competency.service.standing import standing
from elearn.content.model import Reference
from elearn.core.clock import local_date
from elearn.core.errors import Conflict

PEOPLE_AT_ONCE = 500


def people_to_close(session: Session, year: int, *, after: int = 0, zone: str, now: datetime) -> list[int]:
    """The next batch of people whose year is not closed yet, by id. Raises Conflict while the year goes on."""
    if local_date(now, zone).year <= year:
        raise Conflict(f"Tahun {year} belum berakhir, jadi belum dapat ditutup. Tidak ada yang diubah.")
    return queries.still_open(session, year, after, PEOPLE_AT_ONCE)


def close_year(
    session: Session,
    people: Sequence[int],
    year: int,
    *,
    reference: Reference,
    zone: str,
    actor_id: int | None,
    reason: str,
    now: datetime,
) -> int:
    """Enter what is recognised now as what was reported of these people's year; returns how many closings were new.

    A year that is closed is not closed again. The target is the yearly one of the status on the year's last
    day, less what the person's exceptions take off it. Where a target is monthly, months and arrears are frozen, too.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    queries.hold(session, people)
    facts = queries.facts_of(session, people, first, last)
    statuses = queries.statuses(session, people, last)
    exemptions = exemption_queries.exemptions_of(session, people)
    drafts = []
    for person in people:
        status = statuses.get(person)
        usual = reference.jp_target(status, last) if status else None
        target = rules.relieve(usual, exemptions.get(person, ()), rules.months_of(year))
        summary = rules.summarise(rules.recognise(facts.get(person, []), reference.jp_rule), target, usual)
        stands = standing(session, person_id=person, today=date(year + 1, 1, 1), reference=reference)
        row = rules.closing_row(
            person, year, summary, rules.freeze(stands, year), zone=zone, actor_id=actor_id, reason=reason, now=now
        )
        drafts.append((LEDGER, row))
    closed = append(session, drafts)
    detail = {"year": year, "people": closed}
    audit.record(session, "ledger.close", actor_id=actor_id, now=now, subjects=people, detail=detail, reason=reason)
    return closed
