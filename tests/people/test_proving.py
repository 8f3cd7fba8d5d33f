"""Proving once more who one is: by password, or with the institution's sign-in service."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.people import oidc
from elearn.people.models import Person
from elearn.people.views.sign_in import PROVED
from tests import factories
from tests.people.conftest import Clock
from tests.support.pages import PageClient
from tests.support.provider import FakeProvider, running

PAGE, AGAIN = "/akun/buktikan?lanjut=/akun", "/masuk/instansi?ulang=ya&lanjut=/akun"


@pytest.fixture
def provider(app: Flask, now: datetime, tmp_path: Path) -> Iterator[FakeProvider]:
    with running(int(now.timestamp())) as fake:
        app.extensions["elearn.oidc"] = oidc.connect(fake.file(tmp_path))
        yield fake


@pytest.fixture
def maria(session: Session) -> Person:
    person = factories.person(session)
    session.commit()
    return person


def proved(client: PageClient) -> int:
    with client.plain.session_transaction() as cookie:
        return int(cookie.get(PROVED, 0))


def come_in(client: PageClient, provider: FakeProvider, person: Person) -> None:
    provider.person = {"nip": person.nip}
    client.get(provider.sign_in(client.get("/masuk/instansi", 303).location), 303)


def test_signing_in_by_password_is_proof(client: PageClient, maria: Person, now: datetime) -> None:
    client.sign_in(maria)
    assert proved(client) == int(now.timestamp())


def test_a_sign_in_that_the_provider_only_remembered_is_none(
    client: PageClient, maria: Person, provider: FakeProvider, now: datetime
) -> None:
    provider.twist = {"auth_time": provider.now - 7200}
    come_in(client, provider, maria)
    assert proved(client) == 0
    client.get("/akun", 200)
    assert "sekali lagi" in client.get(PAGE, 200).text


def test_the_provider_is_asked_to_ask_her_and_must_say_that_it_did(
    client: PageClient, maria: Person, provider: FakeProvider, clock: Clock
) -> None:
    come_in(client, provider, maria)
    for twist in ({}, {"auth_time": provider.now - 7200}):
        provider.twist = twist
        address = client.get(AGAIN, 303).location
        asked = parse_qs(urlsplit(address).query)
        assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
        client.get(provider.sign_in(address), 502)
        assert proved(client) == 0
    provider.twist = {"auth_time": provider.now}
    answer = client.get(provider.sign_in(client.get(AGAIN, 303).location), 303)
    assert answer.location == "/akun"
    assert proved(client) == int(clock().timestamp())


def test_somebody_else_at_the_provider_proves_nothing(
    client: PageClient, session: Session, maria: Person, provider: FakeProvider
) -> None:
    come_in(client, provider, maria)
    other = factories.person(session, "Yosef Nai")
    session.commit()
    provider.person, provider.twist = {"nip": other.nip}, {"auth_time": provider.now}
    client.get(provider.sign_in(client.get(AGAIN, 303).location), 403)
    assert proved(client) == 0
    assert "Maria Bria" in client.get("/akun", 200).text


def test_the_password_does_it_too(client: PageClient, maria: Person, provider: FakeProvider) -> None:
    come_in(client, provider, maria)
    assert client.post_form(PAGE, {"current": "salah sekali"}).status_code == 422
    assert client.post_form(PAGE, {"current": factories.PASSWORD}).location == "/akun"
    assert proved(client) > 0
