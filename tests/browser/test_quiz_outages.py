"""A quiz through outages: the server killed, time running out without a line, every kind of question, a long essay."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.assessment.models import AnswerEvent, Attempt
from elearn.people.models import Person
from tests import factories
from tests.browser.processes import Installation
from tests.browser.quiz_steps import (
    CUT,
    HERE,
    THERE,
    answers,
    attempts,
    begin,
    choose,
    kept,
    receipt,
    state,
    status,
    typed,
)
from tests.browser.serving import Site
from tests.browser.steps import FINAL, answer, fill_in, heading
from tests.browser.visiting import NARROW, Visitor, visit
from tests.conftest import SAMPLE
from tests.support import every_kind, timed_course

Visitors = Callable[..., Visitor]
MINUTE = 60_000  # ms


@pytest.fixture(scope="module")
def shown_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, the course of every kind of question, and one whose practice has a time limit."""
    content = tmp_path_factory.mktemp("content") / "content"
    shutil.copytree(SAMPLE, content)
    every_kind.write(content)
    timed_course.write(content)
    return content


@pytest.fixture
def installation(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    made = Installation(tmp_path, SAMPLE, database_url)
    yield made
    made.close()


def test_a_server_killed_between_two_answers_loses_neither(chromium: Browser, installation: Installation) -> None:
    person = installation.learner()
    installation.start()
    with visit(chromium, installation.address) as visitor:
        page = visitor.open("/masuk")
        fill_in(page, person, factories.PASSWORD)
        page.goto(FINAL)
        visitor.press("Mulai kuis")
        choose(page, "Setiap ASN")
        expect(state(page, "ujian-01")).to_have_text(THERE)
        installation.kill()
        choose(page, "Salah")
        typed(page, "ujian-04").press_sequentially("20")
        expect(state(page, "ujian-03")).to_have_text(HERE)
        expect(status(page)).to_contain_text("Belum tersimpan – sedang mencoba lagi: jawaban ada di perangkat ini.")
        page.get_by_role("button", name="Kumpulkan jawaban").click()
        expect(status(page)).to_contain_text("Belum dikumpulkan")
        typed(page, "ujian-05").press_sequentially("merit")  # she goes on: nothing is handed in behind her back
        installation.start()
        for question in ("ujian-01", "ujian-03", "ujian-04", "ujian-05"):
            expect(state(page, question)).to_have_text(THERE, timeout=70_000)
        page.reload()
        expect(page.get_by_label("Salah", exact=True)).to_be_checked()
        expect(typed(page, "ujian-05")).to_have_value("merit")
        visitor.forgive(CUT)
    with Session(installation.engine) as session:
        known = {row.question: row.value for row in session.scalars(select(AnswerEvent).order_by(AnswerEvent.id))}
        assert session.scalars(select(Attempt)).one().submitted_at is None
    assert known == {"ujian-01": ["a"], "ujian-03": ["b"], "ujian-04": ["20"], "ujian-05": ["merit"]}


def start_timed(site: Site, person: Person, visitor: Visitor) -> Page:
    """The practice of ten minutes, begun; the browser's clock stands in the test's hands."""
    client = site.client(person)
    assert client.post_form(f"{timed_course.COURSE}/daftar", page=timed_course.COURSE).status_code == 303
    page = visitor.open(timed_course.QUIZ)
    rules = page.get_by_role("listitem").filter(has_text="Bila sambungan terputus saat waktu habis")
    expect(rules).to_contain_text("tetap dihitung bila sampai di server paling lambat 60 menit sesudahnya")
    visitor.press("Mulai kuis")
    heading(page, "Latihan Cepat")
    page.clock.install()
    page.reload()
    return page


def pass_minutes(site: Site, page: Page, minutes: int) -> None:
    """Both clocks go on, the browser's in small steps."""
    site.ahead += timedelta(minutes=minutes)
    page.clock.run_for(minutes * MINUTE)


def test_in_practice_answers_made_in_time_count_although_they_come_in_after_it(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = start_timed(site, learner, visitor)
    typed(page, "cepat-01").fill("4")
    typed(page, "cepat-01").blur()
    expect(state(page, "cepat-01")).to_have_text(THERE)
    visitor.context.set_offline(True)
    typed(page, "cepat-02").fill("6")
    typed(page, "cepat-02").blur()
    pass_minutes(site, page, 11)
    expect(status(page)).to_contain_text("Waktu habis – tidak ada sambungan: jawaban ada di perangkat ini.")
    expect(status(page)).to_contain_text("tetap dihitung bila sampai di server sebelum")
    expect(typed(page, "cepat-02")).to_have_attribute("readonly", "")
    visitor.look("kuis-waktu-habis-terputus", page, sizes=(NARROW,))
    pass_minutes(site, page, 20)  # and twenty minutes later there is a line again
    visitor.context.set_offline(False)
    heading(page, "Hasil: Latihan Cepat")
    expect(page.get_by_text("dari 2 soal dijawab")).to_be_visible()
    assert attempts(site, learner)[0].score == 10_000
    assert receipt(page)
    assert kept(page) == 0
    visitor.forgive(CUT)


def test_answers_that_come_in_after_the_hour_do_not_count_and_that_is_said(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = start_timed(site, learner, visitor)
    visitor.context.set_offline(True)
    typed(page, "cepat-02").fill("6")
    typed(page, "cepat-02").blur()
    expect(state(page, "cepat-02")).to_have_text(HERE)
    pass_minutes(site, page, 75)
    visitor.context.set_offline(False)
    heading(page, "Hasil: Latihan Cepat")
    expect(page.get_by_text("Tidak ikut dinilai: jawaban soal 2 di halaman tadi")).to_be_visible()
    assert attempts(site, learner)[0].score == 0
    visitor.forgive(f"{CUT}|status of 409")


def test_a_phone_reloaded_after_the_time_still_delivers_from_the_result_page(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = start_timed(site, learner, visitor)
    page.on("dialog", lambda dialog: dialog.accept())
    visitor.context.route("**/jawaban*", lambda route: route.abort())
    typed(page, "cepat-01").fill("4")
    typed(page, "cepat-01").blur()
    expect(status(page)).to_contain_text("Belum tersimpan")
    pass_minutes(site, page, 15)
    page.reload()
    heading(page, "Hasil: Latihan Cepat")
    expect(page.get_by_text("1 jawaban masih di perangkat ini dan belum terkirim.")).to_be_visible()
    expect(page.get_by_text("Pembahasan tampil sesudah hasil ini dicatat.")).to_be_visible()
    visitor.context.unroute("**/jawaban*")
    visitor.context.set_offline(True)
    visitor.context.set_offline(False)
    expect(page.get_by_text("belum terkirim")).to_have_count(0)
    expect(page.get_by_text("Nilai percobaan ini")).to_be_visible()
    assert answers(site, learner) == {"cepat-01": [["4"]]}
    page.get_by_role("button", name="Catat sekarang").click()
    assert receipt(page)
    assert attempts(site, learner)[0].score == 5000
    visitor.forgive(CUT)


def test_in_a_post_test_only_what_reached_the_server_in_time_counts(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    page.clock.install()
    page.reload()
    choose(page, "Setiap ASN")
    expect(state(page, "ujian-01")).to_have_text(THERE)
    visitor.context.set_offline(True)
    choose(page, "Salah")
    pass_minutes(site, page, 21)
    expect(status(page)).to_contain_text("Waktu habis – tidak ada sambungan")
    expect(status(page)).to_contain_text("Yang dinilai adalah jawaban yang sudah sampai di server.")
    page.get_by_label("Benar", exact=True).click(force=True)
    expect(page.get_by_label("Salah", exact=True)).to_be_checked()  # nothing changes after the time
    visitor.context.set_offline(False)
    heading(page, "Hasil: Kuis Akhir")
    expect(page.get_by_text("Tidak ikut dinilai: jawaban soal ")).to_be_visible()
    assert list(answers(site, learner)) == ["ujian-01"]
    page.goto(FINAL)
    rules = page.get_by_role("listitem").filter(has_text="Bila sambungan terputus saat waktu habis")
    expect(rules).to_contain_text("yang dinilai hanya jawaban yang sudah sampai di server")
    visitor.forgive(f"{CUT}|status of 409")


def open_kinds(site: Site, person: Person, visitor: Visitor) -> Page:
    client = site.client(person)
    assert client.post_form(f"{every_kind.COURSE}/daftar", page=every_kind.COURSE).status_code == 303
    page = visitor.open(every_kind.QUIZ)
    visitor.press("Mulai kuis")
    heading(page, "Semua Jenis")
    return page


def test_every_kind_of_question_answered_under_a_cut_line_is_kept_and_sent(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = open_kinds(site, learner, visitor)
    where = page.url
    visitor.context.set_offline(True)
    for words in ("Pejabat Pembina Kepegawaian", "Uang dari pemohon", "Voucher dari rekanan"):
        page.get_by_text(words, exact=True).click()
    typed(page, "s-teks").fill("merit")
    typed(page, "s-angka").fill("20")
    page.get_by_label("PPPK", exact=True).select_option(index=2)
    page.get_by_role("button", name="Turunkan: Evaluasi").click()
    page.get_by_label("Rumpang 1 dari 3").fill("merit")
    page.get_by_label("Rumpang 3 dari 3").fill("20")
    typed(page, "s-esai").fill("Baris satu.\nBaris dua.")
    kinds = [f"s-{kind}" for kind in ("tunggal", "jamak", "teks", "angka", "jodoh", "urut", "rumpang", "esai")]
    for question in kinds:
        expect(state(page, question)).to_have_text(HERE)
    steps = page.locator("[data-urut] > li > :first-child").all_inner_texts()
    page.close(run_before_unload=False)
    assert answers(site, learner) == {}
    visitor.context.set_offline(False)
    again = visitor.context.new_page()
    again.goto(where)
    for question in kinds:
        expect(state(again, question)).to_have_text(THERE)
    again.reload()
    assert again.locator("[data-urut] > li > :first-child").all_inner_texts() == steps
    expect(typed(again, "s-esai")).to_have_value("Baris satu.\nBaris dua.")
    expect(again.get_by_label("Rumpang 3 dari 3")).to_have_value("20")
    expect(again.get_by_label("Voucher dari rekanan")).to_be_checked()
    known = answers(site, learner)
    assert sorted(known) == sorted(kinds)
    # On a slow machine the two blanks may be filled so far apart that they are two changes; all else is one.
    assert {question: len(events) for question, events in known.items() if question != "s-rumpang"} == dict.fromkeys(
        (kind for kind in kinds if kind != "s-rumpang"), 1
    )
    assert known["s-rumpang"][-1] == ["merit", "", "20"]
    visitor.forgive(CUT)


def test_a_survey_s_scale_waits_for_a_line_too(site: Site, learner: Person, visitors: Visitors) -> None:
    visitor = visitors(learner)
    open_kinds(site, learner, visitor)
    page = visitor.open(every_kind.SURVEY)
    visitor.press("Isi survei")
    visitor.context.set_offline(True)
    page.get_by_role("group", name="Materi mudah dipahami").get_by_label("4", exact=True).check()
    expect(state(page, "kesan-skala")).to_have_text(HERE)
    visitor.context.set_offline(False)
    expect(state(page, "kesan-skala")).to_have_text(THERE)
    assert [value[-1] for [value] in answers(site, learner)["kesan-skala"]] == ["4"]
    visitor.forgive(CUT)


def test_a_long_essay_is_kept_with_every_key_and_sent_seldom(site: Site, learner: Person, visitors: Visitors) -> None:
    visitor = visitors(learner)
    page = open_kinds(site, learner, visitor)
    page.clock.install()
    page.reload()
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    essay = typed(page, "s-esai")
    essay.fill("kata " * 1000)  # 5 kB
    page.clock.run_for(2000)
    expect(state(page, "s-esai")).to_have_text(THERE)
    for turn in range(30):  # a minute of writing with a pause after every word
        essay.press("End")
        essay.press_sequentially(f"{turn % 10}")
        page.clock.run_for(2000)
    assert essay.input_value() in page.evaluate(STORED) or kept(page) == 0
    assert len(sent) <= 5
    essay.blur()
    expect(state(page, "s-esai")).to_have_text(THERE)
    assert sum(len(json.dumps(value)) for value in answers(site, learner)["s-esai"]) < 40_000
    assert answers(site, learner)["s-esai"][-1] == [essay.input_value().strip()]


STORED = "Object.values(localStorage).map((kept) => JSON.parse(kept).peristiwa.map(({ nilai }) => nilai)).flat(2)"


def test_the_final_quiz_survives_a_line_that_fails_every_other_time(
    site: Site, learner: Person, visitors: Visitors
) -> None:
    visitor = visitors(learner)
    page = begin(site, learner, visitor)
    turns = iter(range(1000))
    page.route("**/jawaban", lambda route: route.abort() if next(turns) % 2 else route.continue_())
    answer(page, {"wajib melayani": ("Setiap ASN",), "contoh gratifikasi": ("Uang dari pemohon",), "JP minimal": "20"})
    for question in ("ujian-01", "ujian-02", "ujian-04"):
        expect(state(page, question)).to_have_text(THERE)
    assert {name: events[-1] for name, events in answers(site, learner).items()} == {
        "ujian-01": ["a"],
        "ujian-02": ["a"],
        "ujian-04": ["20"],
    }
    visitor.forgive(CUT)
