"""The final quiz on a bad line: what is saved is said truthfully, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, Route, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.quiz_steps import back_to_front
from tests.browser.serving import Site
from tests.browser.steps import COURSE, FINAL, LESSONS, RIGHT, WRONG, answer, enrol, fill_in, follow, hand_in, heading
from tests.browser.visiting import Visitor

ONE, TWO, THREE = ({words: RIGHT[words]} for words in ("wajib melayani", "contoh gratifikasi", "JP minimal"))


def status(page: Page) -> Locator:
    """Where the page says what is saved."""
    return page.locator("#status-simpan")


def begin(site: Site, person: Person, visitor: Visitor) -> Page:
    """The final quiz, begun in the first tab."""
    enrol(site, person, LESSONS)
    page = visitor.open(FINAL)
    visitor.press("Mulai kuis")
    heading(page, "Kuis Akhir")
    return page


def test_saved_is_said_only_once_the_server_answered(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(learner)
    enrol(site, learner, LESSONS)
    page = visitor.open(FINAL)
    visitor.look("kuis-aturan")
    visitor.press("Mulai kuis")
    visitor.look("kuis-soal")
    answer(page, ONE)
    expect(status(page)).to_contain_text("Tersimpan di server")
    held: list[Route] = []
    page.route("**/jawaban", lambda route: held.append(route), times=1)
    answer(page, TWO)
    expect(status(page)).to_have_text("Menyimpan …")  # the first answer is saved, but no longer everything
    assert len(held) == 1
    held[0].continue_()
    expect(status(page)).to_contain_text("Tersimpan di server")
    page.reload()
    for label in ("Setiap ASN", "Uang dari pemohon", "Voucher dari rekanan"):
        expect(page.get_by_label(label)).to_be_checked()


def test_a_cut_line_and_an_expired_session_lose_nothing(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    visitor.context.set_offline(True)
    answer(page, ONE)
    expect(status(page)).to_contain_text("Belum tersimpan")
    visitor.look("kuis-putus")
    visitor.context.set_offline(False)
    expect(status(page)).to_contain_text("Tersimpan di server")
    visitor.forgive("ERR_INTERNET_DISCONNECTED")
    visitor.context.clear_cookies()
    answer(page, TWO)
    expect(status(page)).to_contain_text("Masuk lagi di tab lain")
    visitor.look("kuis-sesi-berakhir")
    other = visitor.context.new_page()
    other.goto("/masuk")
    fill_in(other, learner, factories.PASSWORD)
    heading(other, "Beranda")
    other.close()
    page.bring_to_front()
    expect(status(page)).to_contain_text("Tersimpan di server")
    answer(page, {words: value for words, value in RIGHT.items() if words not in {**ONE, **TWO}})
    hand_in(page)
    heading(page, "Hasil: Kuis Akhir")
    expect(page.get_by_text("Anda lulus kuis ini.")).to_be_visible()
    visitor.forgive("status of 401")


def test_submitting_after_the_session_ended_goes_on_once_signed_in_again(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    visitor.context.clear_cookies()
    answer(page, RIGHT)  # nothing was saved in the background either
    hand_in(page, saved=False)
    expect(status(page)).to_contain_text("Sesi Anda berakhir")
    heading(page, "Kuis Akhir")
    with visitor.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk lagi di tab baru").click()
    fill_in(opened.value, learner, factories.PASSWORD)
    heading(opened.value, "Beranda")
    opened.value.close()
    back_to_front(page)
    heading(page, "Hasil: Kuis Akhir")
    expect(page.get_by_text("Anda lulus kuis ini.")).to_be_visible()
    visitor.forgive("status of 401")


def test_two_tabs_answer_the_same_attempt_and_the_later_one_wins(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(learner)
    first = begin(site, learner, visitor)
    second = visitor.context.new_page()
    second.goto(first.url)
    answer(first, ONE)
    expect(status(first)).to_contain_text("Tersimpan di server")
    answer(second, {"wajib melayani": WRONG["wajib melayani"], **THREE})
    expect(status(second)).to_have_text("Menyimpan …")  # what is still being typed is not saved
    expect(status(second)).to_contain_text("Tersimpan di server")
    first.reload()
    expect(first.get_by_label("Hanya pimpinan")).to_be_checked()
    expect(first.get_by_role("group", name="JP minimal").get_by_role("textbox")).to_have_value("20")
    answer(first, ONE)
    expect(status(first)).to_contain_text("Tersimpan di server")
    second.reload()
    expect(second.get_by_label("Setiap ASN")).to_be_checked()


def test_failing_shows_no_key_and_a_double_press_submits_once(
    site: Site, learner: Person, visitors: Callable[..., Visitor]
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    answer(page, {words: value for words, value in WRONG.items() if words != "JP minimal"})
    hand_in(page)
    expect(page.get_by_role("alert")).to_contain_text("1 soal belum dijawab")
    visitor.look("kuis-belum-dijawab")
    page.get_by_role("button", name="Kumpulkan jawaban").dblclick()
    heading(page, "Hasil: Kuis Akhir")
    expect(page.get_by_text("Anda belum lulus.")).to_be_visible()
    assert "rahasia" not in page.content().lower()
    assert "Jawaban benar" not in page.content()
    visitor.look("hasil-belum-lulus")
    page.go_back()
    page.reload()  # the attempt is over: its page leads to the result
    heading(page, "Hasil: Kuis Akhir")
    follow(page.get_by_role("link", name="Coba lagi"))
    visitor.look("kuis-percobaan-kedua")
    visitor.press("Mulai percobaan ke-2")
    answer(page, RIGHT)
    hand_in(page)
    expect(page.get_by_text("Anda lulus kuis ini.")).to_be_visible()
    expect(page.get_by_text("rahasia-pembahasan")).to_be_visible()
    visitor.look("hasil-lulus")
    page.goto(COURSE)
    expect(page.get_by_text("Anda lulus pada")).to_be_visible()
