"""What a learner reads once her certificate was revoked, and the way on from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.credentials import service as credentials
from elearn.credentials.models import Certificate
from elearn.people.models import Person
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.home.test_path_certificates import certify
from tests.home.test_views import ALL, NOW, maria, take
from tests.support.pages import PageClient
from tests.support.sessions import stand_still

__all__ = ["maria"]
LATER = NOW + timedelta(days=10)
PATH = "/jalur-belajar/langkah-awal"


@pytest.fixture
def admin(session: Session) -> Actor:
    return factories.actor(factories.person(session, "Admin Kota"), None, Grant("admin"))


def revoke(app: Flask, session: Session, admin: Actor, *, path: bool = False) -> None:
    kind = Certificate.path_ref if path else Certificate.completion_ref
    code = session.scalars(select(Certificate.code).where(kind.is_not(None))).one()
    credentials.revoke(session, code, actor=admin, reason="Dikerjakan <b>orang lain</b>", now=LATER)
    session.commit()
    stand_still(app, LATER)


def test_the_course_says_why_what_it_means_and_begins_anew(
    app: Flask, client: PageClient, session: Session, maria: Person, admin: Actor
) -> None:
    take(app, session, maria, *ALL)
    revoke(app, session, admin)
    place = "/kursus/contoh"
    page = client.get(place, 200).text
    assert "Anda lulus pada" not in page
    assert "dicabut pada 12 Maret 2026. Alasan: Dikerjakan &lt;b&gt;orang lain&lt;/b&gt;" in page
    assert "belum terhitung selesai" in page
    assert "Hubungi admin kepegawaian" in page
    assert "Sertifikat dicabut" in client.get("/katalog", 200).text
    done = client.post_form(f"{place}/daftar", page=place)
    assert (done.status_code, done.location) == (303, "/kursus/contoh/materi/satu")
    page = client.get(place, 200).text
    assert "0 dari 4 bagian" in page
    assert "karena sertifikat yang dahulu dicabut" in page
    take(app, session, maria, *ALL, at=LATER)
    page = client.get(place, 200).text
    assert "Anda lulus pada 12 Maret 2026" in page
    assert "dicabut" not in page


def test_the_path_says_which_course_is_missing_again(
    app: Flask, client: PageClient, session: Session, maria: Person, admin: Actor
) -> None:
    take(app, session, maria, *ALL)
    assert "Jalur ini selesai" in client.get(PATH, 200).text
    revoke(app, session, admin)
    page = client.get(PATH, 200).text
    assert "Jalur ini selesai" not in page
    assert "dicabut: kursus ini belum terhitung selesai" in page
    assert "Sertifikatnya dicabut, ikuti lagi" in page
    assert "Langkah berikutnya:" in page


def test_a_path_whose_own_certificate_was_revoked_hands_out_none(
    app: Flask, client: PageClient, session: Session, maria: Person, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(app, session, maria, *ALL)
    certify(app, monkeypatch)
    assert client.post_form(f"{PATH}/sertifikat", page=PATH).status_code == 303
    revoke(app, session, admin, path=True)
    page = client.get(PATH, 200).text
    assert "Sertifikat jalurnya dicabut pada 12 Maret 2026" in page
    assert "Buka sertifikat jalur" not in page
    assert "Jalur ini selesai" in page
