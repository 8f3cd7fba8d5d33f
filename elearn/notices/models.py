"""Notices, the outbox of mails, and how often somebody wants mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.database import Base, Identity


class Mail(Base):
    """A mail to a person, without her address, which is looked up when it is sent. ``state``: a MailState;
    ``attempts`` counts what was begun; ``next_try_at`` None: not tried again by itself.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (Index(None, "state", "id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class Notice(Base):
    """Something a person should know. ``key`` names the event, so that nothing is told twice; ``words`` fill the
    places of its kind's sentence; ``link`` is a path of this site; ``mail_id`` the mail that told it, too.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("person_id", "key"),
        Index(None, "person_id", "read_at"),
        Index(None, "mail_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120))
    words: Mapped[dict[str, Any]]
    link: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    mail_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_mail.id"))


class NoticePreference(Base):
    """How often a person wants mail: a Choice. Without a row: daily."""

    __tablename__ = "notice_preference"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mail: Mapped[str] = mapped_column(String(10))
    changed_at: Mapped[datetime]
