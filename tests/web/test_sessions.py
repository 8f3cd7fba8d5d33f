"""The session's cookie is sent again when it is old, not with every answer."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask, Response, session
from flask.testing import FlaskClient

from elearn.core import clock
from elearn.web.sessions import RENEWED_AFTER


def later(app: Flask, by: timedelta) -> None:
    """Let the application's clock run ahead."""
    app.extensions["elearn.clock"] = lambda: clock.utc_now() + by


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
def test_an_old_cookie_is_renewed_for_as_long_again(app: Flask, by: timedelta, sent: bool) -> None:
    client = begun(app)
    later(app, by)
    answer = client.get("/privasi")
    assert ("Set-Cookie" in answer.headers) is sent
    if sent:
        cookie = client.get_cookie("elearn")
        assert cookie is not None
        assert cookie.expires is not None
        left = cookie.expires - datetime.now(cookie.expires.tzinfo)
        assert abs(left - app.permanent_session_lifetime) < timedelta(minutes=2)


def test_a_session_that_ends_with_the_browser_is_never_prolonged(app: Flask) -> None:
    client = begun(app, permanent=False)
    later(app, timedelta(hours=1))
    assert "Set-Cookie" not in client.get("/privasi").headers


def test_what_changes_is_sent_at_once(app: Flask) -> None:
    @app.after_request
    def change(response: Response) -> Response:
        session["mark"] = "dua"
        return response

    assert "Set-Cookie" in begun(app).get("/privasi").headers
