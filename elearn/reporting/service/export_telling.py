"""How people learn what became of an export."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from elearn.core.errors import ElearnError
from elearn.notices.rules import Kind
from elearn.notices.service import notify
from elearn.reporting.models import ListExport


def tell(session: Session, export: ListExport, kind: Kind, now: datetime) -> None:
    """Tell its owner, once for each time that she asked for it."""
    link, key = f"/admin/ekspor/{export.id}", f"{export.id}:{export.retries}"
    notify(session, export.owner_id, kind, key=key, words={"title": export.label}, link=link, now=now)


def problem_of(error: Exception) -> str:
    """Why a piece could not be made, for its owner: nothing of the data, and no more of the server than helps."""
    if isinstance(error, ElearnError):
        return error.message
    if isinstance(error, OSError):
        return f"Berkas tidak dapat ditulis di server: {error.strerror or 'sebabnya tidak diketahui'}."
    if isinstance(error, DBAPIError):
        return "Basis data tidak dapat dibaca."
    return "Ada kesalahan pada situs ini; rinciannya di catatan server."
