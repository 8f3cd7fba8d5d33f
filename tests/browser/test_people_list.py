"""An admin brings people in from a list: looks at it, makes a unit, applies it, hands out codes, takes it back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import FilePayload, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor

LIST = """PEMERINTAH KOTA CONTOH;;;;
No.;Nama Pegawai;NIP;Unit Kerja;Jabatan
1;Maria Bria;{nip};;Kepala Bidang Pelayanan Kesehatan Masyarakat
2;Yosef O'Brien;'19881201 202321 1 007;Bidang Gizi {unit};Penata Layanan Operasional
3;Yanti;1,99E+17;;
;Jumlah;3 orang;;
"""


@dataclass(frozen=True)
class Office:
    """An admin of a unit, and the list that she was sent."""

    admin: Person
    list: bytes


@pytest.fixture
def office(site: Site) -> Office:
    with site.writing() as session:
        unit = factories.unit(session, "Dinas Kesehatan")
        maria, admin = factories.person(session, "Maria Bria"), factories.person(session, "Agus Admin")
        for person in (maria, admin):
            factories.posting(session, person, unit)
        factories.grant(session, admin, "admin", unit_id=unit.id)
    return Office(admin, LIST.format(nip=maria.nip, unit=unit.code).encode("utf-16"))


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no-script"])
def test_a_list_from_upload_to_taking_back(
    office: Office, visitors: Callable[..., Visitor], site: Site, scripted: bool
) -> None:
    visitor = visitors(office.admin, java_script_enabled=scripted)
    page = visitor.open("/admin/pegawai")
    follow(page.get_by_role("link", name="Impor dari daftar"))
    visitor.look("impor-pegawai")
    file = FilePayload(name="pegawai.csv", mimeType="text/csv", buffer=office.list)
    page.get_by_label("Berkas daftar pegawai").set_input_files(file)
    visitor.press("Unggah dan periksa")
    heading(page, "Daftar pegawai: pegawai.csv")
    visitor.look("impor-pegawai-daftar")
    page.get_by_label("Bidang Gizi").check()
    page.get_by_label("Unit induk").select_option(index=1)
    visitor.press("Periksa lagi dengan pilihan ini")
    visitor.press("Terapkan 2 baris")
    site.run_jobs()
    follow(page.get_by_role("link", name="Muat ulang"))
    visitor.look("impor-pegawai-selesai")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Unduh kode (XLSX)").click()
    assert taken.value.suggested_filename == "kode-sekali-pakai.xlsx"
    follow(page.get_by_role("link", name="Batalkan daftar ini"))
    visitor.press("Batalkan seluruh daftar")
    visitor.look("impor-pegawai-batalkan")
    visitor.said.clear()  # a browser tells its console of every answer that refuses
    page.get_by_label("Alasan").fill("Daftar ini milik kota lain.")
    visitor.press("Batalkan seluruh daftar")
    site.run_jobs()
    follow(page.get_by_role("link", name="Muat ulang"))
    expect(page.get_by_role("link", name="1 pegawai dihapus")).to_be_visible()
