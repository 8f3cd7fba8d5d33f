"""From an announced event to messages, and a delivery for each webhook that listens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.identifiers import canonical_json, public_code
from elearn.core.sealing import Sealer
from elearn.credentials.models import Certificate
from elearn.integrations import queries
from elearn.integrations.models import Webhook, WebhookDelivery, WebhookMessage
from elearn.integrations.rules import webhooks as rules
from elearn.integrations.rules.webhooks import CertificateFacts, DeliveryState, EventType
from elearn.integrations.service.people import opaque_today
from elearn.integrations.service.sending import deliver_at
from elearn.jobs.service import Handler


def event_handler(sealer: Sealer) -> Handler:
    """The job after an announced event. What is said of it, is looked up here, not where it happened."""

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        with sessions.begin() as session:
            _publish(session, EventType(payload["event"]), payload["ref"], sealer, now)

    return handle


def tell(
    session: Session,
    event: EventType,
    data: Mapping[str, Any],
    listeners: Iterable[Webhook],
    *,
    key: str,
    at: datetime,
    now: datetime,
) -> None:
    """Make a message (once: ``key`` names the event) and a delivery for each listener; ``at``: when it happened."""
    hooks = list(listeners)
    if not hooks or session.scalar(select(WebhookMessage.id).where(WebhookMessage.key == key)) is not None:
        return
    public_id = f"msg_{public_code(24)}"
    body = canonical_json(rules.envelope(public_id, event, data, at)).decode()
    message = WebhookMessage(public_id=public_id, key=key, event=event.value, body=body, created_at=now)
    session.add(message)
    session.flush()
    for hook in hooks:
        running = hook.paused_at is None
        made = WebhookDelivery(
            webhook_id=hook.id, message_id=message.id, state=DeliveryState.WAITING.value, created_at=now,
            next_try_at=now if running else None,
        )  # fmt: skip
        session.add(made)
        session.flush()
        if running:
            deliver_at(session, made.id, now, now=now)


def _publish(session: Session, event: EventType, ref: int, sealer: Sealer, now: datetime) -> None:
    """``ref``: the certificate's id if it was issued, else that of what happened to it."""
    at, found = now, None
    if event is EventType.ISSUED:
        found = queries.certificate(session, ref)
        at = found.issued_at if found else now
    elif (happened := queries.certificate_event(session, ref)) is not None:
        at, found = happened[0].at, happened[1]
    if found is None:
        return
    facts = _facts(found, opaque_today(session, sealer, found.person_id))
    key = f"{event.value}:{ref}"
    tell(session, event, rules.certificate(facts), queries.listening(session, event), key=key, at=at, now=now)
    if event is EventType.ISSUED and found.issue == 1 and found.completion_ref is not None:
        done = EventType.COMPLETED  # a course is completed in the transaction that issues its first certificate
        key, listeners = f"{done.value}:{found.completion_ref}", queries.listening(session, done)
        tell(session, done, rules.completed(facts), listeners, key=key, at=at, now=now)


def _facts(certificate: Certificate, person: str) -> CertificateFacts:
    course = certificate.payload["course"]
    return CertificateFacts(
        code=certificate.code,
        person=person,
        course=certificate.course or "",
        path="" if certificate.course else course["slug"],
        jp=course["jp"],
        completed_on=date.fromisoformat(course["completed_on"]),
        issued_on=certificate.issued_on,
        valid_until=certificate.valid_until,
        replaces=certificate.payload["certificate"].get("replaces", ""),
    )
