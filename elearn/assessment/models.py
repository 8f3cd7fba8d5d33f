"""Attempts, the journal of answers, and extra attempts granted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.append_only import APPEND_ONLY
from elearn.core.database import Base, Identity


class Attempt(Base):
    """One try at a quiz, with everything needed to show and grade it again.

    ``drawn`` lists the questions as shown: ``[{"id": question id, "options": [option keys in order]}, …]`` (the drawn
    order is stored because a shuffle is not stable across Python versions). ``body_key`` addresses the quiz snapshot
    in the store. ``score`` in hundredths of a percent, rounded down; ``points`` and ``max_points``
    in hundredths of a point.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "item", "number"),
        Index(
            "uq_attempt_open", "enrolment_id", "item", unique=True,
            sqlite_where=text("submitted_at IS NULL"), postgresql_where=text("submitted_at IS NULL"),
        ),
        Index(None, "course", "item", "submitted_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    course: Mapped[str] = mapped_column(String(100))
    item: Mapped[str] = mapped_column(String(100))
    number: Mapped[int]
    seed: Mapped[str] = mapped_column(String(40))
    body_key: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    pass_mark: Mapped[int]
    drawn: Mapped[list[Any]]
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(20))
    score: Mapped[int | None]
    points: Mapped[int | None]
    max_points: Mapped[int | None]
    passed: Mapped[bool | None]


class AnswerEvent(Base):
    """One change of one answer, accepted exactly once. The draft is the fold of these: the last event by id wins.

    ``client_key`` names the page or device that sent it, ``seq`` counts there; ``value`` is a list of option keys or a
    list of one text.
    """

    __tablename__ = "answer_event"
    __table_args__ = (UniqueConstraint("attempt_id", "client_key", "seq"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    client_key: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    question: Mapped[str] = mapped_column(String(100))
    value: Mapped[list[Any]]
    received_at: Mapped[datetime]


class AttemptGrant(Base):
    """Attempts granted beyond the quiz's limit, with the reason."""

    __tablename__ = "attempt_grant"
    __table_args__ = (Index(None, "enrolment_id", "item"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    item: Mapped[str] = mapped_column(String(100))
    extra: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]
