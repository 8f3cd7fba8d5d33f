"""Crediting, revoking and reading the competency record. Every function joins the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.competency import queries, rules
from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.competency.rules import Credit, Headroom, Record, YearSummary
from elearn.content.model import Reference
from elearn.core.clock import local_date

CERTIFICATE = "sertifikat"
CREDIT = "kredit"
REVERSAL = "cabut"

Entry = LedgerEntry | CompetencyEntry


def credit(session: Session, earned: Credit, *, now: datetime) -> None:
    """Post what a completion earns: one entry per learning day and one per competency.

    Idempotent: each entry's ``source`` is unique, so a replay or the loser of a race appends nothing.
    """
    _append(session, [*_ledger_entries(earned, now), *_competency_entries(earned, now)])


def revoke(session: Session, *, evidence_ref: str, actor_id: int | None, reason: str, now: datetime) -> int:
    """Take back everything that stands on this evidence, by appending reversals; returns how many were appended.

    The reversal carries the date of what it takes back, so that the day and the year both come right. Idempotent.
    """
    entries = queries.facts_of_evidence(session, evidence_ref)
    reversed_ids = {entry.reverses_id for entry in entries}
    back: list[Entry] = [
        _reversal(entry, actor_id, reason, now)
        for entry in entries
        if entry.reverses_id is None and entry.id not in reversed_ids
    ]
    reached = queries.competencies_of_evidence(session, evidence_ref)
    gone = {entry.reverses_id for entry in reached}
    back += [_competency_reversal(e, now) for e in reached if e.reverses_id is None and e.id not in gone]
    return _append(session, back)


def recognised_today(
    session: Session, *, person_id: int, training_type: str, on: date, reference: Reference
) -> Headroom:
    """What was recognised on a local date in a jalur, and what still counts that day. One query."""
    facts = queries.facts_between(session, person_id, on, on)
    return rules.headroom(facts, training_type, on, reference.jp_rule)


def year_summary(
    session: Session, *, person_id: int, status: str | None, year: int, today: date, reference: Reference
) -> YearSummary:
    """A person's JP of a year against the target of her status. One query."""
    counted = rules.recognise(_facts_of_year(session, person_id, year), reference.jp_rule)
    target = reference.jp_target(status, rules.target_day(year, today)) if status else None
    return rules.summarise(counted, target)


def record(
    session: Session, *, person_id: int, status: str | None, year: int, today: date, reference: Reference
) -> Record:
    """A person's competency record of a year: every entry, what of it counts and why, and the competencies reached."""
    facts = _facts_of_year(session, person_id, year)
    target = reference.jp_target(status, rules.target_day(year, today)) if status else None
    return rules.make_record(
        facts,
        queries.competencies(session, person_id),
        year=year,
        years={today.year, year, *queries.years(session, person_id)},
        target=target,
        reference=reference,
    )


def _append(session: Session, entries: Sequence[Entry]) -> int:
    """Append the entries whose ``source`` is new, and return how many. The unique sources settle a race."""
    wanted = {entry.source for entry in entries}
    present = queries.existing_sources(session, wanted)
    missing = [entry for entry in entries if entry.source not in present]
    try:
        with session.begin_nested():
            session.add_all(missing)
    except IntegrityError:
        if queries.existing_sources(session, wanted) != wanted:
            raise
        return 0
    return len(missing)


def _facts_of_year(session: Session, person_id: int, year: int) -> list[rules.Fact]:
    return queries.facts_between(session, person_id, date(year, 1, 1), date(year, 12, 31))


def _ledger_entries(earned: Credit, now: datetime) -> Iterable[LedgerEntry]:
    for day, jp in earned.days:
        yield LedgerEntry(
            person_id=earned.person_id,
            kind=CREDIT,
            source=f"kelulusan:{earned.completion_id}:{day.isoformat()}",
            training_type=earned.training_type,
            title=earned.title,
            local_date=day,
            zone=earned.zone,
            jp=jp,
            rule_version=earned.rule_version,
            evidence_kind=CERTIFICATE,
            evidence_ref=earned.certificate_code,
            recorded_at=now,
        )


def _competency_entries(earned: Credit, now: datetime) -> Iterable[CompetencyEntry]:
    for code, level in earned.competencies:
        yield CompetencyEntry(
            person_id=earned.person_id,
            source=f"kelulusan:{earned.completion_id}:{code}",
            competency=code,
            level=level,
            local_date=local_date(now, earned.zone),
            evidence_kind=CERTIFICATE,
            evidence_ref=earned.certificate_code,
            recorded_at=now,
        )


def _reversal(entry: LedgerEntry, actor_id: int | None, reason: str, now: datetime) -> LedgerEntry:
    return LedgerEntry(
        person_id=entry.person_id,
        kind=REVERSAL,
        source=f"cabut:{entry.id}",
        reverses_id=entry.id,
        training_type=entry.training_type,
        title=entry.title,
        local_date=entry.local_date,
        zone=entry.zone,
        jp=-entry.jp,
        rule_version=entry.rule_version,
        evidence_kind=entry.evidence_kind,
        evidence_ref=entry.evidence_ref,
        actor_id=actor_id,
        reason=reason,
        recorded_at=now,
    )


def _competency_reversal(entry: CompetencyEntry, now: datetime) -> CompetencyEntry:
    return CompetencyEntry(
        person_id=entry.person_id,
        source=f"cabut-kompetensi:{entry.id}",
        reverses_id=entry.id,
        competency=entry.competency,
        level=entry.level,
        local_date=entry.local_date,
        evidence_kind=entry.evidence_kind,
        evidence_ref=entry.evidence_ref,
        recorded_at=now,
    )
