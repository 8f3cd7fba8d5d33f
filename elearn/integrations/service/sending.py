"""The jobs that hand messages over.

A delivery is claimed in one short transaction, sent outside any, and its fate recorded in another. A worker that dies
in between leaves it claimed, and whoever gets the job next sends it again: at least once, always under the same id, by
which receivers know what they have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.sealing import Sealer, Unreadable
from elearn.integrations import queries
from elearn.integrations.models import Webhook, WebhookDelivery, WebhookMessage
from elearn.integrations.outgoing import Answer, Caller, Unreached
from elearn.integrations.rules import webhooks as rules
from elearn.integrations.rules.webhooks import DeliveryState, PauseReason
from elearn.jobs.service import Handler, enqueue
from elearn.notices import service as notices
from elearn.notices.rules import Kind

DELIVER_JOB = "webhook.deliver"
RESUME_JOB = "webhook.resume"
AT_ONCE = 200  # deliveries put back to work in one transaction
UNSEALABLE = (
    "Rahasia webhook ini tidak dapat dibuka, karena kunci situs berganti. Hapus webhook ini lalu tambahkan lagi."
)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """What is to be sent now."""

    webhook_id: int
    delivery_id: int
    url: str
    sealed: str
    public_id: str
    body: bytes


def label(url: str) -> str:
    """What the secret of a webhook is sealed under."""
    return f"webhook:{url}"


def deliver_at(session: Session, delivery_id: int, moment: datetime, *, now: datetime) -> None:
    """Have a delivery tried at an instant."""
    key = f"{DELIVER_JOB}:{delivery_id}:{moment.isoformat()}"
    enqueue(session, DELIVER_JOB, key, {"delivery_id": delivery_id}, now=now, run_at=moment)


def deliver_handler(caller: Caller, sealer: Sealer) -> Handler:
    """The job that tries one delivery."""

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        with sessions.begin() as session:
            parcel = _claim(session, payload["delivery_id"], now)
        if parcel is None:
            return
        fate = _sent(caller, sealer, parcel, now)
        with sessions.begin() as session:
            _record(session, parcel, fate, now)

    return handle


def resume_handler() -> Handler:
    """The job that puts everything back to work that waited for a webhook while it was paused."""

    def handle(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        last = 0
        while True:
            with sessions.begin() as session:
                found = queries.waiting(session, payload["webhook_id"], last, AT_ONCE)
                held = WebhookDelivery.id.in_(found), WebhookDelivery.state == DeliveryState.WAITING.value
                session.execute(update(WebhookDelivery).where(*held).values(next_try_at=now))
                for delivery_id in found:
                    deliver_at(session, delivery_id, now, now=now)
            if not found:
                return
            last = found[-1]

    return handle


def _claim(session: Session, delivery_id: int, now: datetime) -> _Parcel | None:
    """Take a delivery that is due. One that is claimed already belonged to a worker that is gone."""
    delivery = session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.state not in {DeliveryState.WAITING, DeliveryState.SENDING}:
        return None
    hook = session.get_one(Webhook, delivery.webhook_id)
    if hook.paused_at is not None:
        delivery.state, delivery.next_try_at = DeliveryState.WAITING.value, None
        return None
    if delivery.next_try_at is not None and delivery.next_try_at > now:
        return None  # that has a job of its own
    if hook.rest_until is not None and hook.rest_until > now:
        delivery.next_try_at = hook.rest_until
        deliver_at(session, delivery.id, hook.rest_until, now=now)
        return None
    message = session.get_one(WebhookMessage, delivery.message_id)
    delivery.state, delivery.attempts = DeliveryState.SENDING.value, delivery.attempts + 1
    delivery.tried_at, delivery.next_try_at = now, None
    return _Parcel(hook.id, delivery.id, hook.url, hook.secret, message.public_id, message.body.encode())


def _sent(caller: Caller, sealer: Sealer, parcel: _Parcel, now: datetime) -> Answer | str:
    """The answer, or why there is none."""
    try:
        secret = sealer.open(parcel.sealed, label(parcel.url))
        headers = rules.headers(secret, parcel.public_id, now, parcel.body)
        return caller.send("POST", parcel.url, headers, parcel.body)
    except Unreadable:
        return UNSEALABLE
    except Unreached as error:
        return str(error)


def _record(session: Session, parcel: _Parcel, fate: Answer | str, now: datetime) -> None:
    """Write down how it went; a webhook or delivery that was deleted meanwhile is left alone. The webhook is held
    before the delivery, as by whoever deletes it: held the other way round, the two would wait for each other.
    """
    hook = session.get(Webhook, parcel.webhook_id, with_for_update=True)
    delivery = session.get(WebhookDelivery, parcel.delivery_id, with_for_update=True)
    if hook is None or delivery is None or delivery.state != DeliveryState.SENDING:
        return
    answered = fate if isinstance(fate, Answer) else None
    delivery.status = answered.status if answered else None
    delivery.answer = answered.head(rules.HEAD) if answered else None
    delivery.error = fate if isinstance(fate, str) else None
    if answered is not None and answered.good:
        delivery.state, hook.failing_since, hook.rest_until = DeliveryState.DELIVERED.value, None, None
        return
    hook.failing_since = hook.failing_since or now
    hook.rest_until = now + rules.REST if answered is None else None
    _again(session, hook, delivery, parcel.public_id, now)


def _again(session: Session, hook: Webhook, delivery: WebhookDelivery, public_id: str, now: datetime) -> None:
    """Try it later, or give it up, or give the webhook up until an admin has looked."""
    again = rules.next_try(delivery.attempts, now, public_id)
    delivery.state = DeliveryState.FAILED.value if again is None else DeliveryState.WAITING.value
    if delivery.status == rules.GONE or rules.must_pause(hook.failing_since, now):
        gone = delivery.status == rules.GONE
        hook.paused_at, hook.paused_by = now, (PauseReason.GONE if gone else PauseReason.FAILING).value
        _tell_admins(session, hook, Kind.WEBHOOK_PAUSED, now)
    elif again is None:
        _tell_admins(session, hook, Kind.WEBHOOK_FAILED, now)
    else:
        delivery.next_try_at = max(again, hook.rest_until or again)
        deliver_at(session, delivery.id, delivery.next_try_at, now=now)


def _tell_admins(session: Session, hook: Webhook, kind: Kind, now: datetime) -> None:
    """Once a day, by the name of the host: the rest of an address may be secret."""
    words, link = {"host": urlsplit(hook.url).hostname or ""}, f"/admin/webhook/{hook.id}"
    for person_id in queries.chief_admins(session):
        key = f"{hook.id}:{now.date().isoformat()}"
        notices.notify(session, person_id, kind, key=key, words=words, link=link, now=now)
