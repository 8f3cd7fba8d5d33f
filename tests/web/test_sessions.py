"""The session's cookie is sent again when it is old, not with every answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask, Response, session
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner

from elearn.web.sessions import RENEWED_AFTER

Ahead = Callable[[timedelta], None]


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> Ahead:
    """Let the clock by which cookies are signed run ahead."""

    def set_ahead(by: timedelta) -> None:
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(time.time() + by.total_seconds()))

    return set_ahead


def begun(app: Flask, permanent: bool = True) -> FlaskClient:
    """A visitor whose session holds something that no request changes."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update(mark="satu", _fresh=False)  # so that the page itself has nothing to change
        cookie.permanent = permanent
    client.get("/privasi")  # Flask-Login notes on the first visit that nobody has just signed in
    return client


def test_a_fresh_cookie_is_not_sent_again(app: Flask) -> None:
    assert "Set-Cookie" not in begun(app).get("/privasi").headers


@pytest.mark.parametrize(
    ("by", "sent"), [(RENEWED_AFTER - timedelta(minutes=1), False), (RENEWED_AFTER + timedelta(minutes=1), True)]
)
def test_an_old_cookie_is_renewed_for_as_long_again(app: Flask, ahead: Ahead, by: timedelta, sent: bool) -> None:
    client = begun(app)
    ahead(by)
    answer = client.get("/privasi")
    assert ("Set-Cookie" in answer.headers) is sent
    if sent:
        cookie = client.get_cookie("elearn")
        assert cookie is not None
        assert cookie.expires is not None
        assert cookie.expires > datetime.now(cookie.expires.tzinfo) + timedelta(hours=7)


def test_a_session_that_ends_with_the_browser_is_never_prolonged(app: Flask, ahead: Ahead) -> None:
    client = begun(app, permanent=False)
    ahead(timedelta(hours=1))
    assert "Set-Cookie" not in client.get("/privasi").headers


def test_what_changes_is_sent_at_once(app: Flask) -> None:
    @app.after_request
    def change(response: Response) -> Response:
        session["mark"] = "dua"
        return response

    assert "Set-Cookie" in begun(app).get("/privasi").headers


def test_a_session_ends_when_its_time_is_over(app: Flask, ahead: Ahead) -> None:
    client = begun(app)
    assert mark(app, client) == "satu"
    ahead(app.permanent_session_lifetime + timedelta(minutes=1))
    assert mark(app, client) is None
    ahead(timedelta(minutes=-2))  # signed in the future
    assert mark(app, client) is None


def test_a_cookie_changed_by_a_letter_is_no_session_although_the_right_one_was_seen(app: Flask) -> None:
    client = begun(app)
    assert mark(app, client) == "satu"
    cookie = client.get_cookie("elearn")
    assert cookie is not None
    content, _, signature = cookie.value.rpartition(".")
    changed = f"{content}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for forged in (changed, f"x{cookie.value}", "a.b.c", "\u00e9"):
        client.set_cookie("elearn", forged)
        assert mark(app, client) is None, forged
    client.set_cookie("elearn", cookie.value)
    assert mark(app, client) == "satu"


def test_what_one_request_changes_does_not_leak_into_the_next_with_the_same_cookie(app: Flask) -> None:
    client = begun(app)
    cookie = client.get_cookie("elearn")
    assert cookie is not None
    with app.test_request_context("/", headers={"Cookie": f"elearn={cookie.value}"}):
        session["mark"] = "tiga"
    assert mark(app, client) == "satu"


def mark(app: Flask, client: FlaskClient) -> str | None:
    """What the session says in a request of this client."""
    with client:
        client.get("/privasi")
        found: str | None = session.get("mark")
    return found
