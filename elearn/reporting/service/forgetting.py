"""Ending what somebody had made for herself, when her data are erased."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.reporting.models import ListExport


def forget_exports(session: Session, owners: Collection[int], *, now: datetime) -> list[int]:
    """Let the exports of these accounts end; returns their ids, for their files are the caller's to delete. Their
    entries in the audit trail still say whose data was taken.
    """
    hers = ListExport.owner_id.in_(owners)
    unmade = (hers, ListExport.ready_at.is_(None), ListExport.failed_at.is_(None))
    session.execute(update(ListExport).where(*unmade).values(failed_at=now))
    ended: dict[str, Any] = {"label": "(dihapus)", "fixed": {}, "size": None, "problem": "", "expires_at": now}
    session.execute(update(ListExport).where(hers).values(**ended))
    return list(session.scalars(select(ListExport.id).where(hers).order_by(ListExport.id)))
