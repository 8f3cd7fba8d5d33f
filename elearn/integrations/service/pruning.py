"""Forgetting old messages and how they went, and what the API answered long ago."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, exists
from sqlalchemy.orm import Session, sessionmaker

from elearn.api.service import forget_answers
from elearn.integrations import queries
from elearn.integrations.models import WebhookDelivery, WebhookMessage
from elearn.integrations.rules.webhooks import KEPT
from elearn.jobs.service import Handler, enqueue

PRUNE_JOB = "webhook.prune"
AT_ONCE = 500


def schedule_prune(session: Session, *, now: datetime) -> None:
    """Have what is old forgotten after the next midnight (UTC); once, however often this is called."""
    due = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
    enqueue(session, PRUNE_JOB, f"{PRUNE_JOB}:{due.date().isoformat()}", {}, now=now, run_at=due)


def prune_handler() -> Handler:
    """The job that forgets. It first asks for the next one."""

    def handle(sessions: sessionmaker[Session], _payload: Mapping[str, Any], now: datetime) -> None:
        with sessions.begin() as session:
            schedule_prune(session, now=now)
        while _forgotten(sessions, now - KEPT):
            pass
        with sessions.begin() as session:
            needed = exists().where(WebhookDelivery.message_id == WebhookMessage.id)
            session.execute(delete(WebhookMessage).where(WebhookMessage.created_at < now - KEPT, ~needed))
            forget_answers(session, now=now)

    return handle


def _forgotten(sessions: sessionmaker[Session], before: datetime) -> int:
    with sessions.begin() as session:
        found = queries.outdated(session, before, AT_ONCE)
        session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(found)))
        return len(found)
