"""Writing the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.origin import origin


def record(
    session: Session,
    action: str,
    *,
    actor_id: int | None,
    now: datetime,
    subjects: Iterable[int] = (),
    detail: Mapping[str, Any] | None = None,
    reason: str | None = None,
    request_id: str | None = None,
) -> int:
    """Append one entry and return its id. ``action`` is a dotted English name (``completion.export``); ``detail`` holds
    filters and counts, never a NIP or a name; ``subjects`` are the persons whom it is about.
    From where it was done is taken from the request in hand.
    """
    came = origin()
    entry = AuditEntry(
        at=now,
        actor_id=actor_id,
        action=action,
        detail=dict(detail or {}),
        reason=reason,
        request_id=request_id or (came.request_id if came else None),
        network=came.network if came else None,
    )
    session.add(entry)
    session.flush()
    session.add_all(AuditSubject(entry_id=entry.id, person_id=person) for person in dict.fromkeys(subjects))
    session.flush()
    return entry.id
