"""A form that came too late: what was filled in is in the answer, to be sent once more."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse
from wtforms import PasswordField

from elearn.people.forms import account
from elearn.people.rules import Actor
from elearn.web.resending import SECRETS
from tests.support.pages import PageClient, check_page
from tests.web.conftest import LEARNER

HERE = {"Origin": "http://localhost"}
WORDS = {"nama": "Ma'ruf <b>&amp;", "catatan": "baris satu\r\nbaris dua", "unit": ["3", "5"]}


def carried(answer: TestResponse) -> list[tuple[str, str]]:
    """Names and values of the hidden fields, but for the token."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', answer.get_data(as_text=True))
    return [(name, unescape(value)) for name, value in found if name != "csrf_token"]


def test_whatever_was_filled_in_survives_the_end_of_the_session(
    client: PageClient, sign_as: Callable[[Actor], None]
) -> None:
    lost = client.plain.post("/uji/milik?a=1", data=WORDS, headers=HERE)
    check_page(lost, 401)
    assert lost.headers["Cache-Control"] == "private, no-store"
    assert 'target="_blank">Masuk lagi di tab baru' in lost.text
    fields = carried(lost)
    assert fields == [("nama", WORDS["nama"]), ("catatan", WORDS["catatan"]), ("unit", "3"), ("unit", "5")]
    assert 'action="/uji/milik?a=1"' in lost.text

    sign_as(LEARNER)
    late = client.plain.post("/uji/milik?a=1", data=WORDS | {"csrf_token": "dari sesi tadi"}, headers=HERE)
    check_page(late, 400)
    assert carried(late) == fields
    token = re.search(r'name="csrf_token" value="([^"]+)">\n<input type="hidden" name="nama"', late.text)
    assert token is not None
    sent = client.plain.post("/uji/milik?a=1", data=WORDS | {"csrf_token": token[1]}, headers=HERE)
    assert sent.status_code == 200


def test_an_old_browser_that_names_only_the_page_is_served_too(app: Flask) -> None:
    answer = app.test_client().post("/uji/milik", data=WORDS, headers={"Referer": "http://localhost/uji/formulir"})
    assert answer.status_code == 401
    assert carried(answer)


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://jahat.example"}, {"Origin": "null"}])
def test_another_site_can_put_no_words_into_a_form_of_ours(app: Flask, headers: dict[str, str]) -> None:
    answer = app.test_client().post("/uji/milik", data=WORDS, headers=headers)
    assert answer.status_code == 303
    assert answer.location == "/masuk"
    late = app.test_client().post("/uji/formulir", data=WORDS, headers=headers)
    assert late.status_code == 400
    assert not carried(late)


def test_a_password_is_never_written_into_a_page(app: Flask) -> None:
    typed = {"identifier": "maria", "password": "belajar-asn-2026"}
    answer = app.test_client().post("/masuk", data=typed, headers=HERE)
    assert answer.status_code == 400
    assert "belajar-asn-2026" not in answer.text
    assert not carried(answer)


def test_every_field_for_a_password_is_known_as_a_secret() -> None:
    forms = [form for form in vars(account).values() if isinstance(form, type)]
    names = {
        name
        for form in forms
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert names == SECRETS


def test_a_script_keeps_its_own_words(app: Flask) -> None:
    answer = app.test_client().post("/uji/milik", json=WORDS, headers=HERE | {"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.mimetype == "application/json"
