"""The manual beside the work, and what a new installation still lacks, as pages."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from elearn.cli.backup import write_backup
from elearn.guide import service
from elearn.guide.rules import LESSONS, lesson_about, steps
from elearn.settings import Settings
from tests import factories
from tests.guide.test_rules import NEW, NOW, READY
from tests.support.pages import PageClient
from tests.support.sessions import enter

MANUAL = Path(__file__).parents[2] / "content/kursus/panduan-admin"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """The sample content with the shipped manual, in an installation of its own."""
    content = tmp_path / "content"
    shutil.copytree(settings.content, content)
    shutil.copytree(MANUAL, content / "kursus/panduan-admin")
    return replace(settings, content=content)


@pytest.fixture
def boss(client: PageClient, session: Session) -> None:
    who = factories.person(session)
    factories.grant(session, who, "admin")
    session.commit()
    enter(client, who)


@pytest.mark.usefixtures("boss")
def test_an_admin_reads_the_manual_without_enrolling(client: PageClient) -> None:
    assert 'href="/admin/panduan"' in client.get("/admin", 200).text
    contents = client.get("/admin/panduan", 200).text
    assert 'href="/admin/panduan/unit-dan-penempatan"' in contents
    assert "pasca-uji" not in contents, "a quiz is taken in the course"
    page = client.get("/admin/panduan/unit-dan-penempatan", 200).text
    assert 'rel="next"' in page
    assert 'href="/kursus/panduan-admin/materi' not in page
    assert client.get("/admin/panduan/tiada").status_code == 404
    assert client.get("/admin/panduan/pasca-uji-admin").status_code == 404


@pytest.mark.usefixtures("boss")
def test_every_page_of_the_manual_opens(client: PageClient) -> None:
    for path in sorted(MANUAL.glob("*/[0-9]*.md")):
        if "jenis:" not in path.read_text():
            client.get(f"/admin/panduan/{path.stem[3:]}", 200)


@pytest.mark.usefixtures("boss")
def test_the_steps_lead_to_pages_and_lessons_that_exist(app: Flask) -> None:
    lessons = {path.stem[3:] for path in MANUAL.glob("*/[0-9]*.md")}
    for step in steps(NEW, NOW):
        assert not step.page or step.page in app.view_functions, step
        assert not step.lesson or step.lesson in lessons, step


@pytest.mark.usefixtures("boss")
def test_every_part_of_the_admins_pages_leads_to_its_lesson(app: Flask, client: PageClient) -> None:
    lessons = {path.stem[3:] for path in MANUAL.glob("*/[0-9]*.md")}
    paths = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/admin")}
    lacking = {path for path in paths if lesson_about(path) not in lessons and not path.startswith("/admin/panduan")}
    assert lacking == set()
    assert {lesson_about(f"/admin/{part}") for part in LESSONS} <= lessons
    assert 'href="/admin/panduan/unit-dan-penempatan"' in client.get("/admin/unit", 200).text
    assert "Panduan:" not in client.get("/beranda", 200).text


def test_whoever_is_no_admin_is_not_shown_the_manual(client: PageClient, session: Session) -> None:
    assert "Panduan:" not in client.get("/admin/tiada").text
    who = factories.person(session)
    session.commit()
    enter(client, who)
    assert "Panduan:" not in client.get("/admin/unit").text
    assert client.get("/admin/panduan").status_code == 403


@pytest.mark.usefixtures("boss")
def test_a_backup_closes_its_step(client: PageClient, settings: Settings, tmp_path: Path) -> None:
    before = client.get("/admin/persiapan", 200).text
    assert "Belum pernah dibuat." in before
    assert "langkah belum beres" in client.get("/admin", 200).text
    write_backup(settings, tmp_path / "cadangan.tar.gz")
    assert "Terakhir dibuat 0 hari yang lalu." in client.get("/admin/persiapan", 200).text
    whole = settings.backup_stamp.read_text()
    for length in (0, 8, 10, 16, 19):  # as far as it was written when the disk was full; without its zone from 10 on
        settings.backup_stamp.write_text(whole[:length])
        assert "Belum pernah dibuat." in client.get("/admin/persiapan", 200).text, whole[:length]


@pytest.mark.usefixtures("boss")
def test_an_admin_begins_where_steps_are_left_and_finds_them_from_home(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in = client.get("/masuk", 303)
    assert (signed_in.location, client.get(signed_in.location, 303).location) == ("/", "/admin")
    assert client.get("/masuk?lanjut=/katalog", 303).location == "/katalog"
    assert 'href="/admin/persiapan"' in client.get("/beranda", 200).text
    monkeypatch.setattr(service, "steps", lambda *_site: steps(READY, NOW))
    assert client.get("/", 303).location == "/beranda"
    assert 'href="/admin/persiapan"' not in client.get("/beranda", 200).text


def test_an_admin_of_a_unit_has_nothing_to_prepare(client: PageClient, session: Session) -> None:
    who = factories.person(session)
    unit = factories.unit(session, "Dinas Kesehatan")
    factories.grant(session, who, "admin", unit_id=unit.id)
    session.commit()
    enter(client, who)
    assert "langkah belum beres" not in client.get("/admin", 200).text
    assert client.get("/", 303).location == "/beranda"
    assert client.get("/admin/persiapan").status_code == 404
    client.get("/admin/panduan", 200)
