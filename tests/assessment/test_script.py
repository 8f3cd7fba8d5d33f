"""The script of the attempt page in a real browser: what it says is true, and nothing is lost."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from elearn.assessment.models import AnswerEvent, Attempt
from tests import factories
from tests.assessment.test_views import NOW, QUIZ, RIGHT, learner
from tests.support.sessions import stand_still
from tests.support.waiting import until

pytestmark = pytest.mark.browser
# Chromium reports the failures that these tests ask for.
ASKED_FOR = re.compile(r"status of (400|401|409) |ERR_INTERNET_DISCONNECTED|ERR_FAILED")
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('kuis:')).map((name) => localStorage[name])"


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


@pytest.fixture
def device(app: Flask, session: Session, chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """Maria's phone, signed in; the post-test is open."""
    who = learner(app, session)
    context = chromium.new_context(base_url=address, viewport={"width": 390, "height": 800})
    context.set_default_timeout(15_000)
    sign_in(context.new_page(), who.nip).close()
    yield context
    context.close()


def sign_in(page: Page, nip: str) -> Page:
    page.goto("/masuk")
    page.get_by_label("NIP").fill(nip)
    page.get_by_label("Kata sandi").fill(factories.PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/beranda")
    return page


@pytest.fixture
def page(device: BrowserContext) -> Iterator[Page]:
    """The attempt just begun; whatever a script throws fails the test."""
    opened = device.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("dialog", lambda dialog: dialog.accept())
    opened.goto(QUIZ)
    opened.click("text=Mulai kuis")
    opened.wait_for_url("**/percobaan/*")
    yield opened
    assert [line for line in said if not ASKED_FOR.search(line)] == []


def status(page: Page):
    return expect(page.locator("#status-simpan"))


def stored(session: Session) -> list[list[str]]:
    """The values kept. The transaction ends at once: on SQLite it would hold the server's writers up."""
    session.rollback()
    found = list(session.scalars(select(AnswerEvent.value).order_by(AnswerEvent.id)))
    session.rollback()
    return found


def choose(page: Page, words: str) -> None:
    page.get_by_text(words, exact=True).click()


def test_every_change_is_saved_and_found_again(session: Session, page: Page) -> None:
    status(page).to_contain_text("setiap kali Anda mengisi")
    choose(page, "Uang dari pemohon")
    status(page).to_have_text("Tersimpan di server 09.00 WITA")
    with page.expect_response("**/jawaban"):
        choose(page, "Gaji bulanan")
    with page.expect_response("**/jawaban"):  # typing is sent when it pauses
        page.locator("[name=jawab-ujian-05]").fill("merit")
    until(page, f"{KEPT}.length === 0")
    page.reload()
    expect(page.get_by_label("Uang dari pemohon")).to_be_checked()
    expect(page.get_by_label("Gaji bulanan")).to_be_checked()
    expect(page.locator("[name=jawab-ujian-05]")).to_have_value("merit")
    assert ["merit"] in stored(session)


def test_without_connection_it_says_so_and_sends_later(session: Session, device: BrowserContext, page: Page) -> None:
    device.set_offline(True)
    choose(page, "Setiap ASN")
    status(page).to_have_text("Belum tersimpan – tidak ada sambungan: jawaban ada di perangkat ini.")
    assert stored(session) == []
    assert '"soal":"ujian-01"' in page.evaluate(KEPT)[0]
    device.set_offline(False)
    status(page).to_have_text("Tersimpan di server 09.00 WITA")
    assert page.evaluate(KEPT) == []
    assert stored(session) == [["a"]]


def test_unsent_answers_survive_a_reload(session: Session, page: Page) -> None:
    page.route("**/jawaban", lambda route: route.abort())
    choose(page, "Setiap ASN")
    status(page).to_contain_text("Belum tersimpan – sedang mencoba lagi")
    page.reload()
    expect(page.get_by_label("Setiap ASN")).to_be_checked()
    assert stored(session) == []
    page.unroute("**/jawaban")
    status(page).to_have_text("Tersimpan di server 09.00 WITA")
    assert stored(session) == [["a"]]


def test_a_lost_reply_is_sent_again_and_kept_once(session: Session, page: Page) -> None:
    def lose_reply(route) -> None:
        route.fetch()
        route.abort()

    page.route("**/jawaban", lose_reply, times=1)
    choose(page, "Setiap ASN")
    status(page).to_contain_text("Belum tersimpan")
    status(page).to_have_text("Tersimpan di server 09.00 WITA")
    assert stored(session) == [["a"]]


def test_after_signing_in_again_in_another_tab_it_goes_on(session: Session, device: BrowserContext, page: Page) -> None:
    nip = session.scalars(select(factories.Person.nip)).one()
    session.rollback()
    device.clear_cookies()
    choose(page, "Setiap ASN")
    status(page).to_contain_text("Masuk lagi di tab lain")
    status(page).to_contain_text("jawaban ada di perangkat ini")
    sign_in(device.new_page(), nip).close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    status(page).to_have_text("Tersimpan di server 09.00 WITA")
    page.get_by_role("button", name="Kumpulkan jawaban").click()
    page.wait_for_url("**tinjau=ya")
    expect(page.locator(".error-summary")).to_contain_text("4 soal belum dijawab")


def test_enter_in_an_answer_saves_and_stays_and_submitting_follows_at_once(session: Session, page: Page) -> None:
    page.locator("[name=jawab-ujian-05]").fill("merit")
    page.locator("[name=jawab-ujian-05]").press("Enter")
    status(page).to_have_text("Tersimpan di server 09.00 WITA")
    assert not page.url.endswith("hasil")
    for words in ("Uang dari pemohon", "Voucher dari rekanan", "Setiap ASN", "Salah"):
        choose(page, words)
    page.locator("[name=jawab-ujian-04]").fill(RIGHT["jawab-ujian-04"])
    page.get_by_role("button", name="Kumpulkan jawaban").click()
    page.wait_for_url("**/hasil")
    expect(page.locator("main")).to_contain_text("Anda lulus kuis ini")
    assert page.evaluate(KEPT) == []
    session.rollback()
    assert session.scalars(select(Attempt)).one().score == 10_000


def test_two_tabs_have_keys_of_their_own(device: BrowserContext, page: Page) -> None:
    other = device.new_page()
    other.goto(page.url)
    keys = [tab.locator("[name=kunci]").input_value() for tab in (page, other)]
    assert len(set(keys)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{30}", key) for key in keys)


def test_the_time_left_is_shown_announced_and_ends_the_attempt(app: Flask, session: Session, page: Page) -> None:
    page.clock.install()
    page.reload()
    choose(page, "Setiap ASN")
    status(page).to_have_text("Tersimpan di server 09.00 WITA")
    expect(page.locator("#sisa-waktu")).to_contain_text("Sisa waktu 20.00")
    page.clock.run_for(15 * 60_000 + 2_000)
    expect(page.locator("#sisa-waktu-suara")).to_have_text("Sisa waktu 5 menit.")
    page.clock.run_for(4 * 60_000)
    expect(page.locator("#sisa-waktu-suara")).to_have_text("Sisa waktu 1 menit.")
    stand_still(app, NOW.replace(minute=20, second=1))
    page.clock.run_for(60_000)
    page.wait_for_url("**/hasil")
    session.rollback()
    assert session.scalars(select(Attempt)).one().closed_by == "peserta"


def test_nothing_of_the_learner_stays_on_the_device_after_signing_out(device: BrowserContext, page: Page) -> None:
    page.route("**/jawaban", lambda route: route.abort())
    choose(page, "Setiap ASN")
    status(page).to_contain_text("Belum tersimpan")
    page.goto("/beranda")
    assert len(page.evaluate(KEPT)) == 1
    page.click("text=Menu")
    page.get_by_role("button", name="Keluar", exact=True).click()
    page.get_by_role("button", name="Keluar dan hapus jawaban").click()
    page.wait_for_url("**/masuk")
    assert page.evaluate(KEPT) == []


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1280)])
def test_the_pages_are_accessible_and_fit(page: Page, scheme: str, width: int) -> None:
    attempt = page.url
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    for url in (QUIZ, attempt, f"{attempt}?tinjau=ya", f"{attempt}/hasil"):
        if url.endswith("hasil"):
            for words in ("Uang dari pemohon", "Voucher dari rekanan", "Setiap ASN", "Salah"):
                choose(page, words)
            page.get_by_role("button", name="Kumpulkan jawaban").click()
            page.wait_for_url("**/hasil")
        else:
            page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        found = Axe().run(page)
        assert found.violations_count == 0, f"{url} {scheme} {width}\n{found.generate_report()}"
