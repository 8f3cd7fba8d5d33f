"""Signed-in clients and counted queries, for tests of pages."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from elearn.core.clock import utc_now
from elearn.extensions import db
from elearn.people.models import SignInSession
from tests.support.pages import PageClient


def enter(client: PageClient, person: Any) -> PageClient:
    """Make the client's session that of a person, without the sign-in form (tests/people cover that)."""
    with client.app.app_context(), Session(db.engine) as session, session.begin():
        token = begun(session, person, client.app.extensions.get("elearn.clock", utc_now)())
    with client.plain.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


def begun(session: Session, person: Any, now: datetime) -> str:
    """A session of somebody; returns what its cookie carries."""
    key = secrets.token_hex(8)
    session.add(
        SignInSession(
            person_id=person.id, token_key=key, created_at=now, last_seen_at=now, device="Chrome di Linux", network=""
        )
    )
    session.flush()
    return f"{person.id}.{person.session_epoch}.{key}"


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
