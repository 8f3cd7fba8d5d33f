"""Writing the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.append_only import deletion_allowed
from elearn.core.database import bare
from elearn.core.origin import origin

PRUNED = "audit.prune"


def count_older(session: Session, before: datetime) -> int:
    """How many entries are older than an instant; those about deletion itself stay for ever and are not counted."""
    return session.scalar(select(func.count(AuditEntry.id)).where(*_older(before))) or 0


def prune(session: Session, before: datetime, *, reason: str, now: datetime) -> int:
    """Delete the entries older than an instant, which nothing else may do; returns how many.

    That it was done, when, up to when, how many and why is an entry of its own, which no later deletion takes.
    """
    count = count_older(session, before)
    if not count:
        return 0
    doomed = select(AuditEntry.id).where(*_older(before))
    with deletion_allowed(session.connection(), AuditSubject.__tablename__, AuditEntry.__tablename__):
        session.execute(delete(AuditSubject).where(AuditSubject.entry_id.in_(doomed)))
        session.execute(delete(AuditEntry).where(*_older(before)))
    detail = {"before": before.date().isoformat(), "count": count}
    record(session, PRUNED, actor_id=None, now=now, detail=detail, reason=reason)
    return count


def _older(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return AuditEntry.at < before, AuditEntry.action != PRUNED


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
    From where it was done, and by which API token, is taken from the request in hand.
    """
    entry = _entry(action, actor_id, now, detail or {}, reason, request_id)
    session.add(entry)
    session.flush()
    rows = [{"entry_id": entry.id, "person_id": person} for person in dict.fromkeys(subjects)]
    if rows:  # an export of everybody has one for each of them
        session.execute(insert(bare(AuditSubject)), rows)
    return entry.id


def record_each(session: Session, action: str, people: Iterable[int], *, actor_id: int | None, now: datetime) -> None:
    """Append an entry for each of these people, as if each were recorded by herself, at a fraction of the work."""
    entries = {person: _entry(action, actor_id, now, {}, None, None) for person in dict.fromkeys(people)}
    session.add_all(entries.values())
    session.flush()
    rows = [{"entry_id": entry.id, "person_id": person} for person, entry in entries.items()]
    if rows:
        session.execute(insert(bare(AuditSubject)), rows)


def _entry(
    action: str,
    actor_id: int | None,
    now: datetime,
    detail: Mapping[str, Any],
    reason: str | None,
    request_id: str | None,
) -> AuditEntry:
    came = origin()
    return AuditEntry(
        at=now,
        actor_id=actor_id,
        action=action,
        detail={**detail, **({"token": came.token} if came and came.token else {})},
        reason=reason,
        request_id=request_id or (came.request_id if came else None),
        network=came.network if came else None,
    )
