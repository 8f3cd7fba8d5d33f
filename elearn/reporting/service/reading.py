"""Reading sessions that live as long as what is being sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.core.database import read_only


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session whose one transaction only reads: on SQLite it takes no write lock, however long it lasts.

    The mark is needed only while the transaction begins; held longer, it would reach whatever else this thread does
    between two pieces of a file.
    """
    with Session(engine) as session:
        with read_only():
            session.connection()
        yield session
