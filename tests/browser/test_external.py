"""Training taken elsewhere, in a browser without any script: handed in, looked at, approved, in the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, heading
from tests.browser.visiting import Visitor
from tests.external.files import pdf

TITLE = "Seminar Nasional Keperawatan Luka"


@pytest.fixture
def admin(site: Site) -> Person:
    """An admin of the whole institution."""
    with site.writing() as session:
        person = factories.person(session, "Agustina Bere")
        factories.posting(session, person, factories.unit(session, "BKPSDM"))
        factories.grant(session, person, "admin")
    return person


def test_from_the_evidence_to_the_record_without_script(
    site: Site, learner: Person, admin: Person, visitors: Callable[..., Visitor], tmp_path: Path
) -> None:
    day = (site.now() - timedelta(days=3)).date().isoformat()
    visitor = visitors(learner, java_script_enabled=False)
    page = visitor.open("/riwayat")
    follow(page.get_by_role("link", name="Pelatihan dari luar"))
    heading(page, "Pengajuan saya")
    visitor.look("luar-kosong")
    follow(page.get_by_role("link", name="Ajukan kegiatan"))
    heading(page, "Pilih jenis kegiatan")
    visitor.look("luar-jenis")
    follow(page.get_by_role("link", name="Seminar", exact=True))
    page.get_by_label("Judul kegiatan").fill(TITLE)
    page.get_by_label("Penyelenggara").fill("PPNI Kota Contoh")
    page.get_by_label("Berkas bukti").set_input_files(
        {"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": b"<html>bukan pdf</html>"}
    )
    visitor.press("Lanjut: lihat yang dihitung")
    expect(page.get_by_role("alert")).to_contain_text("bukan PDF")
    expect(page.get_by_label("Judul kegiatan")).to_have_value(TITLE)
    visitor.look("luar-salah")
    page.get_by_label("Nomor sertifikat atau surat").fill("PPNI/12/2026")
    for label in ("Tanggal sertifikat atau surat", "Tanggal mulai", "Tanggal selesai"):
        page.get_by_label(label).fill(day)
    page.get_by_label("Berkas bukti").set_input_files(
        {"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    visitor.press("Lanjut: lihat yang dihitung")
    heading(page, TITLE)
    expect(page.locator("main")).to_contain_text("Belum dikirim")
    expect(page.locator(".stat").first).to_contain_text("4 JP")
    visitor.look("luar-draf")
    visitor.press("Kirim pengajuan")
    expect(page.get_by_role("status")).to_contain_text("Pengajuan terkirim")

    decider = visitors(admin, java_script_enabled=False)
    desk = decider.open("/admin/pengajuan")
    decider.look("luar-antrean")
    follow(desk.get_by_role("link", name=TITLE))
    with desk.expect_download() as started:
        desk.get_by_role("link", name="Unduh bukti.pdf").click()
    fetched = tmp_path / "bukti.pdf"
    started.value.save_as(fetched)
    assert fetched.read_bytes() == pdf()
    decider.look("luar-memutuskan")
    decider.press("Setujui dan catat 4 JP")
    expect(desk.get_by_role("status")).to_contain_text("Disetujui")

    page.goto("/riwayat")
    expect(page.locator("main")).to_contain_text("4 dari paling sedikit 20 JP")
    follow(page.get_by_role("link", name=TITLE))
    expect(page.locator("main")).to_contain_text("Disetujui")
    visitor.forgive("status of 422")


def test_a_draft_is_changed_and_what_may_be_a_duplicate_is_compared(
    site: Site, learner: Person, admin: Person, visitors: Callable[..., Visitor]
) -> None:
    day = (site.now() - timedelta(days=3)).date().isoformat()
    visitor = visitors(learner)
    page = visitor.page
    for title in (TITLE, "Seminar Luka Kronis"):
        visitor.open("/riwayat/ajukan?jenis=9")
        for label, words in (
            ("Judul kegiatan", TITLE),
            ("Penyelenggara", "PPNI"),
            ("Nomor sertifikat", "PPNI/12/2026"),
        ):
            page.get_by_label(label).fill(words)
        for label in ("Tanggal sertifikat atau surat", "Tanggal mulai", "Tanggal selesai"):
            page.get_by_label(label).fill(day)
        page.get_by_label("Berkas bukti").set_input_files(
            {"name": "bukti.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        )
        visitor.look("luar-formulir", sizes=((360, 740),))
        visitor.press("Lanjut: lihat yang dihitung")
        follow(page.get_by_role("link", name="Ubah"))
        page.get_by_label("Judul kegiatan").fill(title)
        visitor.press("Lanjut: lihat yang dihitung")
        heading(page, title)
        visitor.press("Kirim pengajuan")
    visitor.open("/riwayat/pengajuan")
    expect(page.locator("tbody tr")).to_have_count(2)
    visitor.look("luar-daftar")

    decider = visitors(admin)
    desk = decider.open("/admin/pengajuan")
    decider.look("luar-antrean")
    follow(desk.get_by_role("link", name="Seminar Luka Kronis"))
    expect(desk.locator("main")).to_contain_text("nomor buktinya sama")
    decider.press("Setujui dan catat 4 JP")
    expect(desk.get_by_role("alert")).to_contain_text("Bandingkan dahulu")
    decider.look("luar-mirip")
    desk.get_by_label("Sudah saya bandingkan").check()
    decider.press("Setujui dan catat 4 JP")
    expect(desk.get_by_role("status")).to_contain_text("Disetujui")
    decider.forgive("status of 422")
