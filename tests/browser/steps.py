"""Steps that several journeys share, on the sample course ``contoh``."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from elearn.people.models import Person
from tests.browser.serving import Site

COURSE = "/kursus/contoh"
FINAL = f"{COURSE}/kuis/ujian"
LESSONS = ("satu", "dua", "tiga")
# The final quiz by the words of its questions: labels to tick, or a text to type.
RIGHT: dict[str, tuple[str, ...] | str] = {
    "wajib melayani": ("Setiap ASN",),
    "contoh gratifikasi": ("Uang dari pemohon", "Voucher dari rekanan"),
    "Benar atau salah": ("Salah",),
    "JP minimal": "20",
    "berbasis kemampuan": "sistem merit",
}
WRONG: dict[str, tuple[str, ...] | str] = {
    "wajib melayani": ("Hanya pimpinan",),
    "contoh gratifikasi": ("Gaji bulanan",),
    "Benar atau salah": ("Benar",),
    "JP minimal": "24",
    "berbasis kemampuan": "kekerabatan",
}


def enrol(site: Site, person: Person, lessons: tuple[str, ...] = ()) -> None:
    """Enter the course and read these lessons, without a browser."""
    client = site.client(person)
    assert client.post_form(f"{COURSE}/daftar", page=COURSE).status_code == 303
    for lesson in lessons:
        where = f"{COURSE}/materi/{lesson}"
        assert client.post_form(f"{where}/selesai", page=where).status_code == 303


def take(site: Site, person: Person, *, right: bool) -> None:
    """Take the final quiz without a browser, all of it right or nothing of it."""
    client = site.client(person)
    attempt = client.post_form(f"{FINAL}/mulai", page=FINAL).headers["Location"]
    values = {
        "jawab-ujian-01": "a" if right else "b",
        "jawab-ujian-02": ["a", "c"] if right else ["b"],
        "jawab-ujian-03": "b" if right else "a",
        "jawab-ujian-04": "20" if right else "24",
        "jawab-ujian-05": "merit" if right else "kekerabatan",
    }
    assert client.post_form(f"{attempt}/kumpulkan", values, page=attempt).status_code == 303


def answer(page: Page, given: dict[str, tuple[str, ...] | str]) -> None:
    """Answer the questions named by some of their words."""
    for words, value in given.items():
        question = page.get_by_role("group", name=re.compile(words))
        if isinstance(value, str):
            question.get_by_role("textbox").fill(value)
        else:
            for label in value:
                question.get_by_label(label, exact=True).check()


def hand_in(page: Page, *, saved: bool = True) -> None:
    """Submit the answers once the page says that all are saved. Without waiting (``saved`` False) the last of them may
    arrive in the background after the form, and be refused: Chromium then reports a status of 409.
    """
    button = page.locator("main").get_by_role("button", name="Kumpulkan jawaban")
    if not saved:
        button.click()
        page.wait_for_load_state()
        return
    expect(page.locator("#status-simpan")).to_contain_text("Tersimpan di server")
    with page.expect_navigation():
        button.click()


def follow(link: Locator) -> None:
    """Follow a link and wait for the page behind it: what is looked at next would otherwise be the page before."""
    with link.page.expect_navigation():
        link.click()


def heading(page: Page, words: str) -> None:
    """The page that is open has this heading."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def fill_in(page: Page, person: Person, password: str) -> None:
    """Sign in with the form."""
    page.get_by_label("NIP atau surel").fill(person.nip or "")
    page.get_by_label("Kata sandi").fill(password)
    page.locator("main").get_by_role("button", name="Masuk").click()
    page.wait_for_load_state()
