"""One page with every kind of question, in a real browser: what is answered is found again, with a keyboard alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from elearn.assessment.models import AnswerEvent
from elearn.people.models import Person
from tests import factories
from tests.support.every_kind import AT_ONCE, LESSON, QUIZ, SURVEY
from tests.support.waiting import until

pytestmark = pytest.mark.browser
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('kuis:')).length"
FIELDS = """() => {
  const found = {};
  for (const field of document.querySelector("form[data-kuis]").elements) {
    const ticked = !["radio", "checkbox"].includes(field.type) || field.checked;
    if (field.name.startsWith("jawab-") && ticked) (found[field.name] ??= []).push(field.value);
  }
  for (const values of Object.values(found)) values.sort();
  return found;
}"""


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application on a free port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def device(chromium: Browser, address: str, maria: Person, script: bool) -> BrowserContext:
    """Maria's phone, signed in."""
    context = chromium.new_context(base_url=address, viewport={"width": 360, "height": 740}, java_script_enabled=script)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/masuk")
    page.get_by_label("NIP").fill(maria.nip or "")
    page.get_by_label("Kata sandi").fill(factories.PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/beranda")
    page.close()
    return context


@pytest.fixture
def phone(chromium: Browser, address: str, maria: Person) -> Iterator[Page]:
    """A page with scripts; whatever one throws fails the test."""
    context = device(chromium, address, maria, script=True)
    opened, said = context.new_page(), []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("dialog", lambda dialog: dialog.accept())
    yield opened
    context.close()
    assert [line for line in said if "status of 503" not in line] == []  # a failure that a test asks for


@pytest.fixture
def plain(chromium: Browser, address: str, maria: Person) -> Iterator[Page]:
    """A page without scripts."""
    context = device(chromium, address, maria, script=False)
    yield context.new_page()
    context.close()


def begin(page: Page, quiz: str) -> str:
    page.goto(quiz)
    page.locator("main .actions form button").click()
    page.wait_for_url("**/percobaan/*")
    return page.url


def answer_all(page: Page) -> None:
    page.get_by_text("Pejabat Pembina Kepegawaian", exact=True).click()
    page.get_by_text("Uang dari pemohon", exact=True).click()
    page.get_by_text("Voucher dari rekanan", exact=True).click()
    page.locator("[name=jawab-s-teks]").fill("merit")
    page.locator("[name=jawab-s-angka]").fill("20")
    page.get_by_label("PPPK", exact=True).select_option(index=2)
    for index, step in enumerate(page.locator("[name=jawab-s-urut]").all()):
        step.select_option(index=4 - index)
    page.get_by_label("Rumpang 1 dari 3").fill("merit")
    page.get_by_label("Rumpang 2 dari 3").select_option("BKN")
    page.get_by_label("Rumpang 3 dari 3").fill("20")
    page.locator("[name=jawab-s-esai]").fill("Baris satu.\nBaris dua.")


def fields(page: Page) -> dict[str, list[str]]:
    """What every field of the form holds, sorted: steps may have moved."""
    return page.evaluate(FIELDS)


def fields_without_script(page: Page) -> list[str]:
    return [
        page.locator("[name=jawab-s-teks]").input_value(),
        page.locator("[name=jawab-s-angka]").input_value(),
        *[box.input_value()[:2] for box in page.locator("[name=jawab-s-jodoh]").all()],
        *[box.input_value()[-2:] for box in page.locator("[name=jawab-s-urut]").all()],
        *[box.input_value() for box in page.locator("[name=jawab-s-rumpang]").all()],
        page.locator("[name=jawab-s-esai]").input_value(),
    ]


def journal(session: Session) -> dict[str, list[str]]:
    session.rollback()
    found = {row.question: row.value for row in session.scalars(select(AnswerEvent).order_by(AnswerEvent.id))}
    session.rollback()
    return found


def test_every_kind_is_saved_by_the_script_and_found_again(phone: Page, session: Session) -> None:
    begin(phone, QUIZ)
    answer_all(phone)
    expect(phone.locator("#soal-8-kata")).to_have_text("4 kata")
    expect(phone.locator("#status-simpan")).to_have_text("Tersimpan di server 09.00 WITA")
    until(phone, f"{KEPT} === 0")
    before = fields(phone)
    phone.reload()
    assert fields(phone) == before
    assert before["jawab-s-rumpang"] == ["20", "b", "merit"]
    kept = journal(session)
    assert kept["s-esai"] == ["Baris satu.\nBaris dua."]
    assert kept["s-rumpang"] == ["merit", "b", "20"]
    assert len(kept["s-urut"]) == 4
    assert kept["s-jodoh"][0].startswith("2=")
    assert len(kept) == 8


def test_what_could_not_be_sent_is_shown_again_and_sent_later(phone: Page, session: Session) -> None:
    begin(phone, QUIZ)
    phone.route("**/jawaban", lambda route: route.fulfill(status=503, body=""))
    answer_all(phone)
    phone.get_by_role("button", name="Turunkan: Evaluasi").click()
    phone.locator("[name=jawab-s-esai]").press("Tab")
    expect(phone.locator("#status-simpan")).to_contain_text("Belum tersimpan")
    before = fields(phone)
    assert journal(session) == {}
    phone.reload()
    assert fields(phone) == before
    phone.unroute("**/jawaban")
    expect(phone.locator("#status-simpan")).to_have_text("Tersimpan di server 09.00 WITA")
    until(phone, f"{KEPT} === 0")
    phone.reload()
    assert fields(phone) == before
    assert len(journal(session)) == 8


def test_steps_are_moved_by_keyboard_keep_the_focus_and_say_where_they_are(phone: Page, session: Session) -> None:
    begin(phone, QUIZ)
    first = phone.locator("[data-urut] > li").first
    name = first.locator("> div").first.inner_text()
    down = phone.get_by_role("button", name=f"Turunkan: {name}")
    down.focus()
    phone.keyboard.press("Enter")
    expect(down).to_be_focused()
    phone.keyboard.press("Space")
    expect(phone.locator("[data-urut] + [role=status]")).to_have_text(f"{name}: urutan ke-3 dari 4.")
    expect(phone.locator("[data-urut] > li").nth(2)).to_contain_text(name)
    expect(phone.locator("#status-simpan")).to_have_text("Tersimpan di server 09.00 WITA")
    until(phone, f"{KEPT} === 0")
    assert sorted(pair[-1] for pair in journal(session)["s-urut"]) == ["1", "2", "3", "4"]
    phone.reload()
    expect(phone.locator("[data-urut] > li").nth(2)).to_contain_text(name)
    phone.get_by_role("button", name=f"Naikkan: {name}").click()
    expect(phone.locator("[data-urut] > li").nth(1)).to_contain_text(name)


def test_without_script_everything_is_saved_and_found_again(plain: Page, session: Session) -> None:
    begin(plain, QUIZ)
    answer_all(plain)
    before = fields_without_script(plain)
    plain.get_by_role("button", name="Simpan jawaban").click()
    plain.wait_for_url("**/percobaan/*")
    assert fields_without_script(plain) == before
    expect(plain.get_by_label("Voucher dari rekanan")).to_be_checked()
    assert len(journal(session)) == 8


def test_at_once_by_the_script_and_enter_only_saves(phone: Page, session: Session) -> None:
    begin(phone, AT_ONCE)
    phone.locator("[name=jawab-l-teks]").fill("merit")
    phone.locator("[name=jawab-l-teks]").press("Enter")
    expect(phone.locator("#status-simpan")).to_have_text("Tersimpan di server 09.00 WITA")
    expect(phone.get_by_role("button", name="Periksa jawaban soal 3")).to_be_visible()
    phone.locator("[name=jawab-l-angka]").fill("7")  # still being typed when another question is checked
    phone.get_by_role("button", name="Periksa jawaban soal 3").click()
    phone.wait_for_url("**#bahas-3")
    expect(phone.locator("#bahas-3")).to_contain_text("Benar")
    expect(phone.locator("[name=jawab-l-teks]")).to_have_count(0)
    expect(phone.locator("[name=jawab-l-angka]")).to_have_value("7")
    expect(phone.locator("#status-simpan")).not_to_contain_text("muat ulang")
    assert journal(session) == {"l-teks": ["merit"], "l-angka": ["7"]}


def test_a_lesson_s_check_is_judged_where_it_stands(plain: Page) -> None:
    plain.goto(LESSON)
    plain.get_by_label("Jawaban cek pemahaman 1").fill("asn")
    plain.get_by_role("button", name="Periksa cek pemahaman 1").click()
    expect(plain.locator("[id='bahas.1']")).to_contain_text("Benar")
    assert plain.url.endswith("#cek.1.isi")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("light", 360), ("dark", 1280)])
def test_the_pages_are_accessible_and_fit(phone: Page, scheme: str, width: int, request: pytest.FixtureRequest) -> None:
    phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    phone.set_viewport_size({"width": width, "height": 800})

    def look(name: str) -> None:
        assert phone.evaluate("document.documentElement.scrollWidth") <= width, name
        found = Axe().run(phone)
        assert found.violations_count == 0, f"{name} {scheme} {width}\n{found.generate_report()}"
        if folder := request.config.getoption("--basetemp"):
            phone.screenshot(path=f"{folder}-{name}-{width}.png", full_page=True)

    begin(phone, SURVEY)
    look("survei")
    begin(phone, AT_ONCE)
    phone.locator("[name=jawab-l-teks]").fill("merit")
    phone.get_by_role("button", name="Periksa jawaban soal 3").click()
    phone.wait_for_url("**#bahas-3")
    look("langsung")
    begin(phone, QUIZ)
    answer_all(phone)
    phone.locator("[name=jawab-s-esai]").press("Tab")
    expect(phone.locator("#status-simpan")).to_have_text("Tersimpan di server 09.00 WITA")
    look("kuis")
    phone.get_by_role("button", name="Kumpulkan jawaban").click()
    phone.wait_for_url("**/hasil")
    look("hasil")
    phone.goto(LESSON)
    phone.get_by_label("Jawaban cek pemahaman 1").fill("asn")
    phone.get_by_role("button", name="Periksa cek pemahaman 1").click()
    expect(phone.locator("[id='bahas.1']")).to_contain_text("Benar")
    look("materi")
