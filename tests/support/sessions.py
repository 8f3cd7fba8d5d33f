"""Signed-in clients and counted queries, for tests of pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import event

from elearn.extensions import db
from tests.support.pages import PageClient


def enter(client: PageClient, person: Any) -> PageClient:
    """Make the client's session that of a person, without the sign-in form (tests/people cover that)."""
    with client.plain.session_transaction() as cookie:
        cookie["_user_id"] = f"{person.id}.{person.session_epoch}"
        cookie["_fresh"] = True
    return client


def stand_still(app: Flask, moment: datetime) -> None:
    """Stop the application's clock at an instant."""
    app.extensions["elearn.clock"] = lambda: moment


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """The SQL statements sent meanwhile, without BEGIN and the like."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
