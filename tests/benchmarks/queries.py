"""Counting the queries of a page in this process, on the installation under test."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import event, select

from elearn.app import create_app
from elearn.cli.demo_people import BY_KEY
from elearn.core.clock import utc_now
from elearn.extensions import db
from elearn.people.models import Person
from elearn.settings import Settings
from tests.support.sessions import begun


def count_queries(environment: Mapping[str, str], path: str) -> int:
    """Statements that a second view of a page sends to the database, by somebody signed in (BEGIN not counted)."""
    settings = Settings.from_mapping({key: value for key, value in environment.items() if key.startswith("ELEARN_")})
    app = create_app(settings)
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
        who = db.session.scalars(select(Person).where(Person.email == BY_KEY["maria"].email)).one()
        token = begun(db.session(), who, utc_now())
        db.session.commit()
        db.session.remove()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    for _view in range(2):
        asked.clear()
        answer = client.get(path)
        assert answer.status_code == 200, (answer.status_code, answer.location)
    with app.app_context():
        db.engine.dispose()
    return sum(not statement.startswith("BEGIN") for statement in asked)
