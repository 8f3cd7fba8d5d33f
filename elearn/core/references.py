"""What rows say about bytes that lie beside the database."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Session

from elearn.core.database import Base

DIGEST_LENGTH = 64


def is_named(session: Session, digest: str) -> bool:
    """Whether any row of any table names these bytes: every column that can hold a digest is asked."""
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            holds = isinstance(column.type, String) and column.type.length == DIGEST_LENGTH
            if holds and column.name.endswith("digest"):
                found = select(select(1).select_from(table).where(column == digest).exists())
                if session.scalar(found):
                    return True
    return False
