"""The whole way with a browser that runs no script at all: every step is a page and a form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import COURSE, FINAL, RIGHT, WRONG, answer, fill_in, follow, heading
from tests.browser.visiting import Visitor


def test_from_the_door_to_the_certificate_without_script(
    site: Site, learner: Person, visitors: Callable[..., Visitor], tmp_path: Path
) -> None:
    visitor = visitors(java_script_enabled=False)
    page = visitor.open("/masuk")
    fill_in(page, learner, "bukan ini")
    expect(page.get_by_role("alert")).to_contain_text("salah")
    fill_in(page, learner, factories.PASSWORD)
    heading(page, "Beranda")
    page.get_by_role("button", name="Menu").click()  # the browser itself opens it
    follow(page.get_by_role("navigation", name="Menu utama").get_by_role("link", name="Katalog"))
    page.get_by_label("Cari kursus").fill("contoh")
    visitor.press("Cari")
    follow(page.get_by_role("link", name="Kursus Contoh"))
    visitor.press("Daftar kursus ini")
    for title in ("Materi Satu", "Materi Dua"):
        heading(page, title)
        visitor.press("Tandai selesai")
    heading(page, "Latihan")
    visitor.press("Mulai kuis")
    page.get_by_label("Empat").check()
    visitor.press("Kumpulkan jawaban")
    expect(page.get_by_text("Betul sekali.")).to_be_visible()
    follow(page.get_by_role("link", name="Lanjut: Materi Tiga"))
    visitor.press("Tandai selesai")
    heading(page, "Kuis Akhir")
    visitor.press("Mulai kuis")
    attempt = page.url
    answer(page, {words: RIGHT[words] for words in ("contoh gratifikasi", "berbasis kemampuan")})
    visitor.press("Simpan jawaban")
    expect(page.get_by_role("status").first).to_contain_text("Tersimpan di server")
    visitor.look("tanpa-skrip-tersimpan")
    page.goto("/beranda")
    page.goto(attempt)  # from another device, say
    expect(page.get_by_label("Voucher dari rekanan")).to_be_checked()
    answer(page, {words: WRONG[words] for words in ("wajib melayani", "contoh gratifikasi")})  # one tick too many
    visitor.press("Kumpulkan jawaban")
    expect(page.get_by_role("alert")).to_contain_text("2 soal belum dijawab")
    visitor.look("tanpa-skrip-belum-dijawab")
    visitor.press("Kumpulkan jawaban")
    expect(page.get_by_text("Anda belum lulus.")).to_be_visible()
    visitor.open(FINAL)
    visitor.press("Mulai percobaan ke-2")
    answer(page, RIGHT)
    visitor.press("Kumpulkan jawaban")
    expect(page.get_by_text("Anda lulus kuis ini.")).to_be_visible()
    visitor.look("tanpa-skrip-lulus")
    page.goto(COURSE)
    follow(page.get_by_role("link", name="unduh PDF"))
    heading(page, "Unduh sertifikat")
    site.run_jobs()
    with page.expect_download() as started:
        page.get_by_role("link", name="Muat ulang").click()
    fetched = tmp_path / "sertifikat.pdf"
    started.value.save_as(fetched)
    assert fetched.read_bytes().startswith(b"%PDF-")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Keluar").click()
    heading(page, "Masuk")
    page.goto("/riwayat")
    heading(page, "Masuk")
    visitor.forgive("status of 422")
