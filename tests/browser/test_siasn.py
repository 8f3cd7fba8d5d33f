"""Completions on their way to SIASN and back: a hand-over, its files, the second one, and the answers."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import FilePayload, Page, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import LESSONS, enrol, follow, heading, take
from tests.browser.visiting import Visitor

LONG = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana Kota Contoh"


@pytest.fixture
def admin(site: Site) -> Person:
    """The admin of a unit in which two people have just completed the course; one has a long name."""
    with site.writing() as session:
        unit = factories.unit(session, LONG)
        admin, *learners = (
            factories.person(session, name)
            for name in (
                "Agus Admin",
                "Maria Goreti Bria-Nahak",
                "Dr. Raden Ayu Siti D'Arc Kusumaningtyas" + " Putri" * 6,
            )
        )
        for who in (admin, *learners):
            factories.posting(session, who, unit)
        factories.grant(session, admin, "admin", unit_id=unit.id)
    for who in learners:
        enrol(site, who, LESSONS)
        take(site, who, right=True)
    return admin


def fetched(page: Page, link: str, folder: Path) -> bytes:
    """What a link downloads."""
    with page.expect_download() as started:
        page.get_by_role("link", name=link, exact=True).click()
    started.value.save_as(folder / "diunduh")
    return (folder / "diunduh").read_bytes()


def answers(rows: list[dict[str, str]]) -> FilePayload:
    """The sheet of a hand-over as it comes back: the first row taken, the second refused, a third of nobody."""
    taken, refused, unknown = dict(rows[0]), dict(rows[1]), dict(rows[1])
    taken["rwKursusId"] = f"8ae482a5-{taken['kunci']}"  # SIASN gives each a reference of its own
    refused["Alasan penolakan"] = "Nomor sertifikat sudah ada pada riwayat diklat."
    unknown |= {"kunci": "sertifikat:TIDAKADA", "nomorSertipikat": "X/1", "rwKursusId": "rw-1"}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows([taken, refused, unknown])
    return FilePayload(name="jawaban SIASN.csv", mimeType="text/csv", buffer=text.getvalue().encode())


@pytest.mark.parametrize("scripted", [True, False], ids=["script", "no-script"])
def test_from_the_list_to_the_answers(
    site: Site, admin: Person, visitors: Callable[..., Visitor], tmp_path: Path, scripted: bool
) -> None:
    site.run_jobs()
    visitor = visitors(admin, java_script_enabled=scripted)
    page = visitor.open("/admin")
    follow(page.get_by_role("link", name="Penyerahan ke SIASN"))
    heading(page, "Penyerahan ke SIASN")
    visitor.press("Ekspor 2 baris")
    heading(page, "Ekspor SIASN")
    expect(page.locator("main")).to_contain_text("Sedang disusun di belakang layar")
    site.run_jobs()
    if not scripted:
        follow(page.get_by_role("link", name="Muat ulang"))
    expect(page.get_by_role("status")).to_contain_text("ZIP siap diunduh")
    visitor.look("siasn-siap")
    rows = list(csv.DictReader(io.StringIO(fetched(page, "CSV", tmp_path).decode("utf-8-sig"))))
    assert len({row["NIP"] for row in rows}) == 2
    sheet = load_workbook(io.BytesIO(fetched(page, "Excel", tmp_path)), read_only=True).worksheets[0]
    assert [cell.value for cell in next(iter(sheet.rows))] == list(rows[0])
    with zipfile.ZipFile(io.BytesIO(fetched(page, "Unduh ZIP", tmp_path))) as archive:
        names = archive.namelist()
        assert {row["Nama berkas PDF"] for row in rows} <= set(names)
    visitor.open("/admin/siasn")
    expect(page.locator("main")).to_contain_text("Tidak ada baris yang cocok")
    again(visitor)
    bring_back(site, visitor, rows)


def again(visitor: Visitor) -> None:
    """What was handed over is marked as such before and after it is handed over again."""
    page = visitor.page
    follow(page.get_by_role("link", name="Tampilkan semua"))
    expect(page.locator(".callout-warn").last).to_contain_text("2 dari 2 baris ini sudah pernah diekspor")
    visitor.look("siasn-pernah")
    visitor.press("Ekspor 2 baris")
    warned = page.get_by_role("row").nth(1).get_by_text("Sudah diekspor 1 kali")
    warned.scroll_into_view_if_needed()
    assert page.locator(".table-scroll").evaluate("box => box.scrollLeft") == 0  # in sight on a phone
    visitor.look("siasn-lagi")


def bring_back(site: Site, visitor: Visitor, rows: list[dict[str, str]]) -> None:
    """A file that is none, then the answers: looked at, recorded, and to be seen in the list."""
    page = visitor.page
    follow(page.get_by_role("link", name="catat jawabannya di sini"))
    heading(page, "Catat jawaban SIASN")
    visitor.press("Unggah dan periksa")
    expect(page.get_by_role("alert")).to_contain_text("Pilih berkas")
    broken = FilePayload(name="jawaban.xlsx", mimeType="application/zip", buffer=b"PK\x03\x04 rusak")
    page.get_by_label("Berkas XLSX atau CSV").set_input_files(broken)
    visitor.press("Unggah dan periksa")
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.look("siasn-jawaban-rusak")
    page.get_by_label("Berkas XLSX atau CSV").set_input_files(answers(rows))
    visitor.press("Unggah dan periksa")
    heading(page, "Periksa jawaban SIASN")
    expect(page.locator("main")).to_contain_text("Belum ada yang dicatat")
    visitor.look("siasn-jawaban-periksa")
    with page.expect_download() as refused:
        page.get_by_role("link", name="Unduh baris ini (XLSX)").click()
    assert refused.value.suggested_filename == "jawaban-ditolak.xlsx"
    visitor.press("Catat 2 jawaban")
    expect(page.get_by_role("status").first).to_contain_text("Jawaban diterima")
    site.run_jobs()
    follow(page.get_by_role("link", name="Muat ulang"))
    expect(page.locator("main")).to_contain_text("Selesai dicatat")
    heading(page, "Jawaban SIASN yang dicatat")
    visitor.look("siasn-jawaban-dicatat")
    follow(page.get_by_role("link", name="daftar penyerahan"))
    expect(page.get_by_role("row").filter(has_text="Nomor sertifikat sudah ada")).to_contain_text("Ditolak")
    visitor.look("siasn-dijawab")
    visitor.forgive("status of 422")
