"""What people ask to be put right about themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.database import Base, Identity


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
