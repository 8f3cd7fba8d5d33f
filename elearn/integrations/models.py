"""Webhooks, what they are told, and how each telling went; and what an LRS has already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.database import Base, Identity


class Webhook(Base):
    """An address of another system that is told what happens here. ``events``: values of EventType.

    ``secret`` is sealed; it is shown until ``secret_until`` (None: never again). ``paused_by``: a PauseReason (None: it
    runs). ``failing_since``: the first of the failures since the last success. Until ``rest_until`` nothing is tried.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    url: Mapped[str] = mapped_column(String(500), unique=True)
    events: Mapped[list[Any]]
    secret: Mapped[str] = mapped_column(Text)
    secret_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    paused_by: Mapped[str | None] = mapped_column(String(20))
    failing_since: Mapped[datetime | None]
    rest_until: Mapped[datetime | None]


class WebhookMessage(Base):
    """Something that happened, as it is sent: ``body`` is the JSON to the byte, because it is signed. ``key`` names the
    event, so that it becomes a message once.
    """

    __tablename__ = "webhook_message"
    __table_args__ = (Index(None, "created_at"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(40), unique=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    event: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class WebhookDelivery(Base):
    """One message for one webhook. ``state``: a DeliveryState; ``attempts`` counts what was begun; ``next_try_at``
    None: not tried again by itself. ``status``: the HTTP code of the last answer, ``answer`` its first characters,
    ``error`` why there was none.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (UniqueConstraint("webhook_id", "message_id"), Index(None, "webhook_id", "state", "id"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("webhook_message.id"), index=True)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    status: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)


class XapiStream(Base):
    """How far a stream of statements has been sent to the LRS: everything before ``upto`` (None: nothing yet). ``sent``
    and ``refused`` count statements; ``error``: why the last attempt stopped (None: it did not).
    """

    __tablename__ = "xapi_stream"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    upto: Mapped[datetime | None]
    sent: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class XapiSent(Base):
    """A statement that the LRS has, kept as long as its row may be read again."""

    __tablename__ = "xapi_sent"
    __table_args__ = (Index(None, "sent_at"),)

    statement_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    sent_at: Mapped[datetime]
