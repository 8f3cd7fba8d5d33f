"""The worker's part: an attempt that nobody submitted is closed when its time is over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment import queries
from elearn.assessment.models import Attempt
from elearn.assessment.service.standing import Bodies
from elearn.assessment.service.taking import close_overdue
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.database import read_only
from elearn.core.errors import NotFound
from elearn.jobs.service import Handler
from elearn.people.rules import Actor
from elearn.people.service import snapshot


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
            body = bodies(attempt.body_key)
        with sessions.begin() as session:
            owner = _owner(session, attempt_id, now, timezone)
            close_overdue(session, catalogue(), attempt_id, bodies=lambda _key: body, actor=owner, now=now)

    return close


def _owner(session: Session, attempt_id: int, now: datetime, timezone: str) -> Actor:
    """The learner herself, as she would be signed in now: what follows from closing is hers."""
    person_id = queries.owner_of(session, attempt_id)
    if person_id is None:
        raise NotFound(f"attempt {attempt_id} belongs to nobody")
    found = snapshot(session, person_id, local_date(now, timezone))
    return Actor(
        id=person_id,
        display_name=found.name,
        zone=found.zone or timezone,
        posting_id=found.posting_id,
        status=found.status,
    )
