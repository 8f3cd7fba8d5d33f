"""Taking a quiz when things go wrong, with the line really cut: nothing is lost, and what the page says is true."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Request, Route, expect

from elearn.people.models import Person
from tests import factories
from tests.browser.quiz_steps import (
    CUT,
    HERE,
    THERE,
    answers,
    attempts,
    back_to_front,
    begin,
    choose,
    kept,
    receipt,
    state,
    status,
    typed,
)
from tests.browser.serving import Site
from tests.browser.steps import RIGHT, answer, fill_in, follow, hand_in, heading
from tests.browser.visiting import Visitor

Visitors = Callable[..., Visitor]


def test_each_question_says_whether_its_answer_is_on_this_device_or_on_the_server(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    choose(page, "Setiap ASN")
    expect(state(page, "ujian-01")).to_have_text(THERE)
    expect(state(page, "ujian-04")).to_have_text("")
    visitor.context.set_offline(True)
    choose(page, "Salah")
    typed(page, "ujian-04").press_sequentially("20")
    expect(state(page, "ujian-03")).to_have_text(HERE)
    expect(state(page, "ujian-04")).to_have_text(HERE)
    expect(state(page, "ujian-01")).to_have_text(THERE)
    expect(status(page)).to_contain_text("Belum tersimpan – tidak ada sambungan: jawaban ada di perangkat ini.")
    visitor.look("kuis-keadaan-soal")
    assert set(answers(site, learner)) == {"ujian-01"}
    visitor.context.set_offline(False)
    for question in ("ujian-01", "ujian-03", "ujian-04"):
        expect(state(page, question)).to_have_text(THERE)
    assert answers(site, learner) == {"ujian-01": [["a"]], "ujian-03": [["b"]], "ujian-04": [["20"]]}
    visitor.forgive(CUT)


def test_a_failed_save_and_a_reload_never_mark_an_answer_as_saved(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    visitor.context.set_offline(True)
    choose(page, "Setiap ASN")
    expect(status(page)).to_contain_text("Belum tersimpan")
    page.route("**/jawaban", lambda route: route.abort())
    visitor.context.set_offline(False)  # pages load again, but still nothing can be saved
    for _ in range(2):
        page.reload()
        expect(page.get_by_label("Setiap ASN")).to_be_checked()
        expect(state(page, "ujian-01")).to_have_text(HERE)
        expect(status(page)).to_contain_text("Belum tersimpan")
        assert kept(page) == 1
    assert answers(site, learner) == {}
    page.unroute("**/jawaban")
    expect(state(page, "ujian-01")).to_have_text(THERE)
    assert kept(page) == 0
    assert answers(site, learner) == {"ujian-01": [["a"]]}
    visitor.forgive(CUT)


def test_an_expired_session_in_the_middle_costs_not_a_single_keystroke(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    text = typed(page, "ujian-05")
    text.press_sequentially("sistem ")
    visitor.context.clear_cookies()
    text.press_sequentially("merit")
    expect(status(page)).to_contain_text("Sesi Anda berakhir")
    expect(state(page, "ujian-05")).to_have_text(HERE)
    text.press_sequentially(" AS")  # and still while the session is gone
    with visitor.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk lagi di tab baru").click()
    fill_in(opened.value, learner, factories.PASSWORD)
    heading(opened.value, "Beranda")
    opened.value.close()
    text.press("End")
    text.press_sequentially("N")
    back_to_front(page)
    expect(state(page, "ujian-05")).to_have_text(THERE)
    expect(text).to_have_value("sistem merit ASN")
    expect(page.get_by_role("link", name="Masuk lagi di tab baru")).to_be_hidden()
    page.reload()
    expect(text).to_have_value("sistem merit ASN")
    assert answers(site, learner)["ujian-05"][-1] == ["sistem merit ASN"]
    visitor.forgive("status of 401")


def test_signing_in_again_in_the_same_tab_brings_everything_back(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    page.on("dialog", lambda dialog: dialog.accept())
    visitor.context.clear_cookies()
    typed(page, "ujian-05").press_sequentially("meri")
    page.reload()  # at once, in the middle of a word
    heading(page, "Masuk")
    fill_in(page, learner, factories.PASSWORD)
    heading(page, "Kuis Akhir")
    expect(typed(page, "ujian-05")).to_have_value("meri")
    expect(state(page, "ujian-05")).to_have_text(THERE)
    assert answers(site, learner) == {"ujian-05": [["meri"]]}


def test_a_double_click_submits_once(site: Site, learner: Person, visitors: Visitors) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.url.endswith("/kumpulkan") else None)
    answer(page, RIGHT)
    page.get_by_role("button", name="Kumpulkan jawaban").dblclick()
    heading(page, "Hasil: Kuis Akhir")
    expect(page.get_by_text("Anda lulus kuis ini.")).to_be_visible()
    assert len(sent) == 1
    assert len(attempts(site, learner)) == 1


def test_a_replayed_request_changes_nothing_and_gives_the_same_receipt(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    seen: list[Request] = []
    page.on("request", lambda request: seen.append(request) if request.method == "POST" else None)
    answer(page, RIGHT)
    hand_in(page)
    heading(page, "Hasil: Kuis Akhir")
    code = receipt(page)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code)
    before = answers(site, learner)
    replayed = {}
    for request in seen:
        replay = page.request.post(request.url, headers=request.all_headers(), data=request.post_data_buffer)
        replayed[request.url.rsplit("/", 1)[1]] = replay.status
    assert replayed == {"jawaban": 409, "kumpulkan": 200}
    assert answers(site, learner) == before
    page.reload()
    assert receipt(page) == code
    assert [one.receipt for one in attempts(site, learner)] == [code.replace("-", "")]


def test_a_lost_reply_of_the_submission_is_asked_for_again(site: Site, learner: Person, visitors: Visitors) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    answer(page, RIGHT)

    tries: list[Route] = []

    def lose_the_first(route: Route) -> None:
        tries.append(route)
        if len(tries) == 1:
            route.fetch()
            route.abort()

    expect(status(page)).to_contain_text(THERE)
    page.route("**/kumpulkan", lose_the_first)
    page.get_by_role("button", name="Kumpulkan jawaban").click()
    expect(status(page)).to_contain_text("Belum dikumpulkan")  # as far as this page can know
    for _ in range(600):
        if len(tries) > 1:
            break
        page.wait_for_timeout(50)
    tries[1].continue_()
    heading(page, "Hasil: Kuis Akhir")
    expect(page.get_by_text("Anda lulus kuis ini.")).to_be_visible()
    expect(page.get_by_text("Tidak ikut dinilai")).to_have_count(0)
    assert kept(page) == 0
    visitor.forgive(CUT)


def test_submitting_without_a_line_waits_for_it_and_then_hands_in(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    answer(page, {words: value for words, value in RIGHT.items() if words != "wajib melayani"})
    expect(status(page)).to_contain_text(THERE)
    visitor.context.set_offline(True)
    choose(page, "Setiap ASN")
    page.get_by_role("button", name="Kumpulkan jawaban").click()
    expect(status(page)).to_contain_text("Belum dikumpulkan – tidak ada sambungan: jawaban ada di perangkat ini.")
    expect(status(page)).to_contain_text("mengumpulkannya begitu tersambung")
    heading(page, "Kuis Akhir")
    assert attempts(site, learner)[0].submitted_at is None
    visitor.context.set_offline(False)
    heading(page, "Hasil: Kuis Akhir")
    expect(page.get_by_text("Anda lulus kuis ini.")).to_be_visible()
    assert receipt(page)
    visitor.forgive(CUT)


def test_whoever_goes_on_answering_without_a_line_has_not_submitted(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    answer(page, RIGHT)
    expect(status(page)).to_contain_text(THERE)
    visitor.context.set_offline(True)
    page.get_by_role("button", name="Kumpulkan jawaban").click()
    expect(status(page)).to_contain_text("Belum dikumpulkan")
    choose(page, "Hanya pimpinan")
    visitor.context.set_offline(False)
    expect(state(page, "ujian-01")).to_have_text(THERE)
    expect(status(page)).to_contain_text(THERE)
    assert attempts(site, learner)[0].submitted_at is None
    visitor.forgive(CUT)


def test_the_back_button_after_submitting_shows_the_result(site: Site, learner: Person, visitors: Visitors) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    answer(page, RIGHT)
    hand_in(page)
    heading(page, "Hasil: Kuis Akhir")
    page.go_back()
    heading(page, "Hasil: Kuis Akhir")
    expect(page.locator("form[data-kuis]")).to_have_count(0)


def test_a_tab_left_open_after_submitting_takes_no_more_answers(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    other = visitor.context.new_page()
    other.goto(page.url)
    answer(page, RIGHT)
    hand_in(page)
    heading(page, "Hasil: Kuis Akhir")
    expect(status(other)).to_contain_text("Percobaan ini sudah dikumpulkan.")
    other.get_by_label("Hanya pimpinan").click(force=True)
    expect(other.get_by_label("Hanya pimpinan")).not_to_be_checked()
    expect(other.get_by_role("button", name="Simpan jawaban")).to_be_hidden()
    visitor.look("kuis-sudah-dikumpulkan", other)
    follow(other.get_by_role("link", name="Lihat hasil percobaan ini"))
    heading(other, "Hasil: Kuis Akhir")
