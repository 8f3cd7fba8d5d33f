"""Reading webhooks, their messages and deliveries, and what they tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.credentials.models import Certificate, CertificateEvent
from elearn.integrations.models import Webhook, WebhookDelivery, WebhookMessage
from elearn.integrations.rules.webhooks import DeliveryState, EventType
from elearn.people.models import Person, RoleGrant


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the delivery log."""

    id: int
    public_id: str
    event: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    tried_at: datetime | None
    next_try_at: datetime | None
    status: int | None
    answer: str
    error: str


def webhooks(session: Session) -> Sequence[Webhook]:
    """All webhooks, in the order of their addresses."""
    return session.scalars(select(Webhook).order_by(Webhook.url)).all()


def listening(session: Session, event: EventType) -> Sequence[Webhook]:
    """The webhooks that are told of an event, paused ones included: theirs waits."""
    return [webhook for webhook in webhooks(session) if event.value in webhook.events]


def known_url(session: Session, url: str) -> bool:
    """Whether an address is a webhook already."""
    return session.scalar(select(Webhook.id).where(Webhook.url == url)) is not None


def counts(session: Session, webhook_ids: Sequence[int]) -> Mapping[int, Mapping[DeliveryState, int]]:
    """How many deliveries of each webhook are in each state."""
    wanted = select(WebhookDelivery.webhook_id, WebhookDelivery.state, func.count(WebhookDelivery.id)).where(
        WebhookDelivery.webhook_id.in_(webhook_ids)
    )
    found: dict[int, dict[DeliveryState, int]] = {}
    for webhook_id, state, count in session.execute(wanted.group_by(WebhookDelivery.webhook_id, WebhookDelivery.state)):
        found.setdefault(webhook_id, {})[DeliveryState(state)] = count
    return found


def count_log(session: Session, webhook_id: int, state: DeliveryState | None) -> int:
    """How many deliveries of a webhook are in a state (None: in all)."""
    wanted = select(func.count(WebhookDelivery.id)).where(WebhookDelivery.webhook_id == webhook_id)
    return session.scalar(wanted if state is None else wanted.where(WebhookDelivery.state == state.value)) or 0


def log(session: Session, webhook_id: int, state: DeliveryState | None, *, offset: int, limit: int) -> tuple[Sent, ...]:
    """Deliveries of a webhook in a state (None: in all), newest first."""
    wanted = select(WebhookDelivery, WebhookMessage.public_id, WebhookMessage.event).join(
        WebhookMessage, WebhookMessage.id == WebhookDelivery.message_id
    )
    wanted = wanted.where(WebhookDelivery.webhook_id == webhook_id).order_by(WebhookDelivery.id.desc())
    wanted = wanted if state is None else wanted.where(WebhookDelivery.state == state.value)
    return tuple(
        Sent(
            one.id, public_id, event, DeliveryState(one.state), one.attempts, one.created_at, one.tried_at,
            one.next_try_at, one.status, one.answer or "", one.error or "",
        )
        for one, public_id, event in session.execute(wanted.offset(offset).limit(limit))
    )  # fmt: skip


def waiting(session: Session, webhook_id: int, after: int, limit: int) -> Sequence[int]:
    """The next ids of deliveries that wait for a webhook, in their order."""
    wanted = select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == webhook_id,
        WebhookDelivery.state == DeliveryState.WAITING.value,
        WebhookDelivery.id > after,
    )
    return session.scalars(wanted.order_by(WebhookDelivery.id).limit(limit)).all()


def certificate(session: Session, certificate_id: int) -> Certificate | None:
    """A certificate by its id."""
    return session.get(Certificate, certificate_id)


def certificate_event(session: Session, event_id: int) -> tuple[CertificateEvent, Certificate] | None:
    """What happened to a certificate, and the certificate."""
    wanted = select(CertificateEvent, Certificate).join(Certificate, Certificate.id == CertificateEvent.certificate_id)
    found = session.execute(wanted.where(CertificateEvent.id == event_id)).first()
    return (found[0], found[1]) if found else None


def chief_admins(session: Session) -> Sequence[int]:
    """Whoever is an admin of the whole institution and can sign in."""
    wanted = select(Person.id).join(RoleGrant, RoleGrant.person_id == Person.id)
    wanted = wanted.where(RoleGrant.role == "admin", RoleGrant.unit_id.is_(None), Person.active)
    return session.scalars(wanted.where(Person.merged_into_id.is_(None)).distinct().order_by(Person.id)).all()


def living(session: Session, person_id: int) -> int:
    """The account that stands for a person today."""
    wanted = select(func.coalesce(Person.merged_into_id, Person.id)).where(Person.id == person_id)
    return session.scalar(wanted) or person_id


def outdated(session: Session, before: datetime, limit: int) -> Sequence[int]:
    """Ids of deliveries made before an instant, whatever became of them, the oldest first."""
    wanted = select(WebhookDelivery.id).where(WebhookDelivery.created_at < before)
    return session.scalars(wanted.order_by(WebhookDelivery.id).limit(limit)).all()
