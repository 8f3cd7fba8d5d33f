"""One webhook with its log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from sqlalchemy.orm import Session

from elearn.core.errors import NotFound
from elearn.core.sealing import Sealer, Unreadable
from elearn.integrations import queries
from elearn.integrations.models import Webhook
from elearn.integrations.queries import Sent
from elearn.integrations.rules.webhooks import DeliveryState
from elearn.integrations.service.endpoints import UNKNOWN, WebhookLine, line_of, require_everything
from elearn.integrations.service.sending import label
from elearn.people.rules import Actor


class Cut(Protocol):
    """Which part of a list is shown."""

    @property
    def offset(self) -> int: ...
    @property
    def size(self) -> int: ...


Part = TypeVar("Part", bound=Cut)


@dataclass(frozen=True, slots=True)
class WebhookPage(Generic[Part]):
    """A webhook, its secret as long as it is shown (empty: no longer), and a page of its log."""

    hook: WebhookLine
    secret: str
    lines: tuple[Sent, ...]
    part: Part


def webhook_page(
    session: Session,
    webhook_id: int,
    state: DeliveryState | None,
    part_of: Callable[[int], Part],
    *,
    sealer: Sealer,
    actor: Actor,
    now: datetime,
) -> WebhookPage[Part]:
    """A webhook and its deliveries in a state (None: in all), newest first. Raises NotFound."""
    require_everything(session, actor)
    hook = session.get(Webhook, webhook_id)
    if hook is None:
        raise NotFound(UNKNOWN)
    part = part_of(queries.count_log(session, hook.id, state))
    lines = queries.log(session, hook.id, state, offset=part.offset, limit=part.size)
    counts = queries.counts(session, [hook.id]).get(hook.id, {})
    return WebhookPage(line_of(hook, counts), _shown(hook, sealer, now), lines, part)


def _shown(hook: Webhook, sealer: Sealer, now: datetime) -> str:
    if hook.secret_until is None or hook.secret_until <= now:
        return ""
    try:
        return sealer.open(hook.secret, label(hook.url))
    except Unreadable:
        return ""
