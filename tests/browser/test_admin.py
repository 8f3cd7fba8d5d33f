"""An admin's day: people, roles, completions, their export, and a certificate that should not have been."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, fill_in, follow, heading, take
from tests.browser.visiting import Visitor

NEW_PASSWORD = "kuda besi lari pagi"


@dataclass(frozen=True)
class Agency:
    """An agency with an admin and two learners of one unit, whose code this is, and the admin of another agency."""

    admin: Person
    outsider: Person
    maria: Person
    petrus: Person
    code: str


@pytest.fixture
def agency(site: Site) -> Agency:
    with site.writing() as session:
        top = factories.unit(session, "Dinas Kesehatan Kota Contoh")
        below = factories.unit(session, "Puskesmas Oesapa", parent_id=top.id)
        other = factories.unit(session, "Dinas Pendidikan")
        people = [
            factories.person(session, name)
            for name in ("Agus Admin", "Olga Orang Luar", "Maria Magdalena Nahak", "Petrus Klau")
        ]
        for person, unit in zip(people, (top, other, below, below), strict=True):
            factories.posting(session, person, unit)
        factories.grant(session, people[0], "admin", unit_id=top.id)
        factories.grant(session, people[1], "admin", unit_id=other.id)
    return Agency(*people, below.code)


def test_finding_a_person_giving_a_code_and_a_role(
    agency: Agency, visitors: Callable[..., Visitor], site: Site
) -> None:
    visitor = visitors(agency.admin)
    page = visitor.open("/admin")
    visitor.look("admin")
    follow(page.get_by_role("link", name="Pegawai", exact=True))
    visitor.look("admin-pegawai")
    page.get_by_label("Nama, NIP, surel, atau unit").fill("nahak")
    visitor.press("Tampilkan")
    follow(page.get_by_role("link", name="Maria Magdalena Nahak"))
    visitor.look("admin-orang")
    follow(page.get_by_role("link", name="Beri kode sekali pakai"))
    visitor.look("admin-kode-tanya")
    visitor.press("Buat kode")
    heading(page, "Kode sekali pakai")
    code = page.locator("main code").inner_text()
    visitor.look("admin-kode")
    follow(page.get_by_role("link", name="Selesai"))
    assert code not in page.content()
    owner = visitors()
    owner.open("/masuk")
    fill_in(owner.page, agency.maria, code)
    heading(owner.page, "Buat kata sandi")
    owner.page.get_by_label("Kata sandi baru", exact=True).fill(NEW_PASSWORD)
    owner.page.get_by_label("Ulangi kata sandi baru").fill(NEW_PASSWORD)
    owner.press("Simpan kata sandi")
    follow(page.get_by_role("link", name="Beri peran"))
    visitor.look("admin-peran")
    page.get_by_label("Untuk admin").select_option(index=2)
    page.get_by_label("Alasan").fill("Surat tugas 12")
    visitor.press("Beri peran")
    expect(page.get_by_role("status")).to_contain_text("Peran diberikan")
    expect(page.locator("main")).to_contain_text("Admin Puskesmas Oesapa dan unit di bawahnya")
    owner.open("/admin")
    heading(owner.page, "Admin")


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no-script"])
def test_a_number_that_is_typed_stands_in_no_address(
    agency: Agency, visitors: Callable[..., Visitor], scripted: bool
) -> None:
    visitor = visitors(agency.admin, java_script_enabled=scripted)
    page = visitor.open("/admin/pegawai")
    assert agency.maria.nip
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Nama, NIP, surel, atau unit").fill(agency.maria.nip)
    if not scripted:  # with a script the list follows by itself
        visitor.press("Tampilkan")
    expect(page).to_have_url(re.compile("cari=~"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.reload()
    expect(page.locator("tbody tr")).to_contain_text("Maria Magdalena Nahak")
    page.get_by_label("Nama, NIP, surel, atau unit").fill("petrus")
    if not scripted:
        visitor.press("Tampilkan")
    expect(page).to_have_url(re.compile("cari=petrus"))
    expect(page.locator("tbody tr")).to_contain_text("Petrus Klau")
    assert asked
    assert not [url for url in asked if agency.maria.nip[:8] in url]


def test_forms_of_people_and_units_are_sound_also_when_refused(
    agency: Agency, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(agency.admin)
    page = visitor.open("/admin/pegawai/tambah")
    visitor.look("admin-tambah-pegawai")
    page.get_by_label("NIP atau NI PPPK").fill("12345")
    visitor.press("Simpan")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.look("admin-tambah-pegawai-ditolak")
    visitor.open(f"/admin/pegawai/{agency.petrus.id}/ubah")
    visitor.look("admin-ubah")
    visitor.open(f"/admin/pegawai/{agency.petrus.id}/penempatan")
    visitor.look("admin-penempatan")
    visitor.open("/admin/unit")
    visitor.look("admin-unit")
    visitor.open("/admin/unit/tambah")
    visitor.look("admin-tambah-unit")
    visitor.open("/admin/konten")
    visitor.look("admin-konten")
    outsider = visitors(agency.outsider)
    outsider.open(f"/admin/pegawai/{agency.petrus.id}")
    heading(outsider.page, "Halaman tidak ditemukan")
    outsider.forgive("status of 404")
    visitor.forgive("status of 422")


def test_completions_are_filtered_and_exported_as_listed(
    site: Site, agency: Agency, visitors: Callable[..., Visitor], tmp_path: Path
) -> None:
    for person in (agency.maria, agency.petrus):
        enrol(site, person, LESSONS)
        take(site, person, right=True)
    visitor = visitors(agency.admin)
    page = visitor.open("/admin/kelulusan")
    visitor.look("admin-kelulusan")
    page.get_by_label("Unit dan di bawahnya").select_option(label=f"\u2003Puskesmas Oesapa ({agency.code})")
    visitor.press("Tampilkan")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_label("Nama atau nomor sertifikat").fill("petrus")
    visitor.press("Tampilkan")
    names = page.locator("tbody th a").all_inner_texts()
    assert names == ["Petrus Klau"]
    visitor.look("admin-kelulusan-saringan")
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    fetched = tmp_path / "kelulusan.csv"
    started.value.save_as(fetched)
    rows = list(csv.DictReader(StringIO(fetched.read_text("utf-8-sig"))))
    assert [row["Nama"] for row in rows] == names
    assert rows[0]["NIP"] == agency.petrus.nip
    assert agency.petrus.nip not in started.value.suggested_filename + page.url
    page.get_by_label("Nama atau nomor sertifikat").fill("tidak ada")
    visitor.press("Tampilkan")
    visitor.look("admin-kelulusan-kosong")
    outsider = visitors(agency.outsider)
    outsider.open("/admin/kelulusan")
    expect(outsider.page.locator("main")).not_to_contain_text("Petrus Klau")
    visitor.open("/admin/audit")
    expect(page.get_by_role("row").filter(has_text="Mengekspor daftar kelulusan")).to_contain_text("Petrus Klau")
    visitor.look("admin-audit")


def test_a_revoked_certificate_is_revoked_for_everybody(
    site: Site, agency: Agency, visitors: Callable[..., Visitor]
) -> None:
    enrol(site, agency.maria, LESSONS)
    take(site, agency.maria, right=True)
    visitor = visitors(agency.admin)
    page = visitor.open("/admin/kelulusan")
    follow(page.get_by_role("row").filter(has_text=agency.maria.name).get_by_role("link").last)
    heading(page, "Kelola sertifikat")
    address = f"{site.address}/sertifikat/{page.url.rsplit('/', 1)[1]}"
    visitor.look("admin-sertifikat")
    visitor.press("Cabut sertifikat")  # without a reason
    expect(page.get_by_role("alert")).to_contain_text("wajib diisi")
    visitor.look("admin-sertifikat-ditolak")
    page.get_by_label("Alasan").last.fill("Kuis dikerjakan orang lain.")
    visitor.press("Cabut sertifikat")
    expect(page.get_by_role("status")).to_contain_text("Sertifikat dicabut")
    visitor.look("admin-sertifikat-dicabut")
    stranger = visitors()
    stranger.open(address)
    heading(stranger.page, "Sertifikat dicabut")
    assert "orang lain" not in stranger.page.content()
    stranger.look("verifikasi-dicabut")
    holder = visitors(agency.maria)
    holder.open("/riwayat")
    expect(holder.page.get_by_role("row").filter(has_text="Kursus Contoh").first).to_contain_text("Dicabut")
    holder.look("riwayat-dicabut")
    visitor.open("/admin/audit")
    line = page.get_by_role("row").filter(has_text="Mencabut sertifikat")
    expect(line).to_contain_text("Kuis dikerjakan orang lain.")
    visitor.forgive("status of 422")


def test_everything_is_open_to_the_admin_of_all(site: Site, agency: Agency, visitors: Callable[..., Visitor]) -> None:
    with site.writing() as session:
        factories.grant(session, agency.admin, "admin")
    enrol(site, agency.petrus, LESSONS)
    take(site, agency.petrus, right=True)
    visitor = visitors(agency.admin, color_scheme="dark")
    visitor.open("/admin")
    visitor.look("admin-semua-gelap")
    visitor.open("/admin/pekerjaan")
    expect(visitor.page.locator("tbody")).to_contain_text("Membuat PDF sertifikat")
    visitor.look("admin-pekerjaan-gelap")
    site.run_jobs()
    visitor.open("/admin/pekerjaan")
    expect(visitor.page.locator("tbody").get_by_text("Membuat PDF sertifikat")).to_have_count(0)
    visitor.look("admin-pekerjaan-selesai")
