"""Enrolment, progress and completion."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.append_only import APPEND_ONLY
from elearn.core.database import Base, Identity


class Enrolment(Base):
    """One run of a course by a person: the parent of progress, attempts and completion. At most one run is open."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("person_id", "course", "run"),
        Index(
            "uq_enrolment_open", "person_id", "course", unique=True,
            sqlite_where=text("closed_at IS NULL"), postgresql_where=text("closed_at IS NULL"),
        ),
        Index(None, "course", "opened_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course: Mapped[str] = mapped_column(String(100))
    run: Mapped[int] = mapped_column(default=1)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class ItemProgress(Base):
    """What a person did with one item. ``best_score`` in hundredths of a percent. ``done_on`` is the local date in
    ``zone`` at the event, never recomputed; ``version`` the item's version then.
    """

    __tablename__ = "item_progress"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(100), primary_key=True)
    done_at: Mapped[datetime | None]
    done_on: Mapped[date | None]
    zone: Mapped[str | None] = mapped_column(String(40))
    version: Mapped[str | None] = mapped_column(String(64))
    best_score: Mapped[int | None]


class Reread(Base):
    """An item that changed so much that whoever finished another version before ``since`` must read it again, unless
    she has completed the course. ``item`` is an id that the item has or had; ``reason`` is said to learners.
    """

    __tablename__ = "reread"
    __table_args__ = (Index(None, "course", "item"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    course: Mapped[str] = mapped_column(String(100))
    item: Mapped[str] = mapped_column(String(100))
    version: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)


class Completion(Base):
    """The course is done, once a run. ``final_score`` in hundredths of a percent (None: no post-test); ``jp`` in
    hundredths; ``started_on`` and ``completed_on`` are local dates in ``zone``; ``course_version``: a manifest digest.
    """

    __tablename__ = "completion"
    __table_args__ = (
        Index(None, "course", "completed_on"),
        Index(None, "completed_on", "id"),
        # SQLite's indexes hold the id anyway: a page of some people's is found without reading their rows.
        Index(None, "person_id", "completed_on", postgresql_include=["id"]),
        Index(None, "posting_id", "completed_on"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    course: Mapped[str] = mapped_column(String(100))
    course_title: Mapped[str] = mapped_column(String(300))
    course_version: Mapped[str] = mapped_column(String(64))
    training_type: Mapped[str] = mapped_column(String(10))
    organiser: Mapped[str] = mapped_column(String(200))
    posting_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))
    completed_at: Mapped[datetime]
    completed_on: Mapped[date]
    started_on: Mapped[date]
    zone: Mapped[str] = mapped_column(String(40))
    final_score: Mapped[int | None]
    jp: Mapped[int]


class PathCompletion(Base):
    """All required courses of a learning path are done, once a person: what the certificate of the path is for.
    ``path`` is its id at that time; a path that changes later takes nothing back. ``started_on`` and ``completed_on``
    are the first and the last local date of its courses, ``zone`` is that of the certificate.
    """

    __tablename__ = "path_completion"
    __table_args__ = (UniqueConstraint("person_id", "path"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    path: Mapped[str] = mapped_column(String(100))
    started_on: Mapped[date]
    completed_on: Mapped[date]
    completed_at: Mapped[datetime]
    zone: Mapped[str] = mapped_column(String(40))
