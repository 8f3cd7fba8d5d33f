"""Taking a certificate back with everything that stands on it, and giving all of it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.competency import service as competency
from elearn.core.errors import Conflict, Forbidden
from elearn.credentials import queries
from elearn.credentials.models import Certificate
from elearn.credentials.rules import Event, State
from elearn.credentials.service.access import administered, checked_reason, is_genuine, state_now
from elearn.credentials.service.history import note
from elearn.notices import service as notices
from elearn.notices.rules import Kind
from elearn.people.rules import Actor

YOUR_OWN = "Sertifikat Anda sendiri dipulihkan admin lain. Mintalah kepadanya; tidak ada yang diubah."
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
    note(session, certificate.id, Event.REVOKED, actor_id=actor.id, reason=why, now=now)
    evidence = _evidence(session, certificate)
    competency.revoke(session, evidence_ref=evidence, actor_id=actor.id, reason=why, now=now)
    _answered_for(session, "certificate.revoke", certificate, actor, why, now)
    _tell(session, certificate, Kind.CERTIFICATE_REVOKED, why, now)


def reinstate(session: Session, code: str, *, actor: Actor, reason: str, now: datetime) -> None:
    """Undo a revocation: the certificate is worth what it was worth before, and the ledger holds again exactly what
    the revocation took back. Both stay readable, with who and why.

    Raises NotFound, Forbidden (outside the actor's scope, or her own), Invalid (no reason) or Conflict (not revoked, or
    changed by somebody outside this program).
    """
    certificate = administered(session, code, actor=actor, now=now, lock=True)
    if queries.living_account(session, certificate.person_id) == actor.id:
        raise Forbidden(YOUR_OWN)
    why = checked_reason(reason)
    if not is_genuine(certificate):
        raise Conflict("Isi sertifikat ini tidak cocok dengan segelnya. Pulihkan dahulu dari cadangan.")
    if certificate.revoked_at is None:
        raise Conflict("Sertifikat ini tidak sedang dicabut, jadi tidak ada yang dipulihkan.")
    certificate.revoked_at = certificate.revoked_by = certificate.revoke_reason = None
    note(session, certificate.id, Event.REINSTATED, actor_id=actor.id, reason=why, now=now)
    evidence = _evidence(session, certificate)
    competency.reinstate(session, evidence_ref=evidence, actor_id=actor.id, reason=why, now=now)
    _answered_for(session, "certificate.reinstate", certificate, actor, why, now)
    _tell(session, certificate, Kind.CERTIFICATE_REINSTATED, why, now)


def _answered_for(
    session: Session, action: str, certificate: Certificate, actor: Actor, reason: str, now: datetime
) -> None:
    detail = {"certificate": certificate.code}
    subjects = [certificate.person_id]
    audit.record(session, action, actor_id=actor.id, now=now, subjects=subjects, detail=detail, reason=reason)
    session.flush()


def _tell(session: Session, certificate: Certificate, kind: Kind, reason: str, now: datetime) -> None:
    """Let the holder know what became of it, each time. One changed outside this program may lack a title."""
    title = certificate.payload.get("course", {}).get("title", certificate.number)
    notices.notify(
        session,
        queries.living_account(session, certificate.person_id),
        kind,
        key=f"{certificate.code}:{now.isoformat()}",
        words={"title": title, "reason": reason},
        link="/sertifikat",
        now=now,
    )


def _evidence(session: Session, certificate: Certificate) -> str:
    """What the ledger knows a completion by: the code of its first certificate."""
    first = queries.first_issue(session, completion=certificate.completion_ref, path=certificate.path_ref)
    return first.code if first else certificate.code
