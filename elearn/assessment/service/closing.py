"""The worker's part: an attempt that nobody submitted is closed when its time is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment.models import Attempt
from elearn.assessment.service.settling import owner_of
from elearn.assessment.service.standing import Bodies
from elearn.assessment.service.taking import close_overdue
from elearn.content.model import Catalogue
from elearn.core.database import read_only
from elearn.core.errors import NotFound
from elearn.jobs.service import Handler


def closing_handler(catalogue: Callable[[], Catalogue], bodies: Bodies, timezone: str) -> Handler:
    """The handler of ``attempt.close`` jobs. ``timezone`` is that of units that name none.

    Running it again changes nothing. The snapshot is read before the transaction that closes begins.
    """

    def close(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        attempt_id = int(payload["attempt"])
        with read_only(), sessions() as session:
            attempt = session.get(Attempt, attempt_id)
            if attempt is None:
                raise NotFound(f"attempt {attempt_id} does not exist")
            keys = {key: bodies(key) for key in (attempt.body_key, *attempt.regraded)}
        with sessions.begin() as session:
            owner = owner_of(session, attempt_id, now, timezone)
            close_overdue(session, catalogue(), attempt_id, bodies=keys.__getitem__, actor=owner, now=now)

    return close
