"""Counting the rows of long lists no further than anybody pages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

# Rows of a list that are counted, and can be paged through; a longer one is said to be longer.
MOST_COUNTED = 10_000


def counted(session: Session, rows: Select[Any]) -> int:
    """How many rows a query gives: exactly up to ``MOST_COUNTED``, and one more than that however many there are.
    ``rows`` has no order.
    """
    return session.scalar(select(func.count()).select_from(rows.limit(MOST_COUNTED + 1).subquery())) or 0
