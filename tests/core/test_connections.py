"""What every connection is told when it is made."""

from __future__ import annotations

from sqlalchemy import Engine, text

TOLD = {"sqlite": ("PRAGMA foreign_keys", 1), "postgresql": ("SHOW jit", "off")}


def test_a_connection_is_prepared_and_stays_so(engine: Engine) -> None:
    asked, answer = TOLD[engine.dialect.name]
    for _use in range(2):
        with engine.connect() as connection:
            assert connection.scalar(text(asked)) == answer
            connection.rollback()
            assert connection.scalar(text(asked)) == answer
