"""Where somebody is signed in: seen, ended one by one or all at once, and never finer than a network."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.core.addresses import coarse_network
from elearn.people.models import Person, SignInSession
from elearn.people.rules.devices import device_words
from tests import factories
from tests.people.conftest import Clock
from tests.support.copies import own_copy
from tests.support.pages import PageClient

ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A055F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0"


@pytest.fixture
def maria(session: Session) -> Person:
    person = factories.person(session, email="maria@contoh.go.id")
    factories.posting(session, person, factories.unit(session))
    session.commit()
    return person


def visitor(client: PageClient, agent: str, address: str) -> PageClient:
    other = PageClient(client.app)
    other.plain.environ_base.update(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    return other


def signed_in(client: PageClient) -> bool:
    return client.plain.get("/akun").status_code == 200


def rows(session: Session) -> list[SignInSession]:
    fresh = {"populate_existing": True}
    found = list(session.scalars(select(SignInSession).order_by(SignInSession.id), execution_options=fresh))
    session.commit()
    return found


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (ANDROID, "Chrome di Android"),
        (WINDOWS, "Firefox di Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari di iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge di Windows"),
        ("Mozilla/5.0 (Linux; Android 13) SamsungBrowser/25.0 Chrome/121.0 Safari", "Samsung Internet di Android"),
        ("curl/8.5.0", "Peramban lain di perangkat lain"),
        ("", "Peramban lain di perangkat lain"),
    ],
)
def test_devices_in_two_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


@given(st.text(max_size=300))
def test_any_browser_has_words_that_fit_the_column(agent: str) -> None:
    assert re.fullmatch(r"[A-Za-z ]{8,60}", device_words(agent))


@given(st.ip_addresses())
def test_of_an_address_only_the_network_is_kept(address: object) -> None:
    kept = coarse_network(str(address))
    assert str(address) not in (kept.split("/")[0],) or str(address).endswith((".0", "::"))
    assert kept.endswith(("/24", "/48"))


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("36.72.101.9", "36.72.101.0/24"),
        ("::ffff:36.72.101.9", "36.72.101.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_networks(address: str, kept: str) -> None:
    assert coarse_network(address) == kept


def test_each_device_is_listed_and_ends_by_itself(
    client: PageClient, maria: Person, session: Session, clock: Clock
) -> None:
    phone, office = visitor(client, ANDROID, "36.72.101.9"), visitor(client, WINDOWS, "10.1.2.3")
    phone.sign_in(maria)
    clock.forward(minutes=30)
    office.sign_in(maria)
    page = office.get("/akun", 200).get_data(as_text=True)
    assert page.index("Firefox di Windows") < page.index("Perangkat ini") < page.index("Chrome di Android")
    assert "36.72.101.0/24" in page
    assert "36.72.101.9" not in page
    (end,) = re.findall(r'action="(/akun/sesi/\d+/akhiri)"', page)
    assert office.post_form(end, page="/akun").location == "/akun"
    assert (signed_in(phone), signed_in(office)) == (False, True)
    assert office.post_form(end, page="/akun").status_code == 404
    assert [row.device for row in rows(session)] == ["Firefox di Windows"]
    assert session.scalars(select(AuditEntry.action)).all() == ["session.end"]


def test_nobody_ends_somebody_elses_session(client: PageClient, maria: Person, session: Session) -> None:
    yosef = factories.person(session, "Yosef")
    session.commit()
    other = PageClient(client.app)
    other.sign_in(yosef)
    client.sign_in(maria)
    (theirs,) = [row.id for row in rows(session) if row.person_id == yosef.id]
    assert client.post_form(f"/akun/sesi/{theirs}/akhiri", page="/akun").status_code == 404
    assert signed_in(other)


def test_all_at_once(client: PageClient, maria: Person, session: Session) -> None:
    phone = visitor(client, ANDROID, "36.72.101.9")
    phone.sign_in(maria)
    client.sign_in(maria)
    assert client.post_form("/akun/sesi/akhiri-semua", page="/akun").location == "/masuk"
    assert (signed_in(phone), signed_in(client), rows(session)) == (False, False, [])
    client.sign_in(maria)
    assert signed_in(client)


def test_a_copied_cookie_is_worth_nothing_after_signing_out(client: PageClient, maria: Person) -> None:
    client.sign_in(maria)
    with client.plain.session_transaction() as cookie:
        copied = dict(cookie)
    client.sign_out()
    thief = PageClient(client.app)
    with thief.plain.session_transaction() as planted:
        planted.update(copied)
    assert not signed_in(thief)


def test_being_here_is_noted_and_what_ran_out_is_forgotten(
    client: PageClient, maria: Person, session: Session, clock: Clock
) -> None:
    client.sign_in(maria)
    began = clock()
    clock.forward(minutes=6)
    client.get("/akun", 200)
    (row,) = rows(session)
    assert (row.created_at, row.last_seen_at) == (began, clock())
    clock.forward(days=3)
    later = visitor(client, WINDOWS, "10.1.2.3")
    later.sign_in(maria)
    assert [row.device for row in rows(session)] == ["Firefox di Windows"]
    assert not signed_in(client)


def test_own_data_tell_of_sessions_but_not_their_keys(
    app: Flask, client: PageClient, maria: Person, session: Session, clock: Clock
) -> None:
    client.sign_in(maria)
    document = str(own_copy(app, client, clock()))
    assert "sign_in_session" in document
    assert rows(session)[0].token_key not in document
