"""Posting to the record, taking back, restoring and correcting: all of it by appending, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.competency import queries, rules
from elearn.competency.rules import CERTIFICATE, CORRECTION, CREDIT, NATIONAL, RESTORED, REVERSAL, Credit, Posting
from elearn.competency.service.appending import COMPETENCY, LEDGER, TABLES, Draft, append
from elearn.core.errors import NotFound


def credit(session: Session, earned: Credit, *, now: datetime) -> None:
    """Post what a completion earns: one entry per learning day and one per competency. Idempotent like ``post``."""
    post(
        session,
        Posting(
            person_id=earned.person_id,
            source_prefix=f"kelulusan:{earned.completion_id}",
            training_type=earned.training_type,
            scope=NATIONAL,
            title=earned.title,
            days=earned.days,
            zone=earned.zone,
            evidence_kind=CERTIFICATE,
            evidence_ref=earned.certificate_code,
            rule_version=earned.rule_version,
            competencies=earned.competencies,
        ),
        actor_id=None,
        now=now,
    )


def post(session: Session, posting: Posting, *, actor_id: int | None, now: datetime) -> int:
    """Post what somebody is credited with: one entry per date and one per competency; returns how many were new.

    Idempotent: each entry's ``source`` is unique, so a replay or the loser of a race appends nothing. ``actor_id`` is
    who decided (None: the application, by its rules).
    """
    return append(session, _drafts(posting, CREDIT, actor_id, now))


def revoke(session: Session, *, evidence_ref: str, actor_id: int | None, reason: str, now: datetime) -> int:
    """Take back everything that stands on this evidence, by appending reversals; returns how many were appended.

    The reversal carries the date of what it takes back, so that the day and the year both come right. Idempotent.
    """
    standing = [entry for entry in _latest(_ever_entered(session, evidence_ref)) if _stands(entry)]
    return append(session, _taking_back(standing, REVERSAL, actor_id, reason, now))


def reinstate(session: Session, *, evidence_ref: str, actor_id: int | None, reason: str, now: datetime) -> int:
    """Restore exactly what the last revocation of this evidence took back, by taking the reversals back; returns how
    many entries were appended. Idempotent; what a correction replaced stays replaced.
    """
    revoked = [entry for entry in _latest(_ever_entered(session, evidence_ref)) if entry[1]["kind"] == REVERSAL]
    return append(session, _taking_back(revoked, RESTORED, actor_id, reason, now))


def correct(session: Session, right: Posting, *, actor_id: int | None, reason: str, now: datetime) -> int:
    """Replace what stands on ``right.evidence_ref`` by ``right``: the wrong and the right entries both stay readable,
    with who and why. Returns how many entries were appended; 0 when all is right already.

    Raises NotFound when nothing stands on that evidence: then there is nothing to correct.
    """
    entered = _ever_entered(session, right.evidence_ref)
    standing = [entry for entry in _latest(entered) if _stands(entry)]
    if not standing:
        raise NotFound("Tidak ada catatan yang berlaku untuk dikoreksi. Tidak ada yang diubah.")
    source = f"{right.source_prefix}:{CORRECTION}-{len(entered)}"
    wanted = _drafts(replace(right, source_prefix=source, reason=reason), CORRECTION, actor_id, now)
    if rules.same_facts((row for _, row in standing), (row for _, row in wanted)):
        return 0
    return append(session, [*_taking_back(standing, CORRECTION, actor_id, reason, now), *wanted])


def _ever_entered(session: Session, evidence_ref: str) -> list[Draft]:
    """Every entry of this evidence. Its people are held, so that nobody adds another meanwhile."""
    queries.hold(session, queries.people_of_evidence(session, evidence_ref))
    return [(table, dict(row)) for table in TABLES for row in queries.entries_of_evidence(session, table, evidence_ref)]


def _latest(entries: Sequence[Draft]) -> list[Draft]:
    """The last word on each credit: the entries that no other one takes back."""
    named = {(table, row["reverses_id"]) for table, row in entries}
    return [(table, row) for table, row in entries if (table, row["id"]) not in named]


def _stands(entry: Draft) -> bool:
    """Whether the last word on a credit is the credit itself, or its restoring."""
    return entry[1]["reverses_id"] is None or entry[1]["kind"] == RESTORED


def _taking_back(entries: Iterable[Draft], kind: str, actor_id: int | None, reason: str, now: datetime) -> list[Draft]:
    return [(table, rules.taking_back(row, kind, actor_id, reason, now)) for table, row in entries]


def _drafts(posting: Posting, kind: str, actor_id: int | None, now: datetime) -> list[Draft]:
    days: list[Draft] = [(LEDGER, row) for row in rules.jp_rows(posting, kind, actor_id, now)]
    return days + [(COMPETENCY, row) for row in rules.competency_rows(posting, kind, actor_id, now)]
