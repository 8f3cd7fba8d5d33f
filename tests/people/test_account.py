"""One's own account: facts, e-mail address, password."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.people.models import Person
from elearn.people.service import Passwords
from tests import factories
from tests.support.pages import PageClient

NEW = "perahu kayu di teluk"


@pytest.fixture
def maria(session: Session) -> Person:
    agency = factories.unit(session, "Dinas Kesehatan")
    person = factories.person(session, "Maria O'Brien", title_after="A.Md.Kep.", email="maria@contoh.go.id")
    factories.posting(session, person, factories.unit(session, "Puskesmas", parent_id=agency.id), status="pppk")
    session.commit()
    return person


def actions(session: Session, person: Person) -> list[str]:
    about = select(AuditEntry.action).join(AuditSubject).where(AuditSubject.person_id == person.id)
    found = list(session.scalars(about.order_by(AuditEntry.id)))
    session.commit()
    return found


def reread(session: Session, person: Person) -> None:
    """Read the row again, and let go of the database at once: SQLite has one writer."""
    session.refresh(person)
    session.commit()


def test_the_account_page_tells_who_i_am(client: PageClient, maria: Person, session: Session) -> None:
    factories.grant(session, maria, "trainer", course="contoh")
    factories.grant(session, maria, "trainer", course="hilang")
    factories.grant(session, maria, "trainer")
    factories.grant(session, maria, "admin")
    factories.grant(session, maria, "admin", unit_id=factories.unit(session, "Dinas PU").id)
    session.commit()
    client.sign_in(maria)
    body = client.get("/akun", 200).get_data(as_text=True)
    for said in ("Maria O&#39;Brien, A.Md.Kep.", "PPPK", "Puskesmas", "Dinas Kesehatan", "Analis Kebijakan", "III/a"):
        assert said in body
    for said in (
        "Pengajar kursus hilang",
        "Pengajar semua kursus",
        "Admin seluruh instansi",
        "Admin Dinas PU dan unit",
    ):
        assert said in body


def test_the_email_is_kept_in_lower_case_and_audited(client: PageClient, maria: Person, session: Session) -> None:
    client.sign_in(maria)
    response = client.post_form("/akun/surel", {"email": " Maria.Baru@Contoh.go.id "}, page="/akun")
    assert response.status_code == 303
    reread(session, maria)
    assert maria.email == "maria.baru@contoh.go.id"
    assert actions(session, maria) == ["person.email"]
    assert session.scalars(select(AuditEntry)).one().detail == {}
    session.commit()
    client.post_form("/akun/surel", {"email": "maria.baru@contoh.go.id"}, page="/akun")
    assert actions(session, maria) == ["person.email"]
    client.post_form("/akun/surel", {"email": ""}, page="/akun")
    reread(session, maria)
    assert maria.email is None


@pytest.mark.parametrize(
    "email", ["yosef@contoh.go.id", "YOSEF@contoh.go.id", "bukan surel", "a@b", "a@@b.id", "x" * 300]
)
def test_a_wrong_or_foreign_email_is_refused_and_stays_on_the_page(
    client: PageClient, maria: Person, session: Session, email: str
) -> None:
    factories.person(session, "Yosef", email="yosef@contoh.go.id")
    session.commit()
    client.sign_in(maria)
    response = client.post_form("/akun/surel", {"email": email}, page="/akun")
    assert response.status_code == 422
    assert f'value="{email}"' in response.get_data(as_text=True)
    reread(session, maria)
    assert maria.email == "maria@contoh.go.id"


def test_without_nip_an_email_must_stay(client: PageClient, session: Session) -> None:
    guest = factories.person(session, "Tamu", nip=None, email="tamu@contoh.go.id")
    session.commit()
    client.sign_in(guest)
    assert client.post_form("/akun/surel", {"email": ""}, page="/akun").status_code == 422


def change(
    client: PageClient, current: str, password: str, repeated: str | None = None, url: str = "/kata-sandi"
) -> int:
    fields = {"current": current, "password": password, "repeated": repeated or password}
    return client.post_form(url, fields).status_code


def test_a_change_ends_other_sessions_and_keeps_this_one(client: PageClient, maria: Person, session: Session) -> None:
    other = PageClient(client.app)
    other.sign_in(maria)
    client.sign_in(maria)
    assert change(client, factories.PASSWORD, NEW) == 303
    assert client.get("/akun").status_code == 200
    assert other.plain.get("/akun").location.startswith("/masuk")
    reread(session, maria)
    assert (maria.session_epoch, actions(session, maria)) == (1, ["password.change"])
    other.sign_in(maria, NEW)


@pytest.mark.parametrize(
    ("current", "password", "repeated", "said"),
    [
        ("salah sekali", NEW, NEW, "Kata sandi sekarang salah."),
        (factories.PASSWORD, NEW, "lain sama sekali", "belum sama"),
        (factories.PASSWORD, "pendek", "pendek", "sedikitnya 10"),
        (factories.PASSWORD, factories.PASSWORD, factories.PASSWORD, "berbeda"),
        (factories.PASSWORD, "maria obrien", "maria obrien", "nama"),
        ("", NEW, NEW, "wajib diisi"),
    ],
)
def test_refusals_change_nothing(
    client: PageClient, maria: Person, session: Session, current: str, password: str, repeated: str, said: str
) -> None:
    client.sign_in(maria)
    response = client.post_form("/kata-sandi", {"current": current, "password": password, "repeated": repeated})
    assert response.status_code == 422
    assert said in response.get_data(as_text=True)
    reread(session, maria)
    assert (maria.session_epoch, maria.password_hash) == (0, factories.password_hash())


def test_the_present_password_cannot_be_guessed_here_either(client: PageClient, maria: Person) -> None:
    client.sign_in(maria)
    assert [change(client, "salah sekali", NEW) for _ in range(6)] == [422] * 5 + [429]
    assert change(client, factories.PASSWORD, NEW) == 429


def test_the_first_sign_in_leads_to_a_password_and_nowhere_else(
    client: PageClient, maria: Person, session: Session, cheap: Passwords
) -> None:
    maria.must_change_password, maria.password_hash = True, cheap.hash("7KQ2-M9XT-4HPA")
    session.commit()
    client.sign_in(maria, "7KQ2-M9XT-4HPA")
    assert client.plain.get("/akun").location == "/kata-sandi"
    body = client.get("/kata-sandi", 200).get_data(as_text=True)
    assert "Buat kata sandi" in body
    assert "Kata sandi sekarang" not in body
    assert change(client, "", "7KQ2-M9XT-4HPA") == 422
    fields = {"password": NEW, "repeated": NEW}
    assert client.post_form("/kata-sandi?lanjut=/riwayat", fields).location == "/riwayat"
    assert client.get("/akun").status_code == 200
    reread(session, maria)
    assert (maria.must_change_password, maria.one_time_until) == (False, None)
