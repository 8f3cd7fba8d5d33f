"""Pages travel packed, once, and only where the browser asked for it."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st

from elearn.web.compression import LEAST, packed

PACKED = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_page_arrives_packed_and_whole(app: Flask) -> None:
    client = app.test_client()
    plain, answer = client.get("/privasi"), client.get("/privasi", headers=PACKED)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert gzip.decompress(answer.data) == plain.data
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain.data) / 1.8


@pytest.mark.parametrize("asked", ["", "identity", "br", "gzip;q=0"])
def test_a_browser_that_does_not_take_gzip_gets_none(app: Flask, asked: str) -> None:
    answer = app.test_client().get("/privasi", headers={"Accept-Encoding": asked})
    assert "Content-Encoding" not in answer.headers
    assert answer.data.startswith(b"<!doctype html>")


def test_small_answers_are_left_alone(app: Flask) -> None:
    client = app.test_client()
    just_under, at = (LEAST - 1) // 4, -(-LEAST // 4)
    assert "Content-Encoding" not in client.get(f"/uji/teks/a?kali={just_under}", headers=PACKED).headers
    assert "Content-Encoding" in client.get(f"/uji/teks/a?kali={at}", headers=PACKED).headers


def test_streams_pictures_and_what_is_packed_already_are_left_alone(app: Flask) -> None:
    answers = {
        "stream": Response((b"a" * 400 for _ in range(5)), mimetype="text/csv"),
        "picture": Response(b"a" * 2000, mimetype="image/png"),
        "packed": Response(gzip.compress(b"a" * 20000), mimetype="text/csv", headers={"Content-Encoding": "gzip"}),
    }
    for name, made in answers.items():
        with app.test_request_context("/", headers=PACKED):
            body = made.get_data() if name != "stream" else None
            answer = app.process_response(made)
        assert answer.headers.get("Content-Encoding") == ("gzip" if name == "packed" else None), name
        assert body is None or answer.get_data() == body


def test_the_length_of_a_packed_page_varies() -> None:
    lengths = {len(packed(b"rahasia " * 500)) for _ in range(200)}
    assert len(lengths) > 20


@given(st.binary(max_size=3000))
def test_packing_is_gzip(body: bytes) -> None:
    assert gzip.decompress(packed(body)) == body
