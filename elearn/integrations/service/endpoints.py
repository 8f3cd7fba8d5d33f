"""Webhooks as an admin of the whole institution manages them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.core.identifiers import public_code
from elearn.core.sealing import Sealer
from elearn.integrations import queries
from elearn.integrations.models import Webhook, WebhookDelivery
from elearn.integrations.rules import webhooks as rules
from elearn.integrations.rules.addresses import Allowed, check_url
from elearn.integrations.rules.webhooks import EVENT_WORDS, REPEATABLE, DeliveryState, EventType, PauseReason
from elearn.integrations.service.announcing import tell
from elearn.integrations.service.sending import RESUME_JOB, deliver_at, label
from elearn.jobs.service import enqueue
from elearn.people import queries as people
from elearn.people.rules import Actor

MOST = 20  # webhooks
NOT_YOURS = "Halaman ini hanya untuk admin seluruh instansi."
UNKNOWN = "Webhook ini tidak ditemukan; mungkin sudah dihapus. Lihat daftar webhook."
TAKEN = "Alamat ini sudah menjadi webhook. Buka yang sudah ada dari daftar."
NO_EVENTS = "Pilih sedikitnya satu kejadian."
TOO_MANY = f"Sudah ada {MOST} webhook. Hapus yang tidak dipakai lagi."
PAUSED = "Webhook ini sedang dijeda. Lanjutkan dahulu, lalu coba lagi."
NOT_NOW = "Kiriman ini sedang menunggu giliran, jadi tidak ada yang diubah."


@dataclass(frozen=True, slots=True)
class WebhookLine:
    """A webhook and how it does. ``host``: the part of its address by which it is called on pages; ``paused``: why it
    rests, in words (empty: it runs).
    """

    id: int
    url: str
    host: str
    events: tuple[str, ...]
    created_at: datetime
    paused: str
    failing_since: datetime | None
    counts: Mapping[DeliveryState, int]


def webhook_list(session: Session, *, actor: Actor) -> tuple[WebhookLine, ...]:
    """All webhooks. Raises NotFound for an admin of some units only. Three queries."""
    require_everything(session, actor)
    hooks = queries.webhooks(session)
    counts = queries.counts(session, [hook.id for hook in hooks])
    return tuple(line_of(hook, counts.get(hook.id, {})) for hook in hooks)


def one_webhook(session: Session, webhook_id: int, *, actor: Actor) -> WebhookLine:
    """One webhook. Raises NotFound."""
    hook = _known(session, webhook_id, actor)
    return line_of(hook, queries.counts(session, [hook.id]).get(hook.id, {}))


def add_webhook(
    session: Session, url: str, events: Iterable[str], *, sealer: Sealer, allowed: Allowed, actor: Actor, now: datetime
) -> int:
    """Add an address; returns the webhook's id. Its secret is shown for an hour at most. Raises NotFound, Invalid (an
    address that is none or leads into the institution's network, no event, an address twice), Conflict (too many).
    """
    require_everything(session, actor)
    wanted = [event for event in EVENT_WORDS if event in set(events)]
    if not wanted:
        raise Invalid(NO_EVENTS, {"kejadian": NO_EVENTS})
    address = check_url(url, allowed)
    if (session.scalar(select(func.count(Webhook.id))) or 0) >= MOST:
        raise Conflict(TOO_MANY)
    sealed = sealer.seal(rules.secret_of(secrets.token_bytes(rules.SECRET_BYTES)), label(address))
    made = Webhook(url=address, events=wanted, secret=sealed, secret_until=now + rules.SECRET_SHOWN, created_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        if not queries.known_url(session, address):
            raise
        raise Invalid(TAKEN, {"alamat": TAKEN}) from None
    _note(session, "webhook.add", made, actor, now)
    return made.id


def hide_secret(session: Session, webhook_id: int, *, actor: Actor) -> None:
    """Never show the secret again. Raises NotFound."""
    held(session, webhook_id, actor).secret_until = None


def pause(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> None:
    """Send nothing for now; what happens meanwhile waits. Repeating it changes nothing. Raises NotFound."""
    hook = held(session, webhook_id, actor)
    if hook.paused_at is None:
        hook.paused_at, hook.paused_by = now, PauseReason.ADMIN.value
        _note(session, "webhook.pause", hook, actor, now)


def resume(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> None:
    """Go on, and send what waited. Repeating it changes nothing. Raises NotFound."""
    hook = held(session, webhook_id, actor)
    if hook.paused_at is None:
        return
    hook.paused_at = hook.paused_by = hook.failing_since = hook.rest_until = None
    asked = {"webhook_id": hook.id}
    enqueue(session, RESUME_JOB, f"{RESUME_JOB}:{hook.id}:{now.isoformat()}", asked, now=now)
    _note(session, "webhook.resume", hook, actor, now)


def delete_webhook(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove a webhook with its log; what waited is not sent. Raises NotFound."""
    hook = held(session, webhook_id, actor)
    _note(session, "webhook.delete", hook, actor, now)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.webhook_id == hook.id))
    session.delete(hook)
    session.flush()


def ping(session: Session, webhook_id: int, *, actor: Actor, now: datetime) -> None:
    """Send a message that only says that messages arrive. Raises NotFound, or Conflict while it is paused."""
    hook = held(session, webhook_id, actor)
    if hook.paused_at is not None:
        raise Conflict(PAUSED)
    hook.rest_until = None
    key = f"{EventType.PING.value}:{hook.id}:{public_code(10)}"
    tell(session, EventType.PING, {}, [hook], key=key, at=now, now=now)
    _note(session, "webhook.ping", hook, actor, now)


def resend(session: Session, webhook_id: int, delivery_id: int, *, actor: Actor, now: datetime) -> None:
    """Send a message again, under the same id. Raises NotFound, or Conflict while it waits or the webhook is paused."""
    hook = held(session, webhook_id, actor)
    delivery = session.get(WebhookDelivery, delivery_id, with_for_update=True)
    if delivery is None or delivery.webhook_id != hook.id:
        raise NotFound(UNKNOWN)
    if hook.paused_at is not None:
        raise Conflict(PAUSED)
    if DeliveryState(delivery.state) not in REPEATABLE:
        raise Conflict(NOT_NOW)
    hook.rest_until = None
    delivery.state, delivery.attempts, delivery.next_try_at = DeliveryState.WAITING.value, 0, now
    deliver_at(session, delivery.id, now, now=now)
    _note(session, "webhook.resend", hook, actor, now)


def held(session: Session, webhook_id: int, actor: Actor) -> Webhook:
    """One webhook, held until the transaction ends. Raises NotFound, also for an admin of some units only."""
    return _known(session, webhook_id, actor, hold=True)


def line_of(hook: Webhook, counts: Mapping[DeliveryState, int]) -> WebhookLine:
    """A webhook as it is shown."""
    events: Collection[str] = hook.events
    words = tuple(EVENT_WORDS[event] for event in events if event in EVENT_WORDS)
    paused = rules.PAUSE_WORDS.get(hook.paused_by or "", "")
    host = urlsplit(hook.url).hostname or ""
    return WebhookLine(hook.id, hook.url, host, words, hook.created_at, paused, hook.failing_since, counts)


def require_everything(session: Session, actor: Actor) -> None:
    """Raises NotFound for an admin of some units only."""
    if people.unit_scope(session, actor).unit_ids is not None:
        raise NotFound(NOT_YOURS)


def _known(session: Session, webhook_id: int, actor: Actor, *, hold: bool = False) -> Webhook:
    require_everything(session, actor)
    hook = session.get(Webhook, webhook_id, with_for_update=hold or None)
    if hook is None:
        raise NotFound(UNKNOWN)
    return hook


def _note(session: Session, action: str, hook: Webhook, actor: Actor, now: datetime) -> None:
    audit.record(session, action, actor_id=actor.id, now=now, detail={"webhook": hook.id})
