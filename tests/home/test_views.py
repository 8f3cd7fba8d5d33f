"""The front page, the learner's home, a course's page and one's own data, as pages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from elearn.assessment import service as assessment
from elearn.assessment.models import Attempt
from elearn.audit import service as audit
from elearn.content.library import Library
from elearn.credentials.models import Certificate
from elearn.learning import service as learning
from elearn.people.models import Person
from elearn.people.rules import Actor
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter, stand_still

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def maria(app: Flask, client: PageClient, session: Session) -> Person:
    stand_still(app, NOW)
    who = factories.person(session, title_after="S.Sos.", birth_place="Kupang", birth_date=date(1990, 3, 15))
    factories.posting(session, who, factories.unit(session, "Dinas Kesehatan"))
    session.commit()
    enter(client, who)
    return who


def take(app: Flask, session: Session, who: Person, *items: str, at: datetime = NOW) -> None:
    """Enrol in the sample course and finish these items."""
    library = app.extensions["elearn.library"]
    assert isinstance(library, Library)
    actor = factories.actor(who)
    run = learning.enrol(session, library.catalogue, "contoh", actor=actor, now=at)
    for item in items:
        score = 9_000 if item == "ujian" else None
        learning.complete_item(
            session, library.catalogue, enrolment_id=run, item_id=item, actor=actor, now=at, score=score
        )
    session.commit()


ALL = ("satu", "dua", "tiga", "ujian")


def test_visitors_meet_a_front_page_and_learners_their_home(app: Flask, client: PageClient) -> None:
    page = client.get("/", 200).text
    assert 'href="/masuk"' in page
    assert 'href="/verifikasi"' in page
    assert client.get("/beranda").status_code == 303


def test_the_front_page_sends_learners_home(client: PageClient, maria: Person) -> None:
    assert client.get("/").location == "/beranda"


def test_a_newcomer_is_welcomed(client: PageClient, maria: Person) -> None:
    page = client.get("/beranda", 200).text
    assert "Selamat datang, Maria Bria, S.Sos." in page
    assert "Kursus yang dapat Anda ikuti" in page
    assert "0 dari paling sedikit 20 JP" in page


def test_the_home_page_goes_on_where_the_learner_stopped(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    take(app, session, maria, "satu")
    page = client.get("/beranda", 200).text
    assert 'href="/kursus/contoh/materi/dua">Lanjutkan' in page
    assert "1 dari 4 bagian" in page
    assert "Selamat datang" not in page
    assert "Belum selesai" not in page
    stand_still(app, NOW + timedelta(days=30))
    assert "Terakhir Anda kerjakan 2 Maret 2026" in client.get("/beranda", 200).text


def test_the_home_page_goes_on_with_a_quiz_that_was_begun(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    take(app, session, maria, *ALL[:3])
    library = app.extensions["elearn.library"]
    where = (session, library.catalogue, "contoh", "ujian")
    number = assessment.start(*where, bodies=library.quiz, actor=factories.actor(maria), now=NOW)
    session.commit()
    client.get("/beranda", 200)
    with counted_queries(app) as sent:
        page = client.get("/beranda", 200).text
    assert f'href="/percobaan/{number}">Lanjutkan kuis' in page
    assert len(sent) <= 6, sent
    stand_still(app, NOW + timedelta(days=1))
    session.execute(update(Attempt).values(deadline_at=NOW + timedelta(hours=1)))
    session.commit()
    assert f"/percobaan/{number}" not in client.get("/beranda", 200).text  # its time is over


def test_the_home_page_asks_the_database_five_times_at_most(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    take(app, session, maria, *ALL)
    client.get("/beranda", 200)
    with counted_queries(app) as sent:
        client.get("/beranda", 200)
    assert len(sent) <= 5, sent


def test_whoever_leads_somebody_finds_her_people_from_home(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    link = 'href="/atasan">Pegawai yang Anda pimpin'
    assert link not in client.get("/beranda", 200).text
    who = factories.person(session, "Yosef D'Rosari", nip="198811012014021007")
    held = factories.posting(session, who, factories.unit(session, "Dinas Sosial", code="DINSOS"))
    held.superior_id = maria.id
    session.commit()
    assert link in client.get("/beranda", 200).text
    session.execute(update(Person).where(Person.id == who.id).values(active=False))
    session.commit()
    assert link not in client.get("/beranda", 200).text, "who left is led by nobody"


@pytest.mark.parametrize(("later", "told"), [(600, False), (660, True), (731, True), (732, False)])
def test_certificates_that_run_out_are_announced(
    app: Flask, client: PageClient, session: Session, maria: Person, later: int, told: bool
) -> None:
    """Valid for 24 months: announced in the last 90 days, the last day included."""
    take(app, session, maria, *ALL)
    stand_still(app, NOW + timedelta(days=later))
    assert ("berlaku sampai" in client.get("/beranda", 200).text) is told


def test_a_course_page_says_what_it_gives_and_asks(client: PageClient, maria: Person) -> None:
    page = client.get("/kursus/contoh", 200).text
    for words in (
        "4 JP (E-Learning)",
        "Integritas, level 2",
        "Berlaku 24 bulan",
        "Maria Bria, S.Sos.",
        "3 jam 5 menit",
    ):
        assert words in page
    assert "Daftar kursus ini" in page
    assert "sedikitnya 2 hari" in page
    assert "/kursus/contoh/materi/satu" not in page, "the outline has no links before enrolling"
    client.get("/kursus/tidak-ada", 404)


def test_a_course_page_of_a_learner_offers_to_go_on(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    take(app, session, maria, "satu")
    page = client.get("/kursus/contoh", 200).text
    assert "Lanjutkan: Materi Dua" in page
    assert "<small>Terkunci</small>" in page
    assert "Materi Dua</a> selesai." in page
    assert "Daftar kursus ini" not in page


def test_a_completed_course_links_its_certificate(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    take(app, session, maria, *ALL)
    page = client.get("/kursus/contoh", 200).text
    assert "Anda lulus pada 2 Maret 2026" in page
    assert "unduh PDF" in page
    assert "Terkunci" not in page
    assert "Kursus Contoh" in client.get("/katalog?saya=selesai", 200).text


def test_a_revoked_certificate_is_not_offered_for_download(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    take(app, session, maria, *ALL, at=NOW - timedelta(days=1))
    session.execute(update(Certificate).values(revoked_at=NOW))
    session.commit()
    page = client.get("/kursus/contoh", 200).text
    assert "dicabut pada" in page
    assert "/unduh" not in page


def test_my_data_tells_what_is_held_and_who_looked(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    take(app, session, maria, *ALL)
    clerk = factories.person(session, "Budi Admin")
    factories.grant(session, clerk, "admin")
    audit.record(session, "certificate.view", actor_id=clerk.id, now=NOW, subjects=[maria.id])
    audit.record(session, "certificate.view", actor_id=clerk.id, now=NOW, subjects=[clerk.id])
    audit.record(session, "tidak.dikenal", actor_id=None, now=NOW, subjects=[maria.id], reason="Uji <b>")
    session.commit()
    page = client.get("/data-saya", 200).text
    assert "Maria Bria, S.Sos." in page
    assert maria.nip in page
    assert "Dinas Kesehatan" in page
    assert page.count("Melihat sertifikat Anda") == 1
    assert "Budi Admin (admin)" in page
    assert "Sistem" in page
    assert "Uji &lt;b&gt;" in page


def test_an_actor_without_posting_still_has_a_home(client: PageClient, session: Session, maria: Person) -> None:
    stranger = factories.person(session)
    session.commit()
    assert "Tidak ada target JP" in enter(client, stranger).get("/beranda", 200).text
    assert isinstance(factories.actor(stranger), Actor)
