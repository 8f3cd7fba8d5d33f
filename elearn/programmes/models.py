"""Programmes, their cohorts, the persons they name, and who is exempt."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.database import Base, Identity


class Programme(Base):
    """Courses (slugs) that people must complete between two local dates, both included. ``paths``: the learning paths
    that some of them come from, as they were when the programme took them (``rules.written``). ``unit_id``: whose
    programme it is, and whom it covers with those below (None: the whole institution). See ``rules.Terms`` and
    ``rules.Target``. ``months``: a course is due again so many months after it was completed (None: once is enough).
    ``enrolment``: a ``rules.Enrolment``. Whoever changes who sits in its cohorts holds this row locked.
    """

    __tablename__ = "programme"
    __table_args__ = (Index(None, "closed_at", "due_on"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    courses: Mapped[list[Any]]
    paths: Mapped[list[Any]] = mapped_column(default=list)
    starts_on: Mapped[date]
    due_on: Mapped[date]
    renews: Mapped[bool] = mapped_column(default=False)
    months: Mapped[int | None]
    everybody: Mapped[bool]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    status: Mapped[str] = mapped_column(String(20), default="")
    position: Mapped[str] = mapped_column(String(200), default="")
    enrolment: Mapped[str] = mapped_column(String(20), default="")
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Cohort(Base):
    """People who do a programme together between two local dates, both included. ``quota``: how many at most (None: no
    limit). ``closed_at``: nobody joins any more; whoever has a seat goes on.
    """

    __tablename__ = "programme_cohort"
    __table_args__ = (Index(None, "programme_id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    name: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    due_on: Mapped[date]
    quota: Mapped[int | None]
    place: Mapped[str] = mapped_column(String(200), default="")
    organiser: Mapped[str] = mapped_column(String(200), default="")
    created_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Seat(Base):
    """Somebody's seat in a cohort, or her place in its queue, which is in the order of ids. One a person and programme.
    ``state``: a ``rules.SeatState``; ``given_by``: herself, or an admin.
    """

    __tablename__ = "programme_seat"
    __table_args__ = (UniqueConstraint("programme_id", "person_id"), Index(None, "cohort_id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("programme_cohort.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(20))
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]


class Request(Base):
    """Somebody asks for a seat in a cohort. ``approved`` None: nobody decided yet; ``reason``: why not."""

    __tablename__ = "programme_request"
    __table_args__ = (Index(None, "programme_id", "person_id"), Index(None, "person_id"), Index(None, "approved"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    cohort_id: Mapped[int] = mapped_column(ForeignKey("programme_cohort.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    approved: Mapped[bool | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="")


class ProgrammePerson(Base):
    """Somebody whom a programme names."""

    __tablename__ = "programme_person"
    __table_args__ = (Index(None, "person_id"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    added_at: Mapped[datetime]


class ProgrammeExemption(Base):
    """Somebody who need not complete a programme, and why."""

    __tablename__ = "programme_exemption"
    __table_args__ = (Index(None, "person_id"),)

    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    given_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_at: Mapped[datetime]


class CalendarFeed(Base):
    """The secret address under which somebody's phone reads her deadlines: of its token only the sha256, in hex."""

    __tablename__ = "calendar_feed"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
