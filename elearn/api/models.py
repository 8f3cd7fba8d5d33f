"""Tokens of other systems, and the answers that were given to their writes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.database import Base, Identity


class ApiToken(Base):
    """What another system calls itself by. Only the sha256 of the secret is kept; ``hint`` are its last four symbols.

    ``made_by`` answers for it: it never reaches further than she does. ``scopes`` as in ``rules/scopes.py``;
    ``unit_id``: this unit and those below (None: the whole institution). ``last_network``: a /24 or /48.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(4))
    scopes: Mapped[list[Any]]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    last_used_at: Mapped[datetime | None]
    last_network: Mapped[str | None] = mapped_column(String(50))


class ApiReply(Base):
    """What a write with an ``Idempotency-Key`` was answered, kept for a day: the same request gets it again.

    ``request_digest`` is the sha256 of method, path and body. Written first and filled in within the transaction of
    the write, so that of two equal requests at once the second waits for the first. ``body`` is JSON text.
    """

    __tablename__ = "api_reply"
    __table_args__ = (Index(None, "made_at"),)

    token_id: Mapped[int] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    status: Mapped[int] = mapped_column(default=0)
    location: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
