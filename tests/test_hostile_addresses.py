"""No address, however hand-made, makes the server fail: numbers beyond any row, NUL, endless words, other alphabets."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests import factories
from tests.support.pages import PageClient

WORDS = ["\x00", "a\x00b", "x" * 3000, "..", "'", "%", "𝒳\u202e", "-1", "9" * 40]
NUMBERS = ["0", "9223372036854775807", "9223372036854775808", "9" * 40]
PARAMETERS = ("cari", "kode", "unit", "status", "akun", "halaman", "urut", "tahun", "kursus", "dari", "sampai", "jp")


def filled(rule: Rule, value: str) -> str:
    """The address of a rule with one value in every place that takes one."""
    parts = (quote(value, safe="") if dynamic else text for dynamic, text in rule._trace if text != "|")
    return "".join(parts)


@pytest.fixture
def everything(client: PageClient, session: Session) -> PageClient:
    """Somebody who may open every page."""
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session))
    factories.grant(session, who, "admin")
    factories.grant(session, who, "trainer")
    session.commit()
    client.sign_in(who)
    return client


def test_no_address_makes_the_server_fail(app: Flask, everything: PageClient) -> None:
    broken: list[tuple[str, str]] = []
    token = {"csrf_token": everything.token("/akun")}
    for rule in app.url_map.iter_rules():
        for method in ("GET", "POST"):
            if method not in (rule.methods or ()) or not rule.arguments:
                continue
            for value in WORDS + NUMBERS:
                data = token if method == "POST" else None
                broken += failures(everything, method, filled(rule, value), data=data)
    assert broken == []


def test_no_parameter_makes_the_server_fail(app: Flask, everything: PageClient) -> None:
    broken: list[tuple[str, str]] = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.arguments:
            continue
        for value in WORDS + NUMBERS:
            query = "&".join(f"{name}={quote(value)}" for name in PARAMETERS)
            broken += failures(everything, "GET", f"{rule.rule}?{query}")
    assert broken == []


def test_no_form_makes_the_server_fail(app: Flask, everything: PageClient) -> None:
    broken: list[tuple[str, str]] = []
    for value in ("\x00", "x" * 3000, "9" * 40, "\ud83d\ude00"[:1].encode("utf-8", "replace").decode()):
        for address in ("/masuk", "/kata-sandi", "/akun/surel", "/admin/pegawai/tambah", "/admin/unit/tambah"):
            names = ("identifier", "password", "current", "repeated", "email", "nip", "name", "code", "unit_id")
            data: dict[str, Any] = dict.fromkeys(names, value)
            broken += failures(everything, "POST", address, data=data | {"csrf_token": everything.token("/akun")})
    assert broken == []


def failures(client: PageClient, method: str, address: str, **options: Any) -> list[tuple[str, str]]:
    """What went wrong on the server's side at one address: nothing, or the address and its status."""
    answer = client.plain.open(address, method=method, buffered=True, **options)
    return [(f"{method} {address[:80]}", answer.status)] if answer.status_code >= 500 else []
