"""A trainer's day: who is stuck, what a quiz shows, and a file with a mistake in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import COURSE, LESSONS, enrol, follow, heading, take
from tests.browser.visiting import SECONDS, Visitor

TAUGHT = "/pengajar/kursus/contoh"


@pytest.fixture
def trainer(site: Site) -> Person:
    """Who teaches the sample course, and no other."""
    with site.writing() as session:
        person = factories.person(session, "Yohanes Tefa", title_after="S.Sos., M.Si.")
        factories.posting(session, person, factories.unit(session, "BKPSDM"))
        factories.grant(session, person, "trainer", course="contoh")
    return person


@pytest.fixture
def lesson(site: Site) -> Iterator[Path]:
    """The file of the first lesson; whatever a test makes of it is undone."""
    path = site.content / "kursus/contoh/01-dasar/01-satu.md"
    before = path.read_text()
    yield path
    path.write_text(before)


def reload_until(page: Page, words: str) -> None:
    """Open the page again until it says these words: nobody restarts the server, and the watcher looks now and then."""
    for _ in range(SECONDS):
        if words in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)  # between two looks of the watcher; the loop is what is waited for
        page.reload()
    raise AssertionError(f"{page.url} never said {words!r}")


def test_participants_and_quiz_results(
    site: Site, trainer: Person, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    with site.writing() as session:
        stuck = factories.person(session, "Ni'mah Rosmiyati binti Muhammad Abdurrahman Al-Hadi Kusumawardhani")
        factories.posting(session, stuck, factories.unit(session, "Kelurahan Naikoten"))
    for person in (learner, stuck):
        enrol(site, person, LESSONS)
    take(site, learner, right=True)
    for _ in range(3):
        take(site, stuck, right=False)
    visitor = visitors(trainer)
    page = visitor.open("/beranda")
    page.get_by_role("button", name="Menu").click()
    follow(page.get_by_role("link", name="Pengajar", exact=True))
    heading(page, "Kursus yang Anda ajar")
    visitor.look("pengajar")
    follow(page.get_by_role("link", name="Kursus Contoh", exact=True))
    heading(page, "Peserta: Kursus Contoh")
    expect(page.get_by_role("row").filter(has_text=learner.name)).to_contain_text("Selesai")
    visitor.look("pengajar-peserta")
    follow(page.get_by_role("link", name="Beri percobaan Kuis Akhir"))
    visitor.look("pengajar-izin")
    page.get_by_label("Alasan").fill("Listrik padam saat mengerjakan.")
    visitor.press("Beri izin")
    expect(page.get_by_role("status")).to_contain_text("Izin percobaan dicatat")
    visitor.open(f"{TAUGHT}?tampil=selesai")
    visitor.look("pengajar-peserta-saringan")
    page.goto("/pengajar")
    page.locator("summary").click()
    follow(page.get_by_role("link", name="Kuis Akhir"))
    heading(page, "Hasil kuis: Kuis Akhir")
    expect(page.locator("main")).to_contain_text("percobaan dikumpulkan")
    visitor.look("pengajar-kuis")
    outside = visitors(learner)
    outside.open(TAUGHT)
    heading(outside.page, "Bukan untuk peran Anda")
    outside.forgive("status of 403")


def test_a_mistake_in_a_file_is_shown_while_learners_keep_the_good_version(
    site: Site, trainer: Person, learner: Person, lesson: Path, visitors: Callable[..., Visitor]
) -> None:
    enrol(site, learner)
    reader, teacher = visitors(learner), visitors(trainer)
    reader.open(f"{COURSE}/materi/satu")
    good = lesson.read_text()
    lesson.write_text(good.replace("menit: 60", "menit: enam puluh").replace("pertama", "yang rusak"))
    teacher.open(f"{TAUGHT}/masalah")
    reload_until(teacher.page, "01-dasar/01-satu.md:2")
    expect(teacher.page.locator("main")).to_contain_text("Peserta masih melihat versi baik terakhir.")
    teacher.look("pengajar-masalah")
    teacher.open("/pengajar")
    expect(teacher.page.get_by_role("listitem").filter(has_text="Kursus Contoh")).to_contain_text("1 salah")
    reader.page.reload()
    expect(reader.page.locator("article")).to_contain_text("Isi materi pertama.")
    reader.press("Tandai selesai")
    heading(reader.page, "Materi Dua")
    lesson.write_text(good.replace("pertama", "yang diperbaiki"))
    reader.open(f"{COURSE}/materi/satu")
    reload_until(reader.page, "Isi materi yang diperbaiki.")
    expect(reader.page.get_by_text("Selesai pada")).to_be_visible()
    teacher.open(f"{TAUGHT}/masalah")
    expect(teacher.page.locator("main")).to_contain_text("Tidak ada temuan")
