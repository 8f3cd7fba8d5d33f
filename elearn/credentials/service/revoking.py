"""Taking a certificate back, with everything that stands on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.competency import service as competency
from elearn.core.errors import Conflict
from elearn.credentials import queries
from elearn.credentials.rules import State
from elearn.credentials.service.access import administered, checked_reason, state_now
from elearn.people.rules import Actor

WHY_NOT = {
    State.REVOKED: "Sertifikat ini sudah dicabut.",
    State.REPLACED: "Sertifikat ini sudah diganti. Cabut sertifikat penggantinya.",
}


def revoke(session: Session, code: str, *, actor: Actor, reason: str, now: datetime) -> None:
    """Revoke a certificate and reverse what the ledger credited for it.

    The ledger knows the completion's first certificate, so a reissued one reverses that same evidence. Raises NotFound,
    Forbidden (outside the actor's scope), Invalid (no reason) or Conflict (already revoked or replaced).
    """
    certificate = administered(session, code, actor=actor, now=now, lock=True)
    why = checked_reason(reason)
    state = state_now(certificate, now)
    if certificate.revoked_at is not None or state in WHY_NOT:
        raise Conflict(WHY_NOT.get(state, WHY_NOT[State.REVOKED]))
    certificate.revoked_at = now
    certificate.revoked_by = actor.id
    certificate.revoke_reason = why
    first = queries.first_issue(session, certificate.completion_ref) or certificate
    competency.revoke(session, evidence_ref=first.code, actor_id=actor.id, reason=why, now=now)
    audit.record(
        session,
        "certificate.revoke",
        actor_id=actor.id,
        now=now,
        subjects=[certificate.person_id],
        detail={"certificate": certificate.code},
        reason=why,
    )
    session.flush()
