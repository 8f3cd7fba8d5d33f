"""How people learn what became of an export, and the operator's folder that scheduled ones go to."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from elearn.core.errors import ElearnError
from elearn.core.objects import UNFINISHED
from elearn.notices.rules import Kind
from elearn.notices.service import notify
from elearn.reporting.models import ListExport
from elearn.reporting.queries.schedules import to_folder


def tell(session: Session, export: ListExport, kind: Kind, now: datetime) -> None:
    """Tell its owner, once for each time that she asked for it."""
    link, key = f"/admin/ekspor/{export.id}", f"{export.id}:{export.retries}"
    notify(session, export.owner_id, kind, key=key, words={"title": export.label}, link=link, now=now)


def deliver(session: Session, export_id: int, path: Path, kind: str, target: Path | None) -> None:
    """Copy a scheduled export into the operator's folder, whole or not at all and for its owner's eyes only. Done
    again, it replaces the same file. Raises OSError, and ElearnError when there is no such
    folder any more.
    """
    name = to_folder(session, export_id)
    if name is None:
        return
    if target is None:
        raise ElearnError(
            "Folder ekspor di server tidak diatur lagi. Buat jadwal tanpa folder, atau hubungi pengelola."
        )
    handle, temporary = tempfile.mkstemp(dir=target, prefix=UNFINISHED)  # readable by its owner only
    try:
        with os.fdopen(handle, "wb") as file, path.open("rb") as made:
            shutil.copyfileobj(made, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target / f"{name}.{kind}")
    finally:
        Path(temporary).unlink(missing_ok=True)


def problem_of(error: Exception) -> str:
    """Why a piece could not be made, for its owner: nothing of the data, and no more of the server than helps."""
    if isinstance(error, ElearnError):
        return error.message
    if isinstance(error, OSError):
        return f"Berkas tidak dapat ditulis di server: {error.strerror or 'sebabnya tidak diketahui'}."
    if isinstance(error, DBAPIError):
        return "Basis data tidak dapat dibaca."
    return "Ada kesalahan pada situs ini; rinciannya di catatan server."
