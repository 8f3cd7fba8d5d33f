"""A database that somebody else holds is told as such: pages then say "try again", and jobs are tried again."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from elearn.core.database import open_engine
from tests.support.databases import fresh_sqlite


def test_waiting_in_vain_for_the_write_lock_is_an_error_of_the_database(tmp_path: Path) -> None:
    url = fresh_sqlite(tmp_path)
    holder, waiter = open_engine(url), open_engine(url)
    with holder.begin(), waiter.connect() as second:
        second.connection.execute("PRAGMA busy_timeout=1")
        with pytest.raises(OperationalError, match="locked"):
            second.begin()
    holder.dispose()
    waiter.dispose()
