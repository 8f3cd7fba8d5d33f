"""The end of a course: the certificate, what strangers see of it, and the competency record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from elearn.people.models import Person
from tests.browser.serving import Site
from tests.browser.steps import COURSE, FINAL, LESSONS, RIGHT, answer, enrol, follow, hand_in, heading
from tests.browser.visiting import Visitor


def test_the_certificate_is_waited_for_fetched_and_verified_by_a_stranger(
    site: Site, learner: Person, visitors: Callable[..., Visitor], tmp_path: Path
) -> None:
    enrol(site, learner, LESSONS)
    visitor = visitors(learner)
    page = visitor.open(FINAL)
    visitor.press("Mulai kuis")
    answer(page, RIGHT)
    hand_in(page)
    follow(page.get_by_role("link", name="Kembali ke kursus"))
    visitor.look("kursus-lulus")
    follow(page.get_by_role("link", name="unduh PDF"))
    heading(page, "Unduh sertifikat")
    expect(page.get_by_role("status")).to_contain_text("sedang disiapkan")
    visitor.look("sertifikat-disiapkan")
    with page.expect_download() as started:  # nobody presses anything: the page asks by itself
        site.run_jobs()
    fetched = tmp_path / "sertifikat.pdf"
    started.value.save_as(fetched)
    assert fetched.read_bytes().startswith(b"%PDF-")
    expect(page.get_by_role("status")).to_contain_text("sudah siap")
    follow(page.get_by_role("link", name="Lihat sertifikat"))
    heading(page, "Sertifikat berlaku")
    address = page.url
    page.goto("/sertifikat")
    visitor.look("sertifikat-saya")
    stranger = visitors()
    stranger.open(address)
    heading(stranger.page, "Sertifikat berlaku")
    shown = stranger.page.locator("main").inner_text()
    nip = learner.nip or ""
    assert nip not in shown
    assert nip[-3:] in shown
    assert learner.name in shown
    stranger.look("verifikasi")
    stranger.open("/verifikasi")
    stranger.look("verifikasi-kode")
    stranger.page.get_by_label("Kode sertifikat").fill(" ".join(address.rsplit("/", 1)[1].lower()))
    stranger.press("Periksa")
    heading(stranger.page, "Sertifikat berlaku")
    stranger.open("/verifikasi")
    stranger.page.get_by_label("Kode sertifikat").fill("BUKAN KODE")
    stranger.press("Periksa")
    heading(stranger.page, "Kode tidak dikenal")
    stranger.look("verifikasi-tidak-dikenal")
    stranger.forgive("status of 404")


def test_the_record_shows_what_counted_also_in_the_dark_and_on_paper(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    empty = visitors(learner)
    empty.open("/riwayat")
    empty.look("riwayat-kosong")
    enrol(site, learner, LESSONS)
    visitor = visitors(learner, color_scheme="dark")
    page = visitor.open(FINAL)
    # The lessons took 3,33 of 4 JP today, of which 3 count: the page says what finishing today would not save.
    expect(page.locator(".callout-warn")).to_contain_text("Menyelesaikannya besok menyelamatkan 0,67 JP")
    visitor.look("kuis-aturan-batas-jp")
    visitor.press("Mulai kuis")
    answer(page, RIGHT)
    hand_in(page)
    visitor.look("hasil-gelap")
    page.goto("/riwayat")
    expect(page.get_by_text("Dari 4 JP kegiatan, 3 JP diakui")).to_be_visible()
    visitor.look("riwayat-gelap")
    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator(".site-header")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    visitor.look("riwayat-cetak", sizes=((700, 990),))  # A4 without its margins, 96 dots an inch
    page.emulate_media(media="screen", color_scheme="dark")
    for path, name in (
        ("/beranda", "beranda-gelap"),
        ("/katalog", "katalog-gelap"),
        (COURSE, "kursus-gelap"),
        (f"{COURSE}/materi/satu", "materi-gelap"),
        ("/akun", "akun-gelap"),
        ("/data-saya", "data-saya-gelap"),
    ):
        visitor.open(path)
        visitor.look(name)


def test_pages_around_the_learning_are_sound(site: Site, learner: Person, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors()
    visitor.open("/")
    visitor.look("depan")
    visitor.open("/privasi")
    visitor.look("privasi")
    inside = visitors(learner)
    inside.open("/kursus/tidak-ada")
    inside.look("tidak-ditemukan")
    inside.open("/admin/sertifikat/x")
    inside.look("bukan-peran")
    inside.forgive("status of 40[34]")
