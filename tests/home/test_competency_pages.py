"""A learner's competency profile, the competencies' own pages, and learning paths, as pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.competency import service as competency
from elearn.credentials import service as credentials
from elearn.learning import service as learning
from elearn.people.models import Person
from elearn.people.rules import Grant
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter, stand_still

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
ALL = ("satu", "dua", "tiga", "ujian")


@pytest.fixture
def maria(app: Flask, client: PageClient, session: Session) -> Person:
    stand_still(app, NOW)
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session), position="ANALIS  kebijakan")
    session.commit()
    enter(client, who)
    return who


def complete(app: Flask, session: Session, who: Person, *items: str) -> None:
    """Enrol in the sample course and finish these items."""
    catalogue = app.extensions["elearn.library"].catalogue
    actor = factories.actor(who)
    run = learning.enrol(session, catalogue, "contoh", actor=actor, now=NOW)
    for item in items:
        score = 9_000 if item == "ujian" else None
        learning.complete_item(session, catalogue, enrolment_id=run, item_id=item, actor=actor, now=NOW, score=score)
    session.commit()


def test_gaps_and_the_courses_that_close_them(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    page = client.get("/kompetensi", 200).text
    assert "0 dari 2</strong><span>kompetensi memenuhi standar" in page
    assert "0 dari 1</strong><span>pelatihan wajib dimiliki" in page
    assert "Kurang 2 level" in page
    assert "mengembangkan Integritas sampai level 2; 4 JP." in page
    assert "Katalog belum memuat kursus yang menaikkan level Komunikasi." in page
    assert "Belum dimiliki" in page
    assert "Standar ini masih perlu dikonfirmasi instansi." in page


def test_what_was_reached_has_its_evidence(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    complete(app, session, maria, *ALL)
    page = client.get("/kompetensi", 200).text
    assert "1 dari 2</strong><span>kompetensi memenuhi standar" in page
    assert "1 dari 1</strong><span>pelatihan wajib dimiliki" in page
    assert 'aria-label="Sertifikat Integritas"' in page
    assert "Terpenuhi" in page
    assert "Selesai, berlaku sampai 2 Maret 2028" in page
    assert "mengembangkan Integritas" not in page
    own = client.get("/kompetensi/integritas", 200).text
    assert "Level Anda: <strong>2</strong>; disyaratkan jabatan Anda: <strong>2</strong>" in own
    assert 'href="/kursus/contoh"' in own


def test_revoked_evidence_lowers_the_level_and_the_mandatory_training(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    complete(app, session, maria, *ALL)
    chief = factories.person(session)
    factories.grant(session, chief, "admin")
    code = credentials.of_person(session, maria.id)[0].code
    actor = factories.actor(chief, None, Grant("admin"))
    credentials.revoke(session, code, actor=actor, reason="Salah orang", now=NOW)
    session.commit()
    page = client.get("/kompetensi", 200).text
    assert "0 dari 2</strong><span>kompetensi memenuhi standar" in page
    assert "Belum dimiliki" in page


def test_an_expired_certificate_asks_for_the_training_again(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    complete(app, session, maria, *ALL)
    stand_still(app, NOW + timedelta(days=800))
    page = client.get("/kompetensi", 200).text
    assert "Kedaluwarsa sejak 2 Maret 2028, perlu diulang" in page
    assert "0 dari 1</strong><span>pelatihan wajib dimiliki" in page


def test_what_a_merged_account_earned_is_hers(app: Flask, client: PageClient, session: Session, maria: Person) -> None:
    former = factories.person(session)
    complete(app, session, former, *ALL)
    former.merged_into_id = maria.id
    session.commit()
    assert "1 dari 2</strong><span>kompetensi memenuhi standar" in client.get("/kompetensi", 200).text


@pytest.mark.parametrize(
    ("position", "said"), [("Juru Masak", "Jabatan “Juru Masak” belum ada"), ("", "Jabatan Anda belum")]
)
def test_an_unknown_position_is_said_and_never_guessed(
    app: Flask, client: PageClient, session: Session, maria: Person, position: str, said: str
) -> None:
    other = factories.person(session)
    factories.posting(session, other, factories.unit(session), position=position)
    complete(app, session, other, *ALL)
    page = enter(client, other).get("/kompetensi", 200).text
    assert said in page
    assert "memenuhi standar" not in page
    assert "Tidak disyaratkan" in page, "what she reached is shown all the same"


def test_an_analyst_by_a_longer_name_is_another_position(client: PageClient, session: Session, maria: Person) -> None:
    other = factories.person(session)
    factories.posting(session, other, factories.unit(session), position="Analis Kebijakan Ahli Madya")
    session.commit()
    page = enter(client, other).get("/kompetensi", 200).text
    assert "Belum ada standar untuk jabatan Anda" in page
    assert "Belum ada kompetensi yang tercatat" in page


def test_the_profile_costs_few_queries_whatever_it_holds(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    complete(app, session, maria, *ALL)
    client.get("/kompetensi", 200)
    with counted_queries(app) as sent:
        client.get("/kompetensi", 200)
    assert len(sent) <= 5, sent


def test_pages_that_do_not_exist(client: PageClient, maria: Person) -> None:
    client.get("/kompetensi/tiada", 404)
    client.get("/jalur-belajar/tiada", 404)


def test_a_path_shows_the_next_step_and_its_end(
    app: Flask, client: PageClient, session: Session, maria: Person
) -> None:
    page = client.get("/jalur-belajar", 200).text
    assert "Untuk jabatan Anda" in page
    assert "0 dari 1 kursus" in page
    page = client.get("/jalur-belajar/langkah-awal", 200).text
    assert "Langkah berikutnya: Kursus Contoh" in page
    complete(app, session, maria, *ALL)
    page = client.get("/jalur-belajar/langkah-awal", 200).text
    assert "Jalur ini selesai" in page
    assert "Langkah berikutnya" not in page


def test_the_pages_are_linked(client: PageClient, maria: Person) -> None:
    assert 'href="/kompetensi"' in client.get("/beranda", 200).text
    assert 'href="/jalur-belajar"' in client.get("/beranda", 200).text
    assert 'href="/kompetensi"' in client.get("/riwayat", 200).text
    assert 'href="/jalur-belajar"' in client.get("/katalog", 200).text


def test_external_evidence_is_named_as_such(client: PageClient, session: Session, maria: Person) -> None:
    from elearn.competency.rules import Posting

    posting = Posting(
        person_id=maria.id, source_prefix="luar:1", training_type="9", scope="nasional", title="Seminar",
        days=((NOW.date(), 400),), zone="Asia/Makassar", evidence_kind="pengajuan", evidence_ref="KODE1",
        rule_version="", competencies=(("komunikasi", 1),),
    )  # fmt: skip
    competency.post(session, posting, actor_id=None, now=NOW)
    session.commit()
    page = client.get("/kompetensi", 200).text
    assert (
        'href="/riwayat/pengajuan/KODE1" aria-label="Pelatihan luar Komunikasi">Pelatihan luar</a>, 2 Mar 2026' in page
    )
