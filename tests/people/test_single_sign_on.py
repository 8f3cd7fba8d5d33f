"""Signing in with an account of the institution, with a provider that answers over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.people import oidc
from elearn.people.models import Person, PersonMerge, RoleGrant, SecondFactor, SignInSession
from elearn.settings import Settings
from tests import factories
from tests.people.conftest import Clock
from tests.support.pages import PageClient
from tests.support.provider import FakeProvider, running

START, BACK = "/masuk/instansi", "/masuk/instansi/kembali"


@pytest.fixture
def provider(now: datetime) -> Iterator[FakeProvider]:
    with running(int(now.timestamp())) as fake:
        yield fake


@pytest.fixture
def app(app: Flask, provider: FakeProvider, tmp_path: Path) -> Flask:
    """The application of an installation whose people may sign in there."""
    app.extensions["elearn.oidc"] = oidc.connect(provider.file(tmp_path))
    return app


@pytest.fixture
def maria(session: Session, provider: FakeProvider) -> Person:
    """She is who signs in at the provider."""
    person = factories.person(session, email="maria@contoh.go.id")
    factories.posting(session, person, factories.unit(session))
    session.commit()
    provider.person = {"nip": person.nip, "email": person.email, "email_verified": True}
    return person


def leave(client: PageClient, url: str = START) -> str:
    """Press the button; returns where the provider sends the browser back to once she has signed in there."""
    answer = client.get(url, 303)
    provider: FakeProvider = client.app.config["PROVIDER"]
    return provider.sign_in(answer.location)


@pytest.fixture(autouse=True)
def known_to_the_client(app: Flask, provider: FakeProvider) -> None:
    app.config["PROVIDER"] = provider


def is_in(client: PageClient) -> bool:
    return client.plain.get("/akun").status_code == 200


def refusals(session: Session) -> list[str]:
    session.rollback()
    wanted = select(AuditEntry).where(AuditEntry.action == "sso.refuse").order_by(AuditEntry.id)
    return [str(entry.detail["why"]) for entry in session.scalars(wanted)]


def test_the_button_leads_to_the_provider_and_back_to_the_page_asked_for(
    client: PageClient, maria: Person, session: Session
) -> None:
    body = client.get("/masuk?lanjut=/kompetensi", 200).get_data(as_text=True)
    assert "Masuk dengan Akun Kota" in body
    assert "/masuk/instansi?lanjut=/kompetensi" in body
    answer = client.get(leave(client, f"{START}?lanjut=/kompetensi"))
    assert (answer.status_code, answer.location) == (303, "/kompetensi")
    assert is_in(client)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "sso.enter")).one()
    about = session.scalars(select(AuditSubject.person_id).where(AuditSubject.entry_id == entry.id)).all()
    assert (entry.actor_id, list(about), entry.detail) == (maria.id, [maria.id], {"second_step": False})


def test_what_is_sent_there_is_bound_to_this_sign_in(client: PageClient, maria: Person, settings: Settings) -> None:
    sent = [parse_qs(urlsplit(client.get(START, 303).location).query) for _ in range(2)]
    for query in sent:
        assert query["redirect_uri"] == [settings.public_url + BACK]
        assert (query["response_type"], query["code_challenge_method"]) == (["code"], ["S256"])
        assert "openid" in query["scope"][0].split()
    for name in ("state", "nonce", "code_challenge"):
        assert sent[0][name] != sent[1][name]


def test_without_a_provider_there_is_no_button_and_no_such_page(client: PageClient, app: Flask) -> None:
    app.extensions["elearn.oidc"] = None
    assert "instansi" not in client.get("/masuk", 200).get_data(as_text=True)
    for url in (START, BACK, "/keluar/instansi"):
        client.get(url, 404)


@pytest.mark.parametrize("target", ["//jahat.contoh", "https://jahat.contoh/", "/\\jahat", "/" + "x" * 400])
def test_another_site_is_no_page_to_go_on_to(client: PageClient, maria: Person, target: str) -> None:
    answer = client.get(START, 303, query_string={"lanjut": target})
    assert client.get(client.app.config["PROVIDER"].sign_in(answer.location)).location == "/beranda"


@pytest.mark.parametrize(
    ("twist", "status", "why"),
    [
        ({"nonce": "lain"}, 502, "tidak-sah"),
        ({"nonce": None}, 502, "tidak-sah"),
        ({"aud": "situs-lain"}, 502, "tidak-sah"),
        ({"aud": ["elearn", "lain"], "azp": "lain"}, 502, "tidak-sah"),
        ({"iss": "https://palsu.contoh"}, 502, "tidak-sah"),
        ({"exp": None}, 502, "tidak-sah"),
        ({"sub": None}, 502, "tidak-sah"),
        ({"exp": 1_700_000_000}, 502, "jam-berbeda"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_300}, 502, "jam-berbeda"),
        ({"nbf": 4_000_000_000}, 502, "jam-berbeda"),
        ({"nip": None}, 403, "tanpa-nama"),
        ({"nip": 199003152015032001}, 403, "tanpa-nama"),
        ({"nip": "maria@contoh.go.id"}, 403, "tanpa-nama"),
        ({"nip": "198001012005011999"}, 403, "tidak-dikenal"),
    ],
)
def test_a_token_that_is_not_right_opens_nothing(
    client: PageClient, maria: Person, provider: FakeProvider, session: Session, twist: dict[str, Any], status: int,
    why: str,
) -> None:  # fmt: skip
    provider.twist = twist
    body = client.get(leave(client), status).get_data(as_text=True)
    assert "Kembali ke halaman masuk" in body
    assert not is_in(client)
    assert refusals(session) == [why]
    assert session.scalar(select(func.count(SignInSession.id))) == 0


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_only_what_the_provider_alone_can_sign_counts(
    client: PageClient, maria: Person, provider: FakeProvider, session: Session, algorithm: str
) -> None:
    provider.algorithm = algorithm
    client.get(leave(client), 502)
    assert refusals(session) == ["tidak-sah"]


def test_a_few_seconds_between_the_clocks_do_not_matter(
    client: PageClient, maria: Person, provider: FakeProvider
) -> None:
    provider.now += 50
    client.get(leave(client), 303)
    assert is_in(client)


def test_an_answer_counts_once_and_in_the_browser_that_asked(app: Flask, client: PageClient, maria: Person) -> None:
    answer = leave(client)
    other = PageClient(app)
    other.get(answer, 400)  # swapped: its cookie knows no such sign-in
    leave(other)
    other.get(answer, 400)  # nor does one that began another
    client.get(answer, 303)
    client.sign_out()
    client.get(answer, 400)
    assert not is_in(client)
    assert not is_in(other)


def test_a_code_that_was_used_is_refused_by_the_provider(
    client: PageClient, maria: Person, provider: FakeProvider, session: Session
) -> None:
    answer = leave(client)
    provider.codes.clear()
    client.get(answer, 400)
    assert refusals(session) == ["langkah-lama"]


def test_coming_back_twice_or_after_signing_in_elsewhere_goes_on(client: PageClient, maria: Person) -> None:
    answer = leave(client)
    client.get(answer, 303)
    assert client.get(answer, 303).location == "/beranda"
    assert client.get(START, 303).location == "/beranda"


def test_three_tabs_may_be_under_way_at_once(client: PageClient, maria: Person) -> None:
    tabs = [leave(client) for _ in range(4)]
    client.get(tabs[0], 400)
    assert client.get(tabs[1], 303).location == "/beranda"


def test_an_answer_that_comes_too_late_is_not_taken(client: PageClient, maria: Person, clock: Clock) -> None:
    answer = leave(client)
    clock.forward(minutes=11)
    client.get(answer, 400)


def test_what_the_provider_declines_is_said(client: PageClient, maria: Person, session: Session) -> None:
    state = parse_qs(urlsplit(client.get(START, 303).location).query)["state"][0]
    body = client.get(f"{BACK}?error=access_denied&error_description=%3Cb%3E&state={state}", 403)
    assert "tidak mengizinkan" in body.get_data(as_text=True)
    assert "<b>" not in body.get_data(as_text=True)
    assert refusals(session) == ["ditolak"]


def test_another_providers_answer_is_not_taken(client: PageClient, maria: Person, session: Session) -> None:
    answer = leave(client)
    client.get(answer.partition("&iss=")[0] + "&iss=https://lain.contoh", 502)
    assert refusals(session) == ["tidak-sah"]


def test_a_provider_that_is_away_leaves_the_password(client: PageClient, maria: Person, provider: FakeProvider) -> None:
    answer = leave(client)
    provider.down = True
    assert "kata sandi" in client.get(answer, 503).get_data(as_text=True)
    client.get("/masuk", 200)
    client.sign_in(maria)
    assert is_in(client)


def test_a_provider_that_was_never_reached_is_said_so(client: PageClient, provider: FakeProvider) -> None:
    provider.down = True
    assert "tidak dapat dihubungi" in client.get(START, 503).get_data(as_text=True)


@pytest.mark.parametrize("published", [{"issuer": "https://lain.contoh"}, {"token_endpoint": "http://lain.contoh/"}])
def test_a_provider_that_publishes_something_else_is_not_asked(
    client: PageClient, provider: FakeProvider, published: dict[str, str]
) -> None:
    provider.published = published
    client.get(START, 503)


def test_the_provider_may_change_its_keys_at_any_time(
    client: PageClient, maria: Person, provider: FakeProvider
) -> None:
    for key in ("satu", "dua"):
        provider.key = key
        client.get(leave(client), 303)
        assert is_in(client)
        client.sign_out()
    assert provider.seen.count("/keys") == 2
    assert provider.seen.count("/.well-known/openid-configuration") == 1


def test_a_claim_may_come_on_asking_and_only_about_the_same_person(
    client: PageClient, maria: Person, provider: FakeProvider
) -> None:
    provider.person, provider.told = {}, {"nip": maria.nip, "sub": "orang-lain"}
    client.get(leave(client), 403)
    provider.told = {"nip": maria.nip}
    client.get(leave(client), 303)
    assert is_in(client)


def test_an_address_counts_once_the_provider_has_confirmed_it(
    client: PageClient, app: Flask, maria: Person, provider: FakeProvider, tmp_path: Path
) -> None:
    app.extensions["elearn.oidc"] = oidc.connect(provider.file(tmp_path, klaim="email", berisi="surel"))
    for claims in ({"email_verified": None}, {"email_verified": False}, {"email": maria.nip}):
        provider.twist = claims
        client.get(leave(client), 403)
    provider.twist = {"email": "MARIA@contoh.go.id"}
    client.get(leave(client), 303)
    assert is_in(client)


def test_nobody_is_added_and_a_closed_account_stays_closed(client: PageClient, maria: Person, session: Session) -> None:
    maria.active = False
    session.commit()
    before = session.scalar(select(func.count(Person.id))), session.scalar(select(func.count(RoleGrant.id)))
    session.rollback()
    client.get(leave(client), 403)
    session.rollback()
    assert (session.scalar(select(func.count(Person.id))), session.scalar(select(func.count(RoleGrant.id)))) == before


def test_a_merged_account_opens_the_living_one(
    client: PageClient, maria: Person, session: Session, now: datetime
) -> None:
    living = factories.person(session, "Maria Bria Lagi")
    maria.merged_into_id = living.id
    merge = {"survivor_id": living.id, "merged_id": maria.id, "reason": "Sama", "merged_by": living.id}
    session.add(PersonMerge(**merge, merged_at=now))
    session.commit()
    client.get(leave(client), 303)
    assert "Maria Bria Lagi" in client.get("/akun", 200).get_data(as_text=True)


def second_step(session: Session, person: Person, now: datetime) -> None:
    session.add(SecondFactor(person_id=person.id, sealed_secret="x", created_at=now, confirmed_at=now))
    session.commit()


def test_her_second_step_is_asked_unless_the_provider_asked_for_one(
    client: PageClient, maria: Person, provider: FakeProvider, session: Session, now: datetime
) -> None:
    second_step(session, maria, now)
    for weak in ({"amr": ["pwd"]}, {"amr": []}, {"acr": "2"}, {}):
        provider.twist = weak
        assert client.get(leave(client), 303).location == "/masuk/kode"
        assert not is_in(client)
    provider.twist = {"amr": ["pwd", "mfa"]}
    assert client.get(leave(client), 303).location == "/beranda"
    assert is_in(client)


def test_an_acr_counts_where_the_operator_says_so(
    client: PageClient, app: Flask, maria: Person, provider: FakeProvider, session: Session, now: datetime,
    tmp_path: Path,
) -> None:  # fmt: skip
    second_step(session, maria, now)
    app.extensions["elearn.oidc"] = oidc.connect(provider.file(tmp_path, acr_dua_langkah="loa-3 emas"))
    provider.twist = {"acr": "emas"}
    client.get(leave(client), 303)
    assert is_in(client)


def test_a_demanded_second_step_is_met_by_the_providers(
    client: PageClient, app: Flask, maria: Person, provider: FakeProvider, settings: Settings
) -> None:
    app.extensions["elearn.settings"] = replace(settings, totp="semua")
    client.get(leave(client), 303)
    assert client.get("/beranda", 303).location == "/akun/dua-langkah"
    client.post_form("/keluar", page="/akun/dua-langkah")
    provider.twist = {"amr": ["mfa"]}
    client.get(leave(client), 303)
    client.get("/beranda", 200)


def test_who_never_used_her_code_needs_no_password_but_must_know_it_to_choose_one(
    client: PageClient, maria: Person, session: Session
) -> None:
    maria.must_change_password = True
    session.commit()
    assert client.get(leave(client), 303).location == "/beranda"
    client.get("/beranda", 200)
    assert "Kata sandi sekarang" in client.get("/kata-sandi", 200).get_data(as_text=True)


def test_a_session_planted_before_is_not_the_one_that_begins(
    client: PageClient, maria: Person, session: Session
) -> None:
    with client.plain.session_transaction() as planted:
        planted["tanaman"] = "ya"
    client.get(leave(client), 303)
    with client.plain.session_transaction() as held:
        assert "tanaman" not in held
    assert session.scalar(select(func.count(SignInSession.id))) == 1


def test_signing_out_offers_to_leave_the_provider_too(
    client: PageClient, app: Flask, maria: Person, provider: FakeProvider, settings: Settings, tmp_path: Path
) -> None:
    client.get(leave(client), 303)
    assert client.sign_out().location == "/keluar/instansi"
    assert not is_in(client)
    body = client.get("/keluar/instansi", 200).get_data(as_text=True)
    assert f"{provider.url}/end_session?client_id=elearn" in body
    provider.published = {"end_session_endpoint": None}
    app.extensions["elearn.oidc"] = oidc.connect(provider.file(tmp_path))
    assert "Tutup perambannya" in client.get("/keluar/instansi", 200).get_data(as_text=True)


def test_who_came_by_password_is_asked_nothing_more_when_she_leaves(client: PageClient, maria: Person) -> None:
    client.sign_in(maria)
    assert client.sign_out().location == "/masuk"


def test_several_workers_serve_one_sign_in(
    app: Flask, client: PageClient, maria: Person, provider: FakeProvider, tmp_path: Path
) -> None:
    answer = leave(client)
    app.extensions["elearn.oidc"] = oidc.connect(provider.file(tmp_path))  # another process: it remembers nothing
    client.get(answer, 303)
    assert is_in(client)


def test_very_many_attempts_from_one_address_wait(client: PageClient, app: Flask) -> None:
    answers = {client.plain.get(START).status_code for _ in range(301)}
    assert answers == {303, 429}
