"""The log tells what was asked, not about whom; the visitor's address is believed only from trusted proxies."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask, request

from elearn.people.rules import Actor
from tests.web.conftest import LEARNER, sample_pages


def test_one_line_a_request_with_the_route_and_no_names(
    app: Flask, log: pytest.LogCaptureFixture, sign_as: Callable[[Actor], None]
) -> None:
    sign_as(LEARNER)
    answer = app.test_client().get("/uji/teks/199003152015032001?cari=Maria")
    lines = [record.getMessage() for record in log.records if record.name == "elearn.web"]
    assert len(lines) == 1
    assert re.fullmatch(rf"GET /uji/teks/<name> 200 \d+ms {answer.headers['X-Request-ID']} 7", lines[0])


def test_an_unknown_address_is_not_written_down(app: Flask, log: pytest.LogCaptureFixture) -> None:
    app.test_client().get("/pegawai/199003152015032001")
    assert "199003152015032001" not in log.text
    assert re.search(r"GET - 404 \d+ms [0-9a-f]{8} -", log.text)


def test_every_request_has_an_id_of_its_own(app: Flask) -> None:
    client = app.test_client()
    seen = {client.get("/favicon.ico").headers["X-Request-ID"] for _ in range(20)}
    assert len(seen) == 20
    assert all(re.fullmatch(r"[0-9a-f]{8}", name) for name in seen)


@pytest.mark.parametrize(
    ("proxies", "address", "secure"), [("0", "127.0.0.1", False), ("1", "10.0.0.9", True), ("2", "203.0.113.7", True)]
)
def test_the_address_is_believed_from_as_many_proxies_as_are_trusted(
    start: Callable[..., Flask], proxies: str, address: str, secure: bool
) -> None:
    app = start(ELEARN_TRUSTED_PROXIES=proxies)
    app.register_blueprint(sample_pages())
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7, 10.0.0.9", "X-Forwarded-Proto": "https, https, https"}
    answer = app.test_client().get("/uji/alamat", headers=headers)
    assert answer.json == {"alamat": address, "aman": secure}


def test_what_is_sent_arrives_without_nul(app: Flask) -> None:
    body = {"nama\0": "Ma\0ria", "bukti": (BytesIO(b"a\0b"), "bu\0kti.pdf")}
    with app.test_request_context("/?cari=na%00hak&cari=x", method="POST", data=body):
        app.preprocess_request()
        assert request.args.getlist("cari") == ["nahak", "x"]
        assert request.form.to_dict() == {"nama": "Maria"}
        assert (request.files["bukti"].filename, request.files["bukti"].read()) == ("bukti.pdf", b"a\0b")
