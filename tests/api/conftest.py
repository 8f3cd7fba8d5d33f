"""Other systems with their tokens, in a small institution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from elearn.api.rules.scopes import SCOPES
from elearn.api.service import TokenFacts, make_token
from tests.people.world import World, build
from tests.support.sessions import stand_still

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
BASE = "/api/v1"


class Integration:
    """Another system. Each answer must look like one of the API's."""

    def __init__(self, app: Flask, secret: str) -> None:
        self.client = app.test_client()
        self.secret = secret

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, **sent: Any) -> TestResponse:
        sent_headers = {"Authorization": f"Bearer {self.secret}", **(headers or {})}
        answer = self.client.open(f"{BASE}{path}", method=method, headers=sent_headers, buffered=True, **sent)
        kind = "application/json" if answer.status_code < 300 else "application/problem+json"
        assert answer.mimetype == kind or not answer.data, (method, path, answer.status, answer.mimetype)
        assert "Set-Cookie" not in answer.headers
        return answer

    def get(self, path: str, **sent: Any) -> TestResponse:
        return self.ask("GET", path, **sent)

    def post(self, path: str, body: Any, **sent: Any) -> TestResponse:
        return self.ask("POST", path, json=body, **sent)

    def patch(self, path: str, body: Any, **sent: Any) -> TestResponse:
        return self.ask("PATCH", path, json=body, **sent)


Making = Callable[..., Integration]


@pytest.fixture
def world(session: Session, app: Flask) -> World:
    stand_still(app, NOW)
    return build(session)


@pytest.fixture
def integration(app: Flask, world: World) -> Making:
    """Makes a system with some scopes (default: all) over a unit (default: everything)."""

    number = count(1)

    def make(*scopes: str, unit: str = "", by: str = "chief", days: int = 30) -> Integration:
        unit_id = world.units[unit].id if unit else None
        facts = TokenFacts(f"SIMPEG {next(number)}", scopes or tuple(SCOPES), unit_id, days)
        made = make_token(world.session, facts, actor=world.actor(by), now=NOW)
        world.session.commit()
        return Integration(app, made.secret)

    return make


@pytest.fixture
def everything(integration: Making) -> Integration:
    return integration()


def ids(answer: TestResponse) -> list[Any]:
    """The ids of a list's rows."""
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json["data"]]
