"""The admin's first page, the background jobs and the content."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry
from elearn.jobs.models import Job
from elearn.learning.models import Enrolment
from elearn.settings import Settings
from tests.reporting import world as worlds
from tests.reporting.world import World
from tests.support.pages import PageClient


@pytest.fixture
def chief(site: Flask, client: PageClient, world: World) -> PageClient:
    client.sign_in(world.people["Chief"])
    return client


def numbers(text: str) -> list[str]:
    return [part.split("</strong>")[0] for part in text.split('<div class="stat"><strong>')[1:]]


def test_the_numbers_are_those_of_the_scope(site: Flask, client: PageClient, world: World) -> None:
    started = datetime(2026, 5, 1, tzinfo=UTC)
    for name in ("Ana", "Dion"):
        world.session.add(Enrolment(person_id=world.people[name].id, course="x", run=1, opened_at=started))
    world.completed("Ana", datetime(2025, 12, 31, tzinfo=UTC).date())
    world.people["Citra"].active = False
    world.session.commit()
    expected = {"Chief": ["6", "4", "2"], "Local": ["3", "3", "1"], "Outsider": ["3", "1", "1"]}
    for name, shown in expected.items():
        client.sign_in(world.people[name])
        assert numbers(client.get("/admin", 200).text) == shown, name
        client.sign_out()


@pytest.mark.parametrize(("name", "beyond"), [("Chief", {"/admin/pekerjaan", "/admin/surel"}), ("Local", set())])
def test_the_first_page_leads_only_to_pages_that_open(
    site: Flask, client: PageClient, world: World, name: str, beyond: set[str]
) -> None:
    client.sign_in(world.people[name])
    page = client.get("/admin", 200).text
    links = set(re.findall(r'<a href="(/(?:admin|kelola)/[^"]+)"', page))
    assert page.count('href="/admin/ekspor"') == 1
    assert {"/admin/pegawai", "/admin/unit", "/admin/kelulusan", "/admin/audit", "/admin/konten"} < links
    assert links & {"/admin/pekerjaan", "/admin/surel"} == beyond
    for url in sorted(links):
        client.get(url, 200)


def job(session: Session, key: str, **values: object) -> Job:
    made = Job(kind="certificate.pdf", key=key, payload={}, created_at=worlds.NOW, run_at=worlds.NOW, **values)
    session.add(made)
    session.commit()
    return made


def test_failed_jobs_come_first_and_can_be_tried_again(chief: PageClient, world: World, session: Session) -> None:
    job(session, "a")
    job(session, "b", done_at=worlds.NOW)
    failed = job(session, "c", failed_at=worlds.NOW, attempts=6, error="RuntimeError: <disk penuh>")
    job(session, "d", leased_until=worlds.NOW + timedelta(minutes=1))
    shown = chief.get("/admin/pekerjaan", 200).text
    assert "1 gagal, 2 menunggu atau berjalan." in shown
    assert "RuntimeError: &lt;disk penuh&gt;" in shown
    assert shown.index("Gagal") < shown.index("Menunggu") < shown.index("Berjalan")
    assert shown.count("Ulangi nomor") == 1
    answer = chief.post_form(f"/admin/pekerjaan/{failed.id}/ulangi", page="/admin/pekerjaan")
    assert (answer.status_code, answer.location) == (303, "/admin/pekerjaan")
    session.refresh(failed)
    assert (failed.failed_at, failed.attempts) == (None, 0)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == ("job.retry", {"job": failed.id})
    session.commit()  # on SQLite this session would keep the site from writing
    assert chief.post_form(f"/admin/pekerjaan/{failed.id}/ulangi", page="/admin/pekerjaan").status_code == 404


def test_jobs_belong_to_admins_of_everything(site: Flask, client: PageClient, world: World, session: Session) -> None:
    failed = job(session, "c", failed_at=worlds.NOW)
    client.sign_in(world.people["Local"])
    assert "/admin/pekerjaan" not in client.get("/admin", 200).text
    client.get("/admin/pekerjaan", 404)
    assert client.post_form(f"/admin/pekerjaan/{failed.id}/ulangi", page="/akun").status_code == 404
    session.refresh(failed)
    assert failed.failed_at is not None


def test_no_pending_job_is_good_news(chief: PageClient) -> None:
    assert "Tidak ada pekerjaan yang menunggu" in chief.get("/admin/pekerjaan", 200).text


@pytest.fixture
def broken(settings: Settings, tmp_path: Path) -> Settings:
    """The sample content with a second course that cannot be read."""
    content = tmp_path / "konten"
    shutil.copytree(settings.content, content)
    (content / "kursus/rusak").mkdir()
    (content / "kursus/rusak/kursus.md").write_text("---\njudul: Rusak\njp: banyak\n---\n")
    return replace(settings, content=content)


def test_the_content_page_names_courses_versions_and_findings(
    broken: Settings, chief: PageClient, world: World
) -> None:
    shown = chief.get("/admin/konten", 200).text
    assert "Kursus Contoh" in shown
    assert "Terbit" in shown
    assert chief.app.extensions["elearn.library"].catalogue.courses["contoh"].version[:12] in shown
    assert "Pemeriksaan tidak menemukan masalah." in shown


def test_findings_name_file_and_line(broken: Settings, world: World) -> None:
    from elearn.app import create_app
    from elearn.extensions import db

    app = create_app(broken)
    client = PageClient(app)
    client.sign_in(world.people["Chief"])
    assert "kursus/rusak/kursus.md:3" in client.get("/admin/konten", 200).text
    assert "kesalahan" in client.get("/admin", 200).text
    with app.app_context():
        db.engine.dispose()
