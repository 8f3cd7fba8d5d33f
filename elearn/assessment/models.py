"""Attempts, the journal of answers, extra attempts granted, essays marked, and attempts graded again."""

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

    Once submitted, ``passed`` None means that an essay waits to be marked; ``score`` None with ``passed`` is a survey.
    ``late_until``: until then answers come in that were made before the deadline (None: not after it). ``receipt``: the
    code given when it was handed in, without dashes.
    ``regraded``: body keys of newer snapshots whose corrected keys grade it, oldest first; ``marks_to``: the newest
    mark of an essay that counts. So the score can always be worked out again from what is stored.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "item", "number"),
        Index(
            "uq_attempt_open", "enrolment_id", "item", unique=True,
            sqlite_where=text("submitted_at IS NULL"), postgresql_where=text("submitted_at IS NULL"),
        ),
        Index(None, "course", "item", "submitted_at"),
        Index(
            "ix_attempt_waiting", "course", "submitted_at",
            sqlite_where=text("passed IS NULL"), postgresql_where=text("passed IS NULL"),
        ),
        Index(None, "receipt"),
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
    late_until: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(20))
    score: Mapped[int | None]
    points: Mapped[int | None]
    max_points: Mapped[int | None]
    passed: Mapped[bool | None]
    receipt: Mapped[str | None] = mapped_column(String(8))
    regraded: Mapped[list[Any]] = mapped_column(default=list)
    marks_to: Mapped[int | None] = mapped_column(Identity)


class AnswerEvent(Base):
    """One change of one answer, accepted exactly once. The draft is the fold of these: the answer made last wins.

    ``client_key`` names the page or device that sent it, ``seq`` counts there; ``value`` is a list of option keys or a
    list of one text. ``made_at``: when the learner gave it, never later than ``received_at``.
    """

    __tablename__ = "answer_event"
    __table_args__ = (UniqueConstraint("attempt_id", "client_key", "seq"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    client_key: Mapped[str] = mapped_column(String(40))
    seq: Mapped[int]
    question: Mapped[str] = mapped_column(String(100))
    value: Mapped[list[Any]]
    made_at: Mapped[datetime]
    received_at: Mapped[datetime]


class AttemptReveal(Base):
    """A question whose key was shown while its attempt still runs (``pembahasan: langsung``): from then on its answer
    does not change any more.
    """

    __tablename__ = "attempt_reveal"
    __table_args__ = (UniqueConstraint("attempt_id", "question"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    question: Mapped[str] = mapped_column(String(100))
    revealed_at: Mapped[datetime]


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


class EssayMark(Base):
    """What one marker gave for one essay of an attempt: ``points`` by the key of the rubric's criterion. A changed mark
    is a new row; of each marker the newest counts, and of several markers the mean.
    """

    __tablename__ = "essay_mark"
    __table_args__ = (Index(None, "attempt_id", "id"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    question: Mapped[str] = mapped_column(String(100))
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    points: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(Text)
    marked_at: Mapped[datetime]


class MarkersWanted(Base):
    """How many markers an attempt is to have (1 or 2), from then on; without a row it is one."""

    __tablename__ = "markers_wanted"
    __table_args__ = (Index(None, "attempt_id", "id"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    markers: Mapped[int]
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]


class AttemptRegrade(Base):
    """One attempt graded again: what it was, what came out, by which keys, by whom and why. Nothing is ever taken away:
    ``applied`` is False where the old, better result stands.

    Scores in hundredths of a percent and points in hundredths, None while an essay waits. ``old_body_key`` and
    ``new_body_key`` are equal where a mark was changed and no key. ``questions``: the ids of those corrected.
    """

    __tablename__ = "attempt_regrade"
    __table_args__ = (Index(None, "attempt_id", "id"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    old_score: Mapped[int | None]
    new_score: Mapped[int | None]
    old_points: Mapped[int | None]
    new_points: Mapped[int | None]
    old_passed: Mapped[bool | None]
    new_passed: Mapped[bool | None]
    old_body_key: Mapped[str] = mapped_column(String(64))
    new_body_key: Mapped[str] = mapped_column(String(64))
    questions: Mapped[list[Any]]
    applied: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    regraded_at: Mapped[datetime]
