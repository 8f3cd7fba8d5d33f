"""Signing in and out, through the pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.people.models import Person, SignInFailure
from elearn.people.service import Passwords
from elearn.people.service.sign_in import EXPIRED, WRONG
from elearn.people.views.base import is_own_path
from tests import factories
from tests.people.conftest import Clock
from tests.support.pages import PageClient


@pytest.fixture
def maria(session: Session) -> Person:
    person = factories.person(session, email="maria@contoh.go.id")
    factories.posting(session, person, factories.unit(session))
    session.commit()
    return person


def attempt(client: PageClient, identifier: str, password: str, url: str = "/masuk", **options: Any) -> Any:
    return client.post_form(url, {"identifier": identifier, "password": password}, page="/masuk", **options)


def signed_in(client: PageClient) -> bool:
    return client.plain.get("/akun").status_code == 200


@pytest.mark.parametrize(
    "spelling", ["{nip}", " {nip} ", "'{nip}", "{nip:.8} {nip:.0}{rest}", "MARIA@contoh.go.id", " maria@contoh.go.id"]
)
def test_nip_or_email_however_they_are_typed(client: PageClient, maria: Person, spelling: str) -> None:
    nip = maria.nip or ""
    response = attempt(client, spelling.format(nip=nip, rest=nip[8:]), factories.PASSWORD)
    assert (response.status_code, response.location) == (303, "/beranda")
    assert signed_in(client)


def test_the_session_lasts_its_hours(client: PageClient, maria: Person) -> None:
    cookie = attempt(client, maria.nip or "", factories.PASSWORD).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie


def test_unknown_and_wrong_look_the_same(client: PageClient, maria: Person, session: Session) -> None:
    closed = factories.person(session, active=False)
    fresh = factories.person(session, password_hash=None)
    session.commit()
    seen = set()
    for identifier in (maria.nip, closed.nip, fresh.nip, "199003152015032999", "entah@contoh.go.id", "x" * 254, "🌺"):
        response = attempt(client, identifier or "", "salah sekali")
        body = response.get_data(as_text=True)
        seen.add((response.status_code, WRONG in body, len(re.findall("Galat|error-summary", body))))
    assert seen == {(422, True, 2)}


def test_what_was_typed_stays_but_never_the_password(client: PageClient, maria: Person) -> None:
    body = attempt(client, "199003152015032999", "salah-sekali-ini").get_data(as_text=True)
    assert 'value="199003152015032999"' in body
    assert "salah-sekali-ini" not in body


def test_empty_fields_are_named(client: PageClient) -> None:
    response = attempt(client, "", "")
    assert response.status_code == 422
    assert "NIP atau surel: Isian ini wajib diisi." in response.get_data(as_text=True)


def test_without_a_token_nothing_happens(client: PageClient, maria: Person) -> None:
    response = client.post("/masuk", data={"identifier": maria.nip, "password": factories.PASSWORD})
    assert response.status_code == 400
    assert not signed_in(client)


@pytest.mark.parametrize("target", ["/kursus/contoh/materi/satu?a=1", "/riwayat"])
def test_it_leads_on_to_the_page_asked_for(client: PageClient, maria: Person, target: str) -> None:
    response = attempt(client, maria.nip or "", factories.PASSWORD, f"/masuk?lanjut={target}")
    assert response.location == target
    assert client.plain.get(f"/masuk?lanjut={target}").location == target


ELSEWHERE = """https://jahat.example|//jahat.example|/\\jahat.example|\\\\jahat.example|/\t/jahat.example|jahat|
 //jahat.example|javascript:alert(1)|/ jahat|/a\u2028b"""


@pytest.mark.parametrize("target", ["", "/\n/jahat.example", "/" + "a" * 3000, *ELSEWHERE.split("|")])
def test_it_never_leads_off_the_site(client: PageClient, maria: Person, target: str) -> None:
    assert not is_own_path(target)
    client.sign_in(maria)
    assert client.plain.get("/masuk", query_string={"lanjut": target}).location == "/beranda"


def test_a_session_starts_from_nothing(client: PageClient, maria: Person) -> None:
    client.get("/masuk")
    with client.plain.session_transaction() as planted:
        planted["titipan"] = "penyerang"
        before = planted["csrf_token"]
    client.sign_in(maria)
    with client.plain.session_transaction() as after:
        assert "titipan" not in after
        assert after.get("csrf_token") != before


def test_signing_out_ends_the_session(client: PageClient, maria: Person) -> None:
    client.sign_in(maria)
    response = client.post_form("/keluar", page="/akun")
    assert (response.status_code, response.location) == (303, "/masuk")
    assert not signed_in(client)
    assert client.plain.get("/keluar").status_code in {303, 405}


def test_signing_out_of_a_session_that_is_over_asks_for_nothing(client: PageClient, maria: Person) -> None:
    assert client.post("/keluar").location == "/masuk"
    page = client.get("/masuk", 200).get_data(as_text=True)
    assert "Anda sudah keluar." in page
    assert "belum diterima" not in page


@pytest.mark.parametrize("change", [{"active": False}, {"session_epoch": 1}])
def test_closing_the_account_ends_its_sessions(
    client: PageClient, maria: Person, session: Session, change: dict[str, Any]
) -> None:
    client.sign_in(maria)
    for name, value in change.items():
        setattr(maria, name, value)
    session.commit()
    assert not signed_in(client)


def test_a_merged_account_leads_to_the_living_one(client: PageClient, maria: Person, session: Session) -> None:
    former = factories.person(session, merged_into_id=maria.id, password_hash=None)
    session.commit()
    client.sign_in(former)
    with client.plain.session_transaction() as cookie:
        assert cookie["_user_id"].startswith(f"{maria.id}.0.")


def test_a_one_time_code_works_until_its_hour_and_asks_for_a_password(
    client: PageClient, maria: Person, session: Session, cheap: Passwords, clock: Clock
) -> None:
    maria.password_hash, maria.must_change_password = cheap.hash("7KQ2-M9XT-4HPA"), True
    maria.one_time_until = clock() + timedelta(hours=72)
    session.commit()
    clock.forward(hours=71, minutes=59)
    response = attempt(client, maria.nip or "", "7kq2 m9xt 4hpa", "/masuk?lanjut=/riwayat")
    assert response.location == "/kata-sandi?lanjut=/riwayat"
    assert client.plain.get("/akun").location == "/kata-sandi"
    client.post_form("/keluar", page="/kata-sandi")
    clock.forward(minutes=1)
    body = attempt(client, maria.nip or "", "7KQ2-M9XT-4HPA").get_data(as_text=True)
    assert EXPIRED in body
    assert WRONG in attempt(client, maria.nip or "", "7KQ2-M9XT-4HPB").get_data(as_text=True)


def test_an_outdated_hash_is_replaced(app: Flask, client: PageClient, maria: Person, session: Session) -> None:
    app.extensions["elearn.passwords"] = Passwords(memory_kib=16, passes=1)
    client.sign_in(maria)
    session.refresh(maria)
    session.commit()
    assert "m=16,t=1" in (maria.password_hash or "")


def test_nothing_of_an_attempt_is_kept_but_keyed_hashes(client: PageClient, maria: Person, session: Session) -> None:
    attempt(client, maria.nip or "", "salah sekali")
    rows = session.scalars(select(SignInFailure)).all()
    assert len(rows) == 3
    assert all(re.fullmatch(r"[0-9a-f]{64}", row.bucket) and row.count == 1 for row in rows)
