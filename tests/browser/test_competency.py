"""Competencies in a browser: a learner's profile and paths, an admin's map, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, follow, heading, take
from tests.browser.visiting import Visitor


@dataclass(frozen=True)
class Office:
    """An admin, and an analyst of the unit below hers who has completed the course that her position demands."""

    admin: Person
    analyst: Person


@pytest.fixture
def office(site: Site) -> Office:
    with site.writing() as session:
        top = factories.unit(session, "Dinas Kesehatan Kota Contoh")
        below = factories.unit(session, "Puskesmas Oesapa", parent_id=top.id)
        admin, analyst = factories.person(session, "Agus Admin"), factories.person(session, "Maria Nahak")
        factories.posting(session, admin, top, position="Juru Masak")
        factories.posting(session, analyst, below)
        factories.grant(session, admin, "admin", unit_id=top.id)
    enrol(site, analyst, LESSONS)
    take(site, analyst, right=True)
    return Office(admin, analyst)


def test_a_learner_finds_her_gaps_and_her_next_step(office: Office, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors(office.analyst)
    page = visitor.open("/beranda")
    follow(page.get_by_role("main").get_by_role("link", name="Profil kompetensi"))
    heading(page, "Profil kompetensi")
    expect(page.get_by_role("row", name="Integritas")).to_contain_text("Terpenuhi")
    expect(page.get_by_role("row", name="Komunikasi")).to_contain_text("Kurang 1 level")
    visitor.look("kompetensi")
    follow(page.get_by_role("link", name="Integritas", exact=True).first)
    heading(page, "Integritas")
    visitor.look("kompetensi-integritas")
    page = visitor.open("/jalur-belajar")
    visitor.look("jalur-belajar")
    follow(page.get_by_role("link", name="Langkah awal"))
    expect(page.get_by_text("Jalur ini selesai")).to_be_visible()
    visitor.look("jalur-belajar-langkah-awal")


def test_an_admin_reads_the_map_and_goes_to_the_people(office: Office, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors(office.admin)
    page = visitor.open("/admin")
    follow(page.get_by_role("link", name="Peta kompetensi"))
    visitor.look("peta-kompetensi")
    expect(page.get_by_text("Juru Masak: 1 pegawai")).to_be_visible()
    follow(page.get_by_role("link", name="Dinas Kesehatan Kota Contoh, Integritas: 100 persen, 1 dari 1 orang"))
    heading(page, "Integritas: pegawai")
    page.get_by_label("Tampilkan").select_option("semua")
    visitor.press("Tampilkan")
    visitor.look("peta-kompetensi-pegawai")
    follow(page.get_by_role("link", name="Maria Nahak"))
    heading(page, "Kompetensi Maria Nahak")
    visitor.look("peta-kompetensi-profil")


def test_the_map_can_be_printed(office: Office, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors(office.admin)
    page = visitor.open("/admin/kompetensi")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Dinas Kesehatan Kota Contoh, Integritas")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_text("CSV")).to_be_hidden()
