"""The admin's choice about older certificates, and a renewal, on the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.credentials.models import RenewalDecision
from elearn.learning.models import Completion, Enrolment
from elearn.people.models import Person
from tests import factories
from tests.credentials.examples import issue
from tests.support.pages import PageClient

NOW = datetime(2026, 11, 22, 6, 5, tzinfo=UTC)
PATH = "/admin/pembaruan/contoh"
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> None:
    app.extensions["elearn.clock"] = lambda: NOW


@pytest.fixture
def admin(session: Session) -> Person:
    who = factories.person(session, "Admin Kota")
    factories.grant(session, who, "admin")
    session.commit()
    return who


@pytest.fixture
def maria(session: Session) -> Person:
    """She completed the sample course long ago; her certificate has no end."""
    who = factories.person(session, "Maria Bria")
    posted = factories.posting(session, who, factories.unit(session))
    run = Enrolment(person_id=who.id, course="contoh", run=1, opened_at=LONG_AGO, closed_at=LONG_AGO)
    session.add(run)
    session.flush()
    on = local_date(LONG_AGO, "Asia/Makassar")
    done = Completion(
        enrolment_id=run.id, person_id=who.id, course="contoh", course_title="Contoh", course_version="c" * 64,
        training_type="16", organiser="BKPSDM", posting_id=posted.id, completed_at=LONG_AGO, completed_on=on,
        started_on=on, zone="Asia/Makassar", final_score=None, jp=600,
    )  # fmt: skip
    session.add(done)
    session.flush()
    issue(session, who.id, completion_id=done.id, validity_months=None, completed_on=on, now=LONG_AGO)
    session.commit()
    return who


def decide(client: PageClient, **values: str) -> str:
    answer = client.post_form(PATH, values, page=PATH, follow_redirects=True)
    return " ".join(answer.get_data(as_text=True).split())


MUST = {"keputusan": "wajib", "terbit_sebelum": "2026-11-01", "paling_lambat": "2027-02-28", "alasan": "Pedoman <baru>"}


def test_from_the_admin_s_choice_to_the_learner_s_new_run(
    app: Flask, client: PageClient, session: Session, admin: Person, maria: Person
) -> None:
    client.sign_in(admin)
    assert "/admin/pembaruan" in client.get("/admin", 200).get_data(as_text=True)
    assert "Tetap berlaku" in client.get("/admin/pembaruan", 200).get_data(as_text=True)
    said = decide(client, **MUST)
    assert "1 sertifikat berubah batas berlakunya" in said
    assert "Pedoman &lt;baru&gt;" in said
    assert "wajib diperbarui paling lambat 28 Februari 2027" in client.get("/admin/pembaruan", 200).get_data(
        as_text=True
    )
    own = PageClient(app)
    own.sign_in(maria)
    home = " ".join(own.get("/beranda", 200).get_data(as_text=True).split())
    assert "wajib diperbarui paling lambat 28 Februari 2027. Alasan: Pedoman &lt;baru&gt;" in home
    course = own.get("/kursus/contoh", 200).get_data(as_text=True)
    assert "Sertifikat Anda wajib diperbarui" in course
    done = own.post_form("/kursus/contoh/perbarui", page="/kursus/contoh", follow_redirects=True)
    during = " ".join(done.get_data(as_text=True).split())
    assert "Anda sedang memperbarui sertifikat" in during
    assert "berlaku sampai 28 Februari 2027" in during
    assert session.scalars(select(Enrolment.run).order_by(Enrolment.run)).all() == [1, 2]


def test_a_second_click_decides_nothing_more(
    client: PageClient, session: Session, admin: Person, maria: Person
) -> None:
    client.sign_in(admin)
    for _ in range(2):
        assert "1 sertifikat berubah batas berlakunya" in decide(client, **MUST)
    keeping = {"keputusan": "tetap", "alasan": "Batal"}
    for _ in range(2):
        assert "1 sertifikat berubah batas berlakunya" in decide(client, **keeping)
    decide(client, **MUST)
    made = session.scalars(select(RenewalDecision.reason).order_by(RenewalDecision.id)).all()
    assert made == ["Pedoman <baru>", "Batal", "Pedoman <baru>"]


def test_what_is_missing_is_said_at_its_field(client: PageClient, session: Session, admin: Person) -> None:
    client.sign_in(admin)
    for wrong, field in (
        ({**MUST, "alasan": " "}, "alasan"),
        ({**MUST, "paling_lambat": ""}, "paling_lambat"),
        ({**MUST, "paling_lambat": "2026-11-22"}, "paling_lambat"),
        ({**MUST, "terbit_sebelum": ""}, "terbit_sebelum"),
        ({"alasan": "x"}, "keputusan"),
    ):
        assert f'href="#{field}"' in decide(client, **wrong)
    assert session.scalars(select(RenewalDecision)).all() == []


def test_only_admins_and_only_courses_that_are(
    app: Flask, client: PageClient, session: Session, admin: Person, maria: Person
) -> None:
    client.sign_in(admin)
    client.get("/admin/pembaruan/tidak-ada", 404)
    own = PageClient(app)
    own.sign_in(maria)
    own.get(PATH, 403)
    assert "Simpan keputusan" in client.get(PATH, 200).text
    factories.grant(session, maria, "admin", unit_id=factories.unit(session, "Dinas Lain").id)
    session.commit()
    own.sign_in(maria)
    assert "hanya admin seluruh instansi" in own.get(PATH, 200).text
    assert own.post_form(PATH, MUST, page="/akun").status_code == 403
    assert own.post_form("/kursus/contoh/perbarui", page="/kursus/contoh").status_code == 409
