"""Submissions, what was done to them, their evidence, and lists taken over."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.append_only import APPEND_ONLY
from elearn.core.database import Base, Identity


class EvidenceFile(Base):
    """A file that proves something, its bytes content-addressed under ``digest``. ``name`` is the uploader's own;
    ``mime`` was found in the content. ``scan``: menunggu, bersih, ditolak or tanpa-pemindai.
    """

    __tablename__ = "evidence_file"
    __table_args__ = (Index(None, "person_id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    mime: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    scan: Mapped[str] = mapped_column(String(20))
    scanned_at: Mapped[datetime | None]
    uploaded_at: Mapped[datetime]


class TrainingImport(Base):
    """A list of past training as it was uploaded, its bytes under ``digest``. ``confirmed_at`` None: only looked at;
    ``applied_at`` None: not yet recorded by the worker.
    """

    __tablename__ = "training_import"
    __table_args__ = (Index(None, "uploaded_by", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    confirmed_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class Submission(Base):
    """One training taken elsewhere. ``code`` is its address and the ledger's reference to it; ``form_key`` names the
    form or the row of a list that it came from, so that nothing is handed in twice. ``first`` and ``last`` are local
    dates; ``jp`` (hundredths) or ``quantity`` (times, days or semesters), as the rule of the jalur asks.
    ``revision`` counts what was done to it: a page that shows an older one decides nothing.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("code"),
        UniqueConstraint("person_id", "form_key"),
        Index(None, "state", "sent_at"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    form_key: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int]
    training_type: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    organiser: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date]
    first: Mapped[date]
    last: Mapped[date]
    quantity: Mapped[int | None]
    jp: Mapped[int | None]
    competency: Mapped[str] = mapped_column(String(60))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence_file.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("training_import.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]


class SubmissionEvent(Base):
    """Something done to a submission, with its facts and evidence as they were afterwards. ``actor_id`` None: the
    site itself, or the operator at the command line.
    """

    __tablename__ = "submission_event"
    __table_args__ = (UniqueConstraint("submission_id", "number"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    act: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, Any]]
