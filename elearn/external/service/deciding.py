"""What an admin decides about a submission: approve, correct, return, reject, and cancel what was approved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.competency import service as ledger
from elearn.competency.rules import Posting
from elearn.content.model import Reference
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid
from elearn.external import queries
from elearn.external.models import Submission
from elearn.external.rules import Act, Scan, State, TrainingFacts, check_facts, checked_reason, rule_of
from elearn.external.service.base import facts_of, require, set_facts, tell_owner, to_decide, write_down
from elearn.external.service.counting import raw_days
from elearn.external.service.evidence import REFUSED, WAITING, evidence_of
from elearn.external.service.pages import alike
from elearn.notices.rules import Kind
from elearn.people import service as people
from elearn.people.rules import Actor
from elearn.people.rules.facts import together

EVIDENCE_KIND = "pengajuan"
HIGHEST = 5  # levels of a competency: PermenPANRB 38/2017
NO_LEVEL = "Pilih level 1 sampai 5, hanya untuk pengajuan yang menyebut kompetensi."
NOT_COMPARED = "Bandingkan dahulu dengan yang mungkin sudah dicatat. Bila memang belum, centang kotak ini."
NOT_WAITING = "Pengajuan ini tidak sedang menunggu keputusan. Tidak ada yang diubah."
NOT_APPROVED = "Hanya pengajuan yang disetujui yang dapat dibatalkan."
NOTHING_NEW = "Tidak ada isian yang berubah, jadi tidak ada yang disimpan."


def approve(
    session: Session,
    code: str,
    revision: int,
    *,
    level: int = 0,
    compared: bool = False,
    reference: Reference,
    zone: str,
    actor: Actor,
    now: datetime,
) -> str:
    """Enter a submission into the ledger, once, and return the name of its owner. ``level``: at which the evidence
    proves the competency that the submission names, 1 to 5 (0: it proves none). ``compared``: the admin says that it is
    none of those which resemble it. ``zone``: the installation's, for who serves in a unit that names none.

    Raises NotFound, Forbidden (her own), Conflict (decided already, changed meanwhile, evidence not clean), or Invalid
    for a level of nothing, and for something like what is recorded already that was not compared.
    """
    submission = to_decide(session, code, revision, actor=actor, now=now)
    require(submission, State.SENT, said=NOT_WAITING)
    file = evidence_of(session, submission.evidence_id)
    if file is not None and file.scan in {Scan.WAITING, Scan.REFUSED}:
        raise Conflict(WAITING if file.scan is Scan.WAITING else REFUSED)
    if level and not (submission.competency and 0 < level <= HIGHEST):
        raise Invalid(NO_LEVEL, {"level": NO_LEVEL})
    living = queries.living_account(session, submission.person_id)
    if not compared and alike(session, facts_of(submission), person_id=living, but=code):
        raise Invalid(NOT_COMPARED, {"dibandingkan": NOT_COMPARED})
    submission.state, submission.decided_at = State.APPROVED.value, now
    write_down(session, submission, Act.APPROVED, actor_id=actor.id, now=now, level=level)
    enter(session, submission, level=level, reference=reference, zone=zone, actor_id=actor.id, now=now)
    subjects = [submission.person_id]
    detail = {"submission": code} | ({"level": level} if level else {})
    audit.record(session, "submission.approve", actor_id=actor.id, now=now, subjects=subjects, detail=detail)
    tell_owner(session, submission, Kind.SUBMISSION_APPROVED, "", now)
    return queries.names(session, subjects)[submission.person_id]


def enter(
    session: Session,
    submission: Submission,
    *,
    level: int = 0,
    reference: Reference,
    zone: str,
    actor_id: int | None,
    now: datetime,
) -> None:
    """Post what a submission is worth, by the rule in force on its last day, and its competency at ``level`` (0: none).
    A replay posts nothing.
    """
    facts = facts_of(submission)
    rule = rule_of(reference, facts.training_type, facts.last)
    living = queries.living_account(session, submission.person_id)
    posting = Posting(
        person_id=living,
        source_prefix=f"{EVIDENCE_KIND}:{submission.id}",
        training_type=facts.training_type,
        scope=facts.scope,
        title=facts.title,
        days=raw_days(facts, reference),
        zone=people.snapshot(session, living, facts.last).zone or zone,
        evidence_kind=EVIDENCE_KIND,
        evidence_ref=submission.code,
        rule_version=rule.valid_from.isoformat() if rule else "",
        competencies=((facts.competency, level),) if level else (),
    )
    ledger.post(session, posting, actor_id=actor_id, now=now)


def correct(
    session: Session,
    code: str,
    revision: int,
    raw: Mapping[str, str],
    *,
    reference: Reference,
    actor: Actor,
    now: datetime,
) -> None:
    """Put facts right before deciding, with a reason; what was handed in stays in the history. Raises NotFound,
    Forbidden, Conflict, or Invalid with every fault.
    """
    submission = to_decide(session, code, revision, actor=actor, now=now)
    require(submission, State.SENT, said=NOT_WAITING)
    today = local_date(now, actor.zone)
    facts, why = together(
        lambda: check_facts(raw, reference, today=today), lambda: checked_reason(raw.get("alasan", ""))
    )
    assert isinstance(facts, TrainingFacts)
    if facts == facts_of(submission):
        raise Conflict(NOTHING_NEW)
    set_facts(submission, facts)
    write_down(session, submission, Act.CORRECTED, actor_id=actor.id, now=now, reason=why)
    subjects, detail = [submission.person_id], {"submission": code}
    audit.record(
        session, "submission.correct", actor_id=actor.id, now=now, subjects=subjects, detail=detail, reason=why
    )


def send_back(session: Session, code: str, revision: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Return a submission to its owner, who may mend it. Raises NotFound, Forbidden, Conflict, or Invalid."""
    submission, why = to_decide(session, code, revision, actor=actor, now=now), checked_reason(reason)
    require(submission, State.SENT, said=NOT_WAITING)
    _decide(session, submission, Act.RETURNED, State.RETURNED, actor=actor, now=now, reason=why)
    subjects, detail = [submission.person_id], {"submission": code}
    audit.record(session, "submission.return", actor_id=actor.id, now=now, subjects=subjects, detail=detail, reason=why)
    tell_owner(session, submission, Kind.SUBMISSION_RETURNED, why, now)


def reject(session: Session, code: str, revision: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Refuse a submission for good. Raises NotFound, Forbidden, Conflict, or Invalid."""
    submission, why = to_decide(session, code, revision, actor=actor, now=now), checked_reason(reason)
    require(submission, State.SENT, said=NOT_WAITING)
    _decide(session, submission, Act.REJECTED, State.REJECTED, actor=actor, now=now, reason=why)
    subjects, detail = [submission.person_id], {"submission": code}
    audit.record(session, "submission.reject", actor_id=actor.id, now=now, subjects=subjects, detail=detail, reason=why)
    tell_owner(session, submission, Kind.SUBMISSION_REJECTED, why, now)


def cancel(session: Session, code: str, revision: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take back what was approved: the ledger reverses it, with the reason. Raises NotFound, Forbidden, Conflict, or
    Invalid.
    """
    submission, why = to_decide(session, code, revision, actor=actor, now=now), checked_reason(reason)
    require(submission, State.APPROVED, said=NOT_APPROVED)
    _decide(session, submission, Act.CANCELLED, State.CANCELLED, actor=actor, now=now, reason=why)
    ledger.revoke(session, evidence_ref=code, actor_id=actor.id, reason=why, now=now)
    subjects, detail = [submission.person_id], {"submission": code}
    audit.record(session, "submission.cancel", actor_id=actor.id, now=now, subjects=subjects, detail=detail, reason=why)
    tell_owner(session, submission, Kind.SUBMISSION_CANCELLED, why, now)


def _decide(
    session: Session, submission: Submission, act: Act, state: State, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    submission.state, submission.decided_at = state.value, now
    write_down(session, submission, act, actor_id=actor.id, now=now, reason=reason)
