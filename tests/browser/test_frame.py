"""The frame in a real browser: with and without script, light and dark, narrow and wide."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, g, request
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from elearn.web.assets import STATIC
from tests.web.conftest import EVERYTHING, sample_pages

pytestmark = pytest.mark.browser
# Chromium reports the refusals that these tests ask for.
REFUSED = re.compile(r"status of (409|422) ")
PAGES = ("/uji/komponen?halaman=2&urut=nama", "/uji/formulir", "/privasi", "/uji/gagal/409")


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application with the sample pages on a free port; ``app.config["SENT"]`` lists the POSTs that arrived."""
    app.register_blueprint(sample_pages())
    app.config["SENT"] = []

    @app.before_request
    def receive() -> None:
        if request.method == "POST":
            app.config["SENT"].append(request.path)
            time.sleep(SLOW)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A narrow page; whatever the policy blocks or a script throws fails the test."""
    opened = chromium.new_page(base_url=address, viewport={"width": 360, "height": 700})
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert [line for line in said if not REFUSED.search(line)] == []


# Impatience on a slow link: the answer takes longer than the next press.
SLOW = 0.8
THREE_PRESSES = """const button = document.querySelector('main form button');
    button.click(); setTimeout(() => button.click(), 200); setTimeout(() => button.click(), 400)"""


def sign_in(app: Flask) -> None:
    """Answer every following request as somebody with all roles."""
    app.before_request_funcs[None].insert(0, lambda: setattr(g, "_login_user", EVERYTHING))


def test_a_double_press_sends_once_and_back_makes_ready_again(app: Flask, page: Page) -> None:
    page.goto("/uji/formulir")
    page.evaluate(THREE_PRESSES)
    page.wait_for_selector(".error-summary")
    assert app.config["SENT"] == ["/uji/formulir"]
    page.go_back()
    page.click("text=Simpan")
    page.wait_for_selector(".error-summary")
    assert app.config["SENT"] == ["/uji/formulir"] * 2


def test_errors_are_focused_and_lead_to_their_fields(page: Page) -> None:
    page.goto("/uji/formulir")
    page.click("text=Simpan")
    page.wait_for_selector(".error-summary")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.click(".error-summary a[href='#password']")
    assert page.evaluate("document.activeElement.id") == "password"
    page.click(".error-summary a[href='#kind']")
    assert page.evaluate("document.activeElement.id") == "kind"


def test_the_menu_opens_closes_and_works_without_script(app: Flask, chromium: Browser, address: str) -> None:
    sign_in(app)
    context = chromium.new_context(base_url=address, java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto("/uji/milik")
    out = page.get_by_role("button", name="Keluar")
    assert not out.is_visible()
    page.click("text=Menu")
    assert out.is_visible()
    page.keyboard.press("Escape")
    assert not out.is_visible()
    page.set_viewport_size({"width": 1280, "height": 700})
    assert out.is_visible()
    assert not page.get_by_text("Menu", exact=True).is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_accessible_and_fit(app: Flask, page: Page, scheme: str, width: int) -> None:
    sign_in(app)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 700})
    for url in PAGES:
        page.goto(url)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        found = Axe().run(page)
        assert found.violations_count == 0, f"{url} {scheme} {width}\n{found.generate_report()}"
        small = page.evaluate(TARGETS)
        assert small == [], url


# Buttons and links that stand by themselves are at least 44 px high; links within a sentence or a cell may be smaller.
TARGETS = """[...document.querySelectorAll('button, .button, .site-nav a, .pagination a, input, select')]
    .filter(e => e.checkVisibility() && !e.matches('[type=radio], [type=checkbox]'))
    .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect().height])
    .filter(([, height]) => height < 44)"""


def test_a_printed_page_holds_the_text_alone(page: Page) -> None:
    page.goto("/privasi")
    page.emulate_media(media="print")
    assert not page.locator(".site-header").is_visible()
    assert page.locator("h1").is_visible()


def test_the_script_is_one_small_module() -> None:
    source = (STATIC / "app.mjs").read_text()
    assert not re.search(r"^\s*import\b", source, re.MULTILINE)
    assert len(source.splitlines()) <= 120
