"""One attempt on several pages: tabs, devices, and accounts that share a computer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.quiz_steps import (
    CUT,
    HERE,
    KEPT,
    THERE,
    answers,
    attempts,
    back_to_front,
    begin,
    choose,
    kept,
    note,
    state,
    status,
    typed,
)
from tests.browser.serving import Site
from tests.browser.steps import RIGHT, answer, fill_in, follow, hand_in, heading
from tests.browser.visiting import WIDE, Visitor
from tests.support.waiting import until

Visitors = Callable[..., Visitor]


@pytest.fixture
def colleague(site: Site) -> Person:
    """Who shares the computer."""
    with site.writing() as session:
        person = factories.person(session, "Yohanes Tefa")
        factories.posting(session, person, factories.unit(session))
    return person


def test_two_tabs_show_each_other_s_answers_and_neither_writes_over_in_silence(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    first = begin(site, learner, visitor)
    second = visitor.context.new_page()
    second.goto(first.url)
    choose(first, "Setiap ASN")
    expect(second.get_by_label("Setiap ASN")).to_be_checked()
    expect(note(second, "ujian-01")).to_contain_text("dijawab di tab atau perangkat lain")
    expect(note(second, "ujian-01").get_by_role("button")).to_have_count(0)  # there was nothing here before
    choose(second, "Hanya pimpinan")  # later: it wins, and the first tab says so
    expect(state(second, "ujian-01")).to_have_text(THERE)
    expect(first.get_by_label("Hanya pimpinan")).to_be_checked()
    expect(note(first, "ujian-01")).to_contain_text("Jawaban yang dibuat terakhir itulah yang tampil dan dinilai.")
    visitor.look("kuis-dua-tab", first)
    first.get_by_role("button", name="Pakai jawaban saya yang tadi").click()
    expect(state(first, "ujian-01")).to_have_text(THERE)
    expect(note(first, "ujian-01")).to_have_count(0)  # she knows what it went against
    expect(second.get_by_label("Setiap ASN")).to_be_checked()
    assert answers(site, learner) == {"ujian-01": [["a"], ["b"], ["a"]]}


def test_a_phone_that_comes_back_late_does_not_win_over_the_laptop_and_both_say_so(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    phone = visitors(learner)
    page = begin(site, learner, phone)
    laptop = visitors(learner, size=WIDE)
    desk = laptop.open(page.url)
    phone.context.set_offline(True)
    choose(page, "Hanya petugas loket")
    typed(page, "ujian-04").fill("24")
    expect(state(page, "ujian-01")).to_have_text(HERE)
    choose(desk, "Setiap ASN")  # made later, on another device
    expect(state(desk, "ujian-01")).to_have_text(THERE)
    phone.context.set_offline(False)
    expect(note(page, "ujian-01")).to_contain_text("dijawab di tab atau perangkat lain")
    expect(page.get_by_label("Setiap ASN")).to_be_checked()
    print(page.locator("[data-soal=ujian-01]").inner_html())
    assert answers(site, learner)["ujian-01"] == [["a"], ["c"]]  # both are in the journal
    back_to_front(desk)
    expect(desk.get_by_label("Setiap ASN")).to_be_checked()
    expect(typed(desk, "ujian-04")).to_have_value("24")  # nobody else answered that
    page.get_by_role("button", name="Pakai jawaban saya yang tadi").click()
    expect(state(page, "ujian-01")).to_have_text(THERE)
    back_to_front(desk)
    expect(desk.get_by_label("Hanya petugas loket")).to_be_checked()
    expect(note(desk, "ujian-01")).to_be_visible()
    phone.forgive(CUT)


def test_a_later_answer_of_a_page_that_did_not_know_wins_and_says_what_it_went_against(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    phone = visitors(learner)
    page = begin(site, learner, phone)
    desk = visitors(learner, size=WIDE).open(page.url)
    phone.context.set_offline(True)
    choose(desk, "Hanya pimpinan")
    expect(state(desk, "ujian-01")).to_have_text(THERE)
    choose(page, "Setiap ASN")  # later, without a line
    phone.context.set_offline(False)
    expect(note(page, "ujian-01")).to_contain_text("Yang dinilai adalah jawaban di halaman ini.")
    expect(page.get_by_label("Setiap ASN")).to_be_checked()
    page.get_by_role("button", name="Pakai jawaban yang satunya").click()
    expect(page.get_by_label("Hanya pimpinan")).to_be_checked()
    expect(state(page, "ujian-01")).to_have_text(THERE)
    assert answers(site, learner) == {"ujian-01": [["b"], ["a"], ["b"]]}
    phone.forgive(CUT)


def test_two_tabs_without_a_line_keep_what_each_of_them_answered(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    first = begin(site, learner, visitor)
    second = visitor.context.new_page()
    second.goto(first.url)
    visitor.context.set_offline(True)
    choose(first, "Setiap ASN")
    choose(second, "Salah")
    typed(second, "ujian-04").fill("20")
    expect(state(second, "ujian-04")).to_have_text(HERE)
    assert kept(first) == 2
    where = first.url
    for tab in (first, second):
        tab.close(run_before_unload=False)
    visitor.context.set_offline(False)
    again = visitor.context.new_page()
    again.goto(where)
    for question in ("ujian-01", "ujian-03", "ujian-04"):
        expect(state(again, question)).to_have_text(THERE)
    assert answers(site, learner) == {"ujian-01": [["a"]], "ujian-03": [["b"]], "ujian-04": [["20"]]}
    assert kept(again) == 0
    visitor.forgive(CUT)


def test_submitting_a_page_that_shows_an_older_answer_is_held_back(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    phone = visitors(learner)
    page = begin(site, learner, phone)
    answer(page, RIGHT)
    expect(status(page)).to_contain_text(THERE)
    desk = visitors(learner, size=WIDE, java_script_enabled=False).open(page.url)  # a device that tells nobody
    desk.get_by_label("Hanya pimpinan").check()
    desk.get_by_role("button", name="Simpan jawaban").click()
    desk.wait_for_load_state()
    page.get_by_role("button", name="Kumpulkan jawaban").click()
    expect(page.get_by_text("Belum dikumpulkan: soal ")).to_be_visible()
    expect(page.get_by_label("Hanya pimpinan")).to_be_checked()
    assert attempts(site, learner)[0].submitted_at is None
    hand_in(page, saved=False)
    heading(page, "Hasil: Kuis Akhir")


def test_answers_on_this_device_belong_to_one_account(
    site: Site, learner: Person, colleague: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    where = page.url
    page.route("**/jawaban*", lambda route: route.abort())
    choose(page, "Setiap ASN")
    expect(status(page)).to_contain_text("Belum tersimpan")
    visitor.context.clear_cookies()  # her session ends, and somebody else sits down
    visitor.context.add_cookies([site.cookie(colleague)])
    page.unroute("**/jawaban*")
    other = visitor.context.new_page()
    other.goto(where)
    heading(other, "Halaman tidak ditemukan")
    back_to_front(page)
    expect(status(page)).to_contain_text("Akun lain sedang masuk di peramban ini.")
    expect(state(page, "ujian-01")).to_have_text(HERE)
    theirs = begin(site, colleague, visitor)
    expect(theirs.get_by_label("Setiap ASN")).not_to_be_checked()
    sign_out(theirs)
    heading(theirs, "Masuk")  # nothing of his was unsent, so nothing was asked
    assert (answers(site, learner), answers(site, colleague)) == ({}, {})
    assert kept(theirs) == 1  # hers is still hers
    fill_in(theirs, learner, factories.PASSWORD)
    theirs.goto(where)
    expect(state(theirs, "ujian-01")).to_have_text(THERE)
    assert answers(site, learner) == {"ujian-01": [["a"]]}
    visitor.forgive(rf"status of (40[0-9])|{CUT}")


def sign_out(page: Page) -> None:
    """Press the button in the menu, once the script that asks first is there: it comes only when answers are kept."""
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Keluar", exact=True).click()


def test_signing_out_asks_while_something_is_unsent_and_leads_back_to_it(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/jawaban", lambda route: route.abort())
    choose(page, "Setiap ASN")
    typed(page, "ujian-04").fill("20")
    expect(status(page)).to_contain_text("Belum tersimpan")
    page.goto("/beranda")
    sign_out(page)
    dialog = page.get_by_role("dialog", name="Ada jawaban yang belum terkirim")
    expect(dialog).to_contain_text("Kuis Akhir: 2 jawaban.")
    visitor.look("keluar-belum-terkirim")
    dialog.get_by_role("button", name="Jangan keluar").click()
    expect(dialog).to_have_count(0)
    assert kept(page) == 1
    page.unroute("**/jawaban")
    sign_out(page)
    follow(page.get_by_role("link", name="Buka Kuis Akhir dan kirim"))
    expect(state(page, "ujian-04")).to_have_text(THERE)
    assert answers(site, learner) == {"ujian-01": [["a"]], "ujian-04": [["20"]]}
    sign_out(page)
    heading(page, "Masuk")
    visitor.forgive(CUT)


def test_signing_out_nevertheless_leaves_nothing_on_the_device_and_closes_the_other_tab(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    visitor.context.route("**/jawaban", lambda route: route.abort())
    choose(page, "Setiap ASN")
    expect(status(page)).to_contain_text("Belum tersimpan")
    other = visitor.context.new_page()
    other.goto("/beranda")
    sign_out(other)
    other.get_by_role("button", name="Keluar dan hapus jawaban").click()
    heading(other, "Masuk")
    expect(page.get_by_text("Anda sudah keluar di tab lain.")).to_be_visible()
    expect(page.get_by_label("Setiap ASN")).to_have_count(0)
    until(other, f"{KEPT} === 0")
    page.reload()  # asks nothing: there is nothing to lose any more
    heading(page, "Masuk")
    assert answers(site, learner) == {}
    visitor.forgive(CUT)
