"""What people ask to be put right about themselves, and the copies that they take away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.append_only import APPEND_ONLY
from elearn.core.database import Base, Identity


class DataCopy(Base):
    """Everything about somebody, asked for by herself as one ZIP. The file, of ``size`` bytes, is there from
    ``ready_at`` until ``expires_at``. ``zone``: where she served when she asked.
    """

    __tablename__ = "data_copy"
    __table_args__ = (Index(None, "person_id", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    zone: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    size: Mapped[int | None]


class Erasure(Base):
    """Somebody's details were deleted for good, of these kinds (retensi.yml). ``erased_by`` None: by the operator."""

    __tablename__ = "erasure"
    __table_args__ = (Index(None, "person_id"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kinds: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(Text)
    erased_at: Mapped[datetime]
    erased_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class CorrectionRequest(Base):
    """Data that somebody says are wrong (UU 27/2022 Pasal 30). ``outcome`` is None until an admin decided."""

    __tablename__ = "correction_request"
    __table_args__ = (
        CheckConstraint("outcome in ('disetujui', 'ditolak')", name="outcome"),
        Index(None, "person_id"),
        Index(None, "decided_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    about: Mapped[str] = mapped_column(String(20))
    wrong: Mapped[str] = mapped_column(Text)
    right: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
