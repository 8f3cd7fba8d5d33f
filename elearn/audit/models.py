"""Who did or saw what about whom. Append-only: the database refuses UPDATE and DELETE."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.append_only import APPEND_ONLY
from elearn.core.database import Base, Identity


class AuditEntry(Base):
    """One row a request. ``detail`` holds filter and count, never a NIP. ``actor_id`` is empty for the system.

    ``network`` is the /24 or /48 it came from: no address is kept.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "at"), Index(None, "action"), Index(None, "actor_id", "at"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(60))
    detail: Mapped[dict[str, Any]]
    reason: Mapped[str | None] = mapped_column(Text)
    request_id: Mapped[str | None] = mapped_column(String(40))
    network: Mapped[str | None] = mapped_column(String(50))


class AuditSubject(Base):
    """A person whom an audit entry is about, so that "siapa melihat data saya" can be answered."""

    __tablename__ = "audit_subject"
    __table_args__ = (Index(None, "person_id", "entry_id"), {"info": APPEND_ONLY})

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entry.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
