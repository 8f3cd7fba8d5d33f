"""Reading the audit trail."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject


def about(session: Session, person_id: int, limit: int) -> list[AuditEntry]:
    """The latest entries about a person, newest first."""
    wanted = (
        select(AuditEntry)
        .join(AuditSubject, AuditSubject.entry_id == AuditEntry.id)
        .where(AuditSubject.person_id == person_id)
        .order_by(AuditSubject.entry_id.desc())
        .limit(limit)
    )
    return list(session.scalars(wanted))
