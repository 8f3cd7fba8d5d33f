"""The job that deletes the files of what was deleted: bytes are shared, so only those that nothing else refers to."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.core.database import read_only
from elearn.core.objects import ObjectStore
from elearn.home import retention_queries as leaving
from elearn.home.service.copying import copy_path


def erase_files(
    sessions: sessionmaker[Session],
    payload: Mapping[str, Any],
    now: datetime,
    *,
    objects: ObjectStore,
    folder: Path,
    exports: Path,
) -> None:
    """Delete the objects of ``payload["digests"]`` that no row names, the ZIPs of ``payload["copies"]`` in ``folder``,
    and what there is of ``payload["exports"]`` in ``exports``. Idempotent.
    """
    with read_only(), sessions.begin() as session:
        left = [digest for digest in payload["digests"] if not leaving.is_named(session, digest)]
    for digest in left:
        objects.forget(digest)
    for copy_id in payload["copies"]:
        copy_path(folder, int(copy_id)).unlink(missing_ok=True)
    for export_id in payload.get("exports", ()):  # a job of an earlier version names none
        shutil.rmtree(exports / str(int(export_id)), ignore_errors=True)
