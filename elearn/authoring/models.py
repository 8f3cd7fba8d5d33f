"""What was published by somebody, when, and how its changes were meant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.append_only import APPEND_ONLY
from elearn.core.database import Base, Identity


class Publication(Base):
    """A version of a course that somebody put in force; ``number`` counts per course, so of two people at once one is
    refused. ``version`` and ``previous`` are manifest digests; ``choices`` maps changed items to how they changed;
    ``published_by`` is empty for the operator at the command line.
    """

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("course", "number"), {"info": APPEND_ONLY})

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    course: Mapped[str] = mapped_column(String(100))
    number: Mapped[int]
    version: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str | None] = mapped_column(String(64))
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]
    choices: Mapped[dict[str, Any]]
    note: Mapped[str] = mapped_column(Text)
