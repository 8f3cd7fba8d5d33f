"""Every answer carries the headers, whatever it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from elearn.people.rules import Actor
from elearn.web.headers import HEADERS
from tests.support.pages import PageClient
from tests.web.conftest import LEARNER

ADDRESSES = ["/privasi", "/tidak-ada", "/sehat", "/favicon.ico", "/uji/gagal/409", "/uji/teks/a", "/uji/milik"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_headers(app: Flask, address: str) -> None:
    answer = app.test_client().get(address)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value, name
    assert "Strict-Transport-Security" not in answer.headers


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline() -> None:
    directives = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert directives.pop("default-src") == "'none'"
    assert directives.pop("base-uri") == directives.pop("frame-ancestors") == "'none'"
    assert set(directives.values()) == {"'self'"}


def test_a_fault_carries_them_too(failing_app: Flask) -> None:
    answer = failing_app.test_client().get("/uji/gagal/500")
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_tls_is_remembered_only_where_there_is_tls(start: Callable[..., Flask]) -> None:
    app = start(ELEARN_PUBLIC_URL="https://belajar.kota-contoh.go.id")
    answer = app.test_client().get("/favicon.ico")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_pages_of_a_person_are_not_kept_for_the_next_one(client: PageClient, sign_as: Callable[[Actor], None]) -> None:
    assert client.get("/privasi").headers["Cache-Control"] == "private, no-cache"
    sign_as(LEARNER)
    assert client.get("/uji/milik").headers["Cache-Control"] == "private, no-store"
    assert client.get("/privasi").headers["Cache-Control"] == "private, no-store"


def test_a_view_may_say_itself_how_long_its_answer_lives(client: PageClient) -> None:
    assert client.get("/favicon.ico").headers["Cache-Control"] == "public, max-age=86400"
