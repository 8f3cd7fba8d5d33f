"""Catalogue, lesson and the forms around them, as pages. Content: tests/sample."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.content.library import Library
from elearn.learning.models import Enrolment, ItemProgress
from elearn.people.models import Person
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter, stand_still

SAMPLE = Path(__file__).parents[1] / "sample"
NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def maria(app: Flask, client: PageClient, session: Session) -> Person:
    """Signed in, in Makassar."""
    stand_still(app, NOW)
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session, zone="Asia/Makassar"))
    session.commit()
    enter(client, who)
    return who


def enrolled(client: PageClient) -> PageClient:
    response = client.post_form("/kursus/contoh/daftar", page="/kursus/contoh")
    assert (response.status_code, response.location) == (303, "/kursus/contoh/materi/satu")
    return client


def done(client: PageClient, item: str) -> str:
    response = client.post_form(f"/kursus/contoh/materi/{item}/selesai", page=f"/kursus/contoh/materi/{item}")
    assert response.status_code == 303
    return str(response.location)


def test_the_catalogue_lists_what_is_published(client: PageClient, maria: Person) -> None:
    page = client.get("/katalog", 200).text
    assert "Kursus Contoh" in page
    assert "4 JP" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("cari=KÚRSUS+contoh", True),
        ("cari=tidak+ada", False),
        ("kompetensi=integritas&jp=sampai-5", True),
        ("jp=di-atas-5", False),
        ("saya=berjalan", False),
        ("saya=belum", True),
        ("saya=ngawur&jp=ngawur&kompetensi=&halaman=99", True),
        ("cari=%3Cscript%3E", False),
    ],
)
def test_the_catalogue_is_searched_and_filtered(client: PageClient, maria: Person, query: str, found: bool) -> None:
    page = client.get(f"/katalog?{query}", 200).text
    assert ('<a href="/kursus/contoh">' in page) is found
    assert ("Tidak ada kursus yang cocok" in page) is not found


def test_enrolling_twice_is_one_run(client: PageClient, session: Session, maria: Person) -> None:
    enrolled(enrolled(client))
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 1
    assert "Sedang diikuti" in client.get("/katalog?saya=berjalan", 200).text


def test_a_lesson_shows_its_text_its_place_and_its_surroundings(client: PageClient, maria: Person) -> None:
    page = enrolled(client).get("/kursus/contoh/materi/satu", 200).text
    assert "Isi materi <strong>pertama</strong>" in page
    assert "Materi 1 dari 5" in page
    assert 'terbuka setelah <a href="/kursus/contoh/materi/satu">Materi Satu</a> selesai' in page
    assert 'aria-current="page">Materi Satu' in page
    assert 'rel="next"' not in page, "the next item is still locked"


def test_marking_done_leads_to_the_next_item(client: PageClient, session: Session, maria: Person) -> None:
    enrolled(client)
    assert done(client, "satu") == "/kursus/contoh/materi/dua"
    assert (
        client.post_form("/kursus/contoh/materi/satu/selesai", page="/katalog").location == "/kursus/contoh/materi/dua"
    )
    page = client.get("/kursus/contoh/materi/satu", 200).text
    assert "Selesai pada 2 Maret 2026" in page
    assert "Tandai selesai" not in page
    assert 'rel="next"' in page
    assert session.scalar(select(func.count()).select_from(ItemProgress)) == 1


def test_the_cap_is_warned_about_before_it_costs_anything(app: Flask, client: PageClient, maria: Person) -> None:
    """Four JP over 60, 60, 30 and 30 minutes: a third item on one day would pass the cap of three."""
    enrolled(client)
    for item in ("satu", "dua"):
        assert "Batas JP hari ini" not in client.get(f"/kursus/contoh/materi/{item}", 200).text or item == "dua"
        done(client, item)
    page = client.get("/kursus/contoh/materi/tiga", 200).text
    assert "Menyelesaikannya besok menyelamatkan" in page
    stand_still(app, NOW + timedelta(days=1))
    assert "Batas JP hari ini" not in client.get("/kursus/contoh/materi/tiga", 200).text


def test_a_lesson_page_asks_the_database_three_times_at_most(app: Flask, client: PageClient, maria: Person) -> None:
    enrolled(client)
    client.get("/kursus/contoh/materi/satu", 200)
    with counted_queries(app) as sent:
        client.get("/kursus/contoh/materi/satu", 200)
    assert len(sent) == 3, sent
    done(client, "satu")
    with counted_queries(app) as sent:
        client.get("/kursus/contoh/materi/satu", 200)
    assert len(sent) == 2, "what is done needs no look at the ledger"
    assert not any(statement.startswith(("INSERT", "UPDATE", "DELETE")) for statement in sent)


def test_a_locked_lesson_leads_back_with_the_sentence(client: PageClient, maria: Person) -> None:
    response = enrolled(client).get("/kursus/contoh/materi/dua")
    assert (response.status_code, response.location) == (303, "/kursus/contoh")
    assert "Selesaikan dahulu materi “Materi Satu”" in client.get("/kursus/contoh", 200).text
    assert client.post_form("/kursus/contoh/materi/dua/selesai", page="/katalog").status_code == 409


def test_a_lesson_needs_an_enrolment(client: PageClient, maria: Person) -> None:
    assert client.get("/kursus/contoh/materi/satu").location == "/kursus/contoh"
    assert "belum terdaftar" in client.get("/kursus/contoh", 200).text
    assert client.post_form("/kursus/contoh/materi/satu/selesai", page="/katalog").status_code == 409


def test_a_quiz_is_shown_on_its_own_page_and_never_marked_as_read(client: PageClient, maria: Person) -> None:
    enrolled(client)
    for item in ("satu", "dua", "tiga"):
        done(client, item)
    assert client.get("/kursus/contoh/materi/ujian").location == "/kursus/contoh/kuis/ujian"
    assert client.post_form("/kursus/contoh/materi/ujian/selesai", page="/katalog").status_code == 409


@pytest.mark.parametrize("url", ["/kursus/tidak-ada/materi/satu", "/kursus/contoh/materi/tidak-ada"])
def test_what_does_not_exist_is_not_found(client: PageClient, maria: Person, url: str) -> None:
    enrolled(client)
    client.get(url, 404)


def test_two_tabs_may_both_be_old(client: PageClient, session: Session, maria: Person) -> None:
    """A page left open since yesterday, sent again: the first date stays."""
    enrolled(client)
    done(client, "satu")
    stand_still(client.app, NOW + timedelta(days=1))
    client.post_form("/kursus/contoh/materi/satu/selesai", page="/katalog")
    assert str(session.scalar(select(ItemProgress.done_on))) == "2026-03-02"


def test_settling_an_unfinished_course_is_refused(client: PageClient, maria: Person) -> None:
    enrolled(client)
    assert client.post_form("/kursus/contoh/selesaikan", page="/kursus/contoh").status_code == 409


def test_a_post_without_a_token_changes_nothing(client: PageClient, session: Session, maria: Person) -> None:
    assert client.post("/kursus/contoh/daftar").status_code == 400
    assert session.scalar(select(func.count()).select_from(Enrolment)) == 0


def test_renumbering_and_adding_files_keeps_what_was_done(
    app: Flask, client: PageClient, tmp_path: Path, maria: Person
) -> None:
    """A trainer moves a lesson to another module, renumbers the rest and adds one: ids stay, progress stays."""
    folder = tmp_path / "konten"
    shutil.copytree(SAMPLE, folder)
    library = app.extensions["elearn.library"] = Library(folder, tmp_path / "data")
    enrolled(client)
    done(client, "satu")
    course = folder / "kursus" / "contoh"
    (course / "01-dasar" / "01-satu.md").rename(course / "02-akhir" / "09-satu.md")
    (course / "01-dasar" / "02-dua.md").rename(course / "01-dasar" / "05-dua.md")
    (course / "01-dasar" / "01-nol.md").write_text("---\nmenit: 10\n---\n# Materi Nol\n\nIsi baru.\n")
    dua = (course / "01-dasar" / "05-dua.md").read_text()
    (course / "01-dasar" / "05-dua.md").write_text(dua.replace("(01-satu.md)", "(../02-akhir/09-satu.md)"))
    library.refresh()
    assert [str(finding) for finding in library.catalogue.findings] == []
    page = client.get("/kursus/contoh/materi/satu", 200).text
    assert "Materi 6 dari 6" in page
    assert "Selesai pada 2 Maret 2026" in page
    assert "Mulai: Materi Nol" not in (home := client.get("/kursus/contoh", 200).text)
    assert "Lanjutkan: Materi Nol" in home
    assert "1 dari 5 bagian" in home
