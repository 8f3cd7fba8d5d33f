"""The essay's journey: a learner hands it in, a trainer marks it, the learner reads it and holds her certificate."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import follow, hand_in, heading
from tests.browser.visiting import Visitor
from tests.support import essay_course
from tests.support.essay_course import COURSE, QUEUE, QUIZ, SURVEY

TEXT = (
    "Antrean di loket kami panjang karena berkas diperiksa dua kali. Saya akan menyatukan pemeriksaan, "
    "melatih dua petugas, dan mengukur lama tunggu setiap minggu bersama rekan-rekan di loket."
)


@pytest.fixture
def trainer(site: Site) -> Person:
    """Who trains the course with the essay."""
    essay_course.write(site.content)
    site.library.refresh()
    with site.writing() as session:
        person = factories.person(session, "Yohanes Tefa")
        factories.posting(session, person, factories.unit(session, "BKPSDM"))
        factories.grant(session, person, "trainer", course="rencana")
    return person


def answer_survey(site: Site, learner: Person) -> None:
    """The rest of the course, without a browser."""
    client = site.client(learner)
    assert client.post_form(f"{COURSE}/daftar", page=COURSE).status_code == 303
    lesson = f"{COURSE}/materi/bacaan"
    assert client.post_form(f"{lesson}/selesai", page=lesson).status_code == 303
    attempt = client.post_form(f"{SURVEY}/mulai", page=SURVEY).headers["Location"]
    values = {"jawab-kesan-01.1": "1=5", "jawab-kesan-01.2": "2=4", "jawab-kesan-02": "a"}
    assert client.post_form(f"{attempt}/kumpulkan", values, page=attempt).status_code == 303


def test_an_essay_from_the_learner_to_the_trainer_and_back(
    site: Site, trainer: Person, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    answer_survey(site, learner)
    reader, marker = visitors(learner), visitors(trainer)
    reader.open(QUIZ)
    reader.look("esai-kuis")
    reader.press("Mulai kuis")
    reader.page.get_by_label("Dari masalah yang nyata").check()
    reader.page.locator("textarea").fill(TEXT)
    reader.look("esai-mengerjakan")
    hand_in(reader.page)
    expect(reader.page.locator("main")).to_contain_text("menunggu dinilai pengajar")
    reader.look("esai-menunggu")
    result = reader.page.url
    reader.open(COURSE)
    reader.look("esai-kursus-menunggu")

    page = marker.open("/pengajar")
    follow(page.get_by_role("link", name="Penilaian esai"))
    heading(page, "Penilaian esai: Rencana Aksi")
    marker.look("esai-antrean")
    follow(page.get_by_role("link", name="Peserta 1"))
    heading(page, "Menilai Peserta 1: Kuis Rencana Aksi")
    expect(page.locator("main")).to_contain_text("Antrean di loket kami panjang")
    expect(page.locator("body")).not_to_contain_text("Goreti")
    marker.look("esai-menilai")
    marker.press("Simpan dan berikutnya")
    expect(page.get_by_role("alert")).to_be_focused()
    marker.forgive("status of 422")
    marker.look("esai-menilai-galat")
    page.get_by_role("group", name="Relevansi").get_by_label("4 poin").check()
    page.get_by_role("group", name="Kelayakan").get_by_label("2 poin").check()
    page.get_by_label("Catatan untuk peserta").fill("Ukurannya jelas.\nSebutkan tenggatnya.")
    marker.press("Simpan dan berikutnya")
    heading(page, "Penilaian esai: Rencana Aksi")
    expect(page.get_by_role("status")).to_contain_text("sertifikatnya sudah terbit")
    page.goto(f"{QUEUE}?tampil=dinilai")
    follow(page.get_by_role("link", name="Peserta 1"))
    for _ in range(2):  # the second time from the page that the Back button brings again
        marker.press("Simpan dan berikutnya")
        expect(page.get_by_role("status")).to_contain_text("Tidak ada yang berubah")
        page.go_back()
    page.goto(f"{QUEUE}?tampil=dinilai")
    marker.look("esai-dinilai")

    assert site.run_jobs() >= 1
    reader.page.goto(result)
    expect(reader.page.locator("main")).to_contain_text("Anda lulus kuis ini.")
    expect(reader.page.locator("main")).to_contain_text("Sebutkan tenggatnya.")
    reader.look("esai-hasil")
    reader.open(COURSE)
    expect(reader.page.locator("main")).to_contain_text("Anda lulus pada")
    follow(reader.page.get_by_role("link", name="Lihat sertifikat"))
    expect(reader.page.locator("main")).to_contain_text("Rencana Aksi")


def test_a_trainer_corrects_a_key_without_script(
    site: Site, trainer: Person, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    answer_survey(site, learner)
    client, teacher = site.client(learner), site.client(trainer)
    attempt = client.post_form(f"{QUIZ}/mulai", page=QUIZ).headers["Location"]
    client.post_form(f"{attempt}/kumpulkan", {"jawab-aksi-01": "b", "jawab-aksi-02": TEXT}, page=attempt)
    where = f"{QUEUE}/{attempt.rsplit('/', 1)[1]}"
    teacher.post_form(where, {"nilai-aksi-02.1": "2", "nilai-aksi-02.2": "4"}, page=where)
    path = site.content / "kursus/rencana/01-rencana/02-aksi.md"
    text = path.read_text().replace("- [x] Dari masalah", "- [ ] Dari masalah")
    path.write_text(text.replace("- [ ] Dari anggaran", "- [x] Dari anggaran"))
    site.library.refresh()
    visitor = visitors(trainer, java_script_enabled=False)
    page = visitor.open("/pengajar/kursus/rencana/kuis/aksi")
    follow(page.get_by_role("link", name="Nilai ulang"))
    heading(page, "Nilai ulang: Kuis Rencana Aksi")
    visitor.look("nilai-ulang")
    with_script = visitors(trainer)
    with_script.open("/kelola/kursus/rencana/kuis/aksi/nilai-ulang")
    with_script.look("nilai-ulang")
    page.get_by_label("Alasan").fill("Kunci soal pertama keliru.")
    visitor.press("Terapkan pada")
    expect(page.get_by_role("status")).to_contain_text("menjadi lulus")
    with_script.open("/kelola/kursus/rencana/kuis/aksi/nilai-ulang/bukti")
    with_script.look("nilai-ulang-bukti")
    reader = visitors(learner)
    reader.open(f"{attempt}/hasil")
    expect(reader.page.locator("main")).to_contain_text("Kunci soal pertama keliru.")
    reader.look("nilai-ulang-hasil")
