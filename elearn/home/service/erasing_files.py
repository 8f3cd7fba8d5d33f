"""The job that deletes what takes files to know: objects of what was deleted (bytes are shared, so only those that
nothing else refers to), copies and exports, and what was written in a quiz whose questions lie in the store.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment.service import forget_words
from elearn.assessment.service.standing import Bodies
from elearn.core.database import read_only
from elearn.core.objects import ObjectStore
from elearn.core.references import is_named
from elearn.home.service.copying import copy_path


def erase_files(
    sessions: sessionmaker[Session],
    payload: Mapping[str, Any],
    now: datetime,
    *,
    objects: ObjectStore,
    folder: Path,
    exports: Path,
    bodies: Bodies,
) -> None:
    """Delete the objects of ``payload["digests"]`` that no row names, the ZIPs of ``payload["copies"]`` in ``folder``,
    what there is of ``payload["exports"]`` in ``exports``, and what ``payload["writers"]`` (accounts whose record is
    gone) wrote in quizzes. Idempotent.
    """
    with read_only(), sessions.begin() as session:
        left = [digest for digest in payload["digests"] if not is_named(session, digest)]
    for digest in left:
        objects.forget(digest)
    for copy_id in payload["copies"]:
        copy_path(folder, int(copy_id)).unlink(missing_ok=True)
    for export_id in payload.get("exports", ()):  # a job of an earlier version names none
        shutil.rmtree(exports / str(int(export_id)), ignore_errors=True)
    forget_words(sessions, payload.get("writers", ()), bodies)
