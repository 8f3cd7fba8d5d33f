"""A long list becomes a file: filtered, named, scheduled, made, fetched; and every turn that may go wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from elearn.people.models import Person, RoleGrant
from elearn.reporting.models import ListExport
from elearn.reporting.rules.exports import MOST_TRIES
from elearn.reporting.service import export_making
from elearn.reporting.views import base
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor
from tests.reporting.world import completed

MORNING = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 10.00 WITA
NAME = "Jum'at & kawan-kawan"
LONG = "Dr. Raden Ayu Siti D'Arc Kusumaningtyas" + " Putri" * 6


@pytest.fixture(autouse=True)
def two_are_many() -> Iterator[None]:
    """More than two rows are made in the background, one at a time."""
    with mock.patch.object(base, "MOST_AT_ONCE", 2), mock.patch.object(export_making, "STEP", 1):
        yield


@pytest.fixture
def admin(site: Site) -> Person:
    """The admin of a unit of whose people three completed a course in October, and one before."""
    site.stand_at(MORNING)
    with site.writing() as session:
        unit = factories.unit(session, "Dinas Kesehatan")
        admin = factories.person(session, "Agus Admin")
        factories.posting(session, admin, unit)
        factories.grant(session, admin, "admin", unit_id=unit.id)
        for number, name in enumerate(("Maria Goreti Nahak", LONG, "=cmd|calc", "Ana")):
            who = factories.person(session, name)
            on = date(2026, 10, 5 + number) if number < 3 else date(2026, 3, 2)
            completed(session, who, factories.posting(session, who, unit), on)
    return admin


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no-script"])
def test_from_a_filter_to_a_file_each_month(
    site: Site, admin: Person, visitors: Callable[..., Visitor], tmp_path: Path, scripted: bool
) -> None:
    visitor = visitors(admin, java_script_enabled=scripted)
    page = visitor.open("/admin/kelulusan")
    page.get_by_label("Selesai dari").fill("2026-10-01")
    visitor.press("Tampilkan")
    expect(page.locator("main")).to_contain_text("Ekspor 3 baris ini (disusun di belakang layar")
    visitor.look("ekspor-daftar")
    named_and_scheduled(visitor)
    follow(page.get_by_role("link", name=NAME))
    heading(page, "Kelulusan")
    visitor.press("CSV")
    heading(page, "Ekspor Kelulusan")
    place = page.url
    expect(page.get_by_role("status")).to_contain_text("Sedang disusun di belakang layar")
    visitor.look("ekspor-disusun")
    pressed_again(visitor, place)
    site.run_jobs()
    if not scripted:
        follow(page.get_by_role("link", name="Muat ulang"))
    expect(page.get_by_role("status")).to_contain_text("Berkas siap diunduh: 3 baris")
    visitor.look("ekspor-siap")
    with page.expect_download() as started:
        page.get_by_role("link", name="Unduh kelulusan-2026-11-23.csv").click()
    started.value.save_as(tmp_path / "diunduh")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "diunduh").read_text("utf-8-sig"))))
    assert [row["Nama"] for row in rows] == ["'=cmd|calc", LONG, "Maria Goreti Nahak"]
    visitor.open("/admin/ekspor")
    expect(page.get_by_role("row").filter(has_text="Kelulusan")).to_contain_text(["Siap diunduh", NAME])
    visitor.look("ekspor-semua")


def named_and_scheduled(visitor: Visitor) -> None:
    """The filter gets a name, not twice the same, and is made each month."""
    page = visitor.page
    follow(page.get_by_role("link", name="Simpan saringan ini"))
    heading(page, "Simpan saringan Kelulusan")
    visitor.press("Simpan")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.look("saringan-tanpa-nama")
    page.get_by_label("Nama saringan").fill(NAME)
    visitor.press("Simpan")
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    visitor.open("/admin/ekspor/terjadwal")
    page.get_by_label("Disusun setiap tanggal").fill("32")
    visitor.press("Buat jadwal")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Disusun setiap tanggal").fill("31")
    visitor.press("Buat jadwal")
    expect(page.locator(".card").filter(has_text=NAME)).to_contain_text("hari terakhir bulan yang lebih pendek")
    visitor.look("ekspor-terjadwal")
    visitor.open("/admin/kelulusan")
    visitor.forgive("status of 422")


def pressed_again(visitor: Visitor, place: str) -> None:
    """Back and once more, and in another tab: the same file, not a second one."""
    page = visitor.page
    page.go_back()
    visitor.press("CSV")
    assert page.url == place
    other = visitor.context.new_page()
    other.goto("/admin/kelulusan?dari=2026-10-01")
    visitor.press("CSV", other)
    assert other.url == place
    other.close()


def asked(visitor: Visitor) -> Page:
    """An export of everything has been asked for."""
    page = visitor.open("/admin/kelulusan")
    visitor.press("Excel")
    heading(page, "Ekspor Kelulusan")
    return page


def test_a_failure_is_told_and_tried_again(site: Site, admin: Person, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors(admin)
    page = asked(visitor)
    with site.writing() as session:  # as after workers that died one after the other
        number = session.scalars(select(ListExport.id).order_by(ListExport.id.desc())).first()
        session.execute(update(ListExport).where(ListExport.id == number).values(tries=MOST_TRIES))
    site.run_jobs()
    expect(page.get_by_role("status")).to_contain_text("Server berhenti setiap kali berkas ini disusun")
    visitor.look("ekspor-gagal")
    visitor.open("/pemberitahuan")
    visitor.press("Buka Ekspor gagal")
    heading(page, "Ekspor Kelulusan")
    visitor.press("Coba lagi")
    expect(page.locator("main")).to_contain_text("Ekspor dilanjutkan dari bagian yang sudah selesai")
    site.run_jobs()
    expect(page.get_by_role("link", name="Unduh kelulusan-2026-11-23.xlsx")).to_be_visible()


def test_a_file_whose_time_is_over_and_one_beyond_a_narrower_role(
    site: Site, admin: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(admin)
    page = asked(visitor)
    site.run_jobs()
    link = page.get_by_role("link", name="Unduh kelulusan-2026-11-23.xlsx")
    expect(link).to_be_visible()
    with site.writing() as session:
        other = factories.unit(session, "Dinas Pekerjaan Umum")
        session.execute(update(RoleGrant).where(RoleGrant.person_id == admin.id).values(unit_id=other.id))
    link.click()
    expect(page.locator("main")).to_contain_text("di luar lingkup Anda sekarang")
    visitor.look("ekspor-di-luar-lingkup")
    page.go_back()
    with site.writing() as session:
        ended = {"expires_at": site.now() - timedelta(minutes=1)}
        session.execute(update(ListExport).where(ListExport.owner_id == admin.id).values(**ended))
    link.click()
    expect(page.locator("main")).to_contain_text("masa simpannya sudah habis")
    page.go_back()
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Masa simpan berkas ini sudah habis")
    visitor.look("ekspor-dihapus")
    follow(page.get_by_role("link", name="Buka daftar Kelulusan"))
    expect(page.locator("main")).to_contain_text("Tidak ada kelulusan yang cocok")
    visitor.forgive("status of 403")
    visitor.forgive("status of 404")
