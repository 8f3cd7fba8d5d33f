"""Reading the audit trail."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject


def about(session: Session, person_ids: Iterable[int], limit: int | None) -> list[AuditEntry]:
    """The latest entries about a person, by the ids of all her accounts, newest first, each once (None: every one)."""
    wanted = (
        select(AuditEntry)
        .where(AuditEntry.id.in_(select(AuditSubject.entry_id).where(AuditSubject.person_id.in_(person_ids))))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return list(session.scalars(wanted))
