"""With the keyboard alone: everything is reached in reading order, and the focus is always seen."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.serving import Site
from tests.browser.steps import COURSE, FINAL, LESSONS, enrol, heading
from tests.browser.visiting import WIDE, Visitor

MOST_TABS = 60
# What has the focus: its words, and the width of the outline around it or around the row that it is in.
FOCUSED = """(() => {
    const e = document.activeElement;
    const words = e.labels?.length ? e.labels[0].textContent : e.textContent;
    return { words: (words || e.getAttribute('aria-label') || '').replace(/\\s+/g, ' ').trim(), tag: e.tagName,
             outline: parseFloat(getComputedStyle(e).outlineWidth), style: getComputedStyle(e).outlineStyle,
             seen: e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().bottom <= innerHeight };
})()"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what says these words has the focus; every stop on the way must be visible and outlined."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["tag"] == "BODY":
            continue  # from the browser's own bar into the page again
        assert here["seen"], f"on {page.url} the focus is out of sight: {here}"
        assert (here["outline"] >= 2, here["style"] != "none") == (True, True), f"on {page.url} no outline: {here}"
        if here["words"].startswith(words):
            return
    raise AssertionError(f"{words!r} is not reached with Tab on {page.url}")


def test_signing_in_enrolling_and_marking_done(learner: Person, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors(size=WIDE)
    page = visitor.open("/masuk")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["words"] == "Langsung ke isi"
    page.keyboard.press("Enter")
    tab_to(page, "NIP atau surel")
    page.keyboard.type(learner.nip or "")
    tab_to(page, "Kata sandi")
    page.keyboard.type(factories.PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Beranda")
    page.goto("/katalog")
    tab_to(page, "Langsung ke isi")
    page.keyboard.press("Enter")
    tab_to(page, "Kursus Contoh")
    page.keyboard.press("Enter")
    heading(page, "Kursus Contoh")
    tab_to(page, "Daftar kursus ini")
    page.keyboard.press("Space")
    heading(page, "Materi Satu")
    tab_to(page, "Tandai selesai")
    page.keyboard.press("Enter")
    heading(page, "Materi Dua")


def test_the_menu_of_a_phone_opens_with_the_keyboard(learner: Person, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors(learner)
    page = visitor.open("/beranda")
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    tab_to(page, "Riwayat")
    page.keyboard.press("Enter")
    heading(page, "Riwayat pengembangan kompetensi")
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Keluar")).to_be_visible()
    visitor.look("menu-terbuka")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Keluar")).to_be_hidden()


def test_a_quiz_is_answered_and_submitted(site: Site, learner: Person, visitors: Callable[..., Visitor]) -> None:
    enrol(site, learner, LESSONS)
    visitor = visitors(learner)
    page = visitor.open(f"{COURSE}/kuis/coba")
    tab_to(page, "Mulai kuis")
    page.keyboard.press("Enter")
    heading(page, "Latihan")
    tab_to(page, "Tiga")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Empat")).to_be_checked()
    tab_to(page, "Kumpulkan jawaban")
    expect(page.locator("#status-simpan")).to_contain_text("Tersimpan di server")
    page.keyboard.press("Enter")
    heading(page, "Hasil: Latihan")
    page.goto(FINAL)
    tab_to(page, "Mulai kuis")
    page.keyboard.press("Enter")
    for words in ("Uang dari pemohon", "Voucher dari rekanan"):
        page.get_by_role("heading", level=1).click()  # the order of questions and options is drawn: begin on top again
        tab_to(page, words)
        page.keyboard.press("Space")
        expect(page.get_by_label(words)).to_be_checked()
    expect(page.locator("#status-simpan")).to_contain_text("Tersimpan di server")
    tab_to(page, "Kumpulkan jawaban")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    tab_to(page, "Soal")
    page.keyboard.press("Enter")  # to the question itself
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('[data-soal]') !== null")
