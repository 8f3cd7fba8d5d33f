"""A trainer publishes by hand: an edit waits, is looked at as a learner sees it, planned, published, and read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import COURSE, enrol, follow, heading
from tests.browser.visiting import Visitor

DESK = "/kelola/kursus/contoh"


@pytest.fixture
def trainer(site: Site) -> Iterator[Person]:
    """Who teaches the sample course, on a site where edits wait until they are published."""
    with site.writing() as session:
        person = factories.person(session, "Yohanes Tefa", title_after="S.Sos., M.Si.")
        factories.grant(session, person, "trainer", course="contoh")
    assert site.library.published("contoh").good is not None
    site.library.manual = True
    yield person
    site.library.manual = False


def test_from_an_edit_to_the_learner(
    site: Site, trainer: Person, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    enrol(site, learner, ("satu",))
    lesson = site.content / "kursus/contoh/01-dasar/01-satu.md"
    lesson.write_text(lesson.read_text().replace("pertama", "yang baru"))
    site.library.refresh()
    reader, teacher = visitors(learner), visitors(trainer)
    reader.open(f"{COURSE}/materi/satu")
    expect(reader.page.locator("article")).to_contain_text("Isi materi pertama.")
    page = teacher.open("/pengajar")
    follow(page.get_by_role("link", name="Pratinjau dan terbitan Kursus Contoh"))
    heading(page, "Kelola: Kursus Contoh")
    teacher.look("kelola")
    follow(page.get_by_role("link", name="Pratinjau", exact=True))
    teacher.look("pratinjau")
    follow(page.get_by_role("link", name="Materi Satu"))
    expect(page.locator("article")).to_contain_text("Isi materi yang baru.")
    teacher.look("pratinjau-materi")
    page.goto(f"{DESK}/pratinjau/kuis/ujian")
    teacher.look("pratinjau-kuis")
    follow(page.get_by_role("link", name="Coba kuis ini"))
    page.get_by_label("Setiap ASN", exact=True).check()
    teacher.look("pratinjau-coba")
    teacher.press("Nilai jawaban")
    expect(page.locator(".lead")).to_contain_text("dari 6 poin")
    teacher.look("pratinjau-hasil")
    page.goto(f"{DESK}/terbitkan")
    page.get_by_text("Lihat yang berubah").click()
    teacher.look("rencana")
    page.get_by_label("Wajib baca ulang").check()
    teacher.press("Hitung siapa yang terpengaruh")
    expect(page.locator(".lead")).to_have_text("1 orang sedang belajar: 0 tidak terpengaruh, 1 perlu membaca ulang.")
    expect(page.get_by_label("Wajib baca ulang")).to_be_checked()
    teacher.press("Terbitkan")
    expect(page.get_by_role("alert")).to_contain_text("Tulis apa yang berubah")
    teacher.forgive("status of 422")
    page.get_by_label("Apa yang berubah").fill("Contohnya sudah diganti.")
    teacher.press("Terbitkan")
    expect(page.get_by_role("status")).to_contain_text("Kursus diterbitkan.")
    reader.open(COURSE)
    expect(reader.page.locator("main")).to_contain_text("Baca ulang")
    reader.open(f"{COURSE}/materi/satu")
    expect(reader.page.locator("article")).to_contain_text("Isi materi yang baru.")
    expect(reader.page.locator("article")).to_contain_text("Contohnya sudah diganti.")
    reader.look("baca-ulang")
    reader.press("Tandai selesai")
    heading(reader.page, "Materi Dua")
    page.goto(f"{DESK}/riwayat-terbitan")
    expect(page.get_by_role("row").filter(has_text="Yohanes Tefa")).to_contain_text("Contohnya sudah diganti.")
    teacher.look("riwayat-terbitan")


def test_a_course_is_uploaded_without_script(
    site: Site, trainer: Person, visitors: Callable[..., Visitor], tmp_path: Path
) -> None:
    """Every step works without JavaScript; and the same pages are sound with it."""
    plain = visitors(trainer, java_script_enabled=False)
    page = plain.open(DESK)
    with page.expect_download() as packed:
        page.get_by_role("link", name="Unduh sebagai ZIP").click()
    file = tmp_path / "contoh.zip"
    packed.value.save_as(file)
    follow(page.get_by_role("link", name="unggah ZIP pengganti"))
    expect(page.get_by_label("Nama folder kursus")).to_have_value("contoh")
    page.get_by_label("Berkas ZIP").set_input_files(file)
    plain.press("Unggah dan periksa")
    heading(page, "Hasil unggahan: Kursus Contoh")
    expect(page.locator("main")).to_contain_text("Tidak ada perubahan isi.")
    rich = visitors(trainer)
    rich.open(page.url.removeprefix(site.address))
    rich.look("hasil-unggahan")
    plain.press("Ganti berkas kursus")
    expect(page.get_by_role("status")).to_contain_text("Berkas kursus diganti.")
    (tmp_path / "rusak.zip").write_bytes(b"bukan zip")
    rich.open("/kelola/unggah?kursus=contoh")
    rich.page.get_by_label("Berkas ZIP").set_input_files(tmp_path / "rusak.zip")
    rich.press("Unggah dan periksa")
    expect(rich.page.get_by_role("alert")).to_contain_text("bukan ZIP")
    rich.forgive("status of 422")
    rich.look("unggah-ditolak")
