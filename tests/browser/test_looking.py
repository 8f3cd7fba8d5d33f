"""The eyes of these tests: what is unsound is seen, or a journey would prove nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.serving import Site
from tests.browser.visiting import Visitor, visit

SOUND = "<!doctype html><html lang=id><title>Uji · Situs</title><main><h1>Uji</h1><p>Kata.</p>{}</main>"


@pytest.mark.parametrize(
    ("flaw", "seen"),
    [
        ("<img src='/favicon.ico'>", "image-alt"),
        ("<p style='color:#ccc;background:#fff'>Pucat</p>", "color-contrast"),
        ("<input type=checkbox aria-label=A style='margin:0'><br><input type=checkbox aria-label=B>", "target-size"),
        ("<p style='width:900px'>Lebar</p>", "360 px"),
        ("<button style='height:20px'>Kecil</button>", "360 px"),
        ("<h1>Dua</h1>", "360 px"),
    ],
)
def test_a_flaw_is_seen(flaw: str, seen: str, visitors: Callable[..., Visitor]) -> None:
    visitor = visitors()
    page = visitor.page
    page.route("**/uji", lambda route: route.fulfill(body=SOUND.format(flaw), content_type="text/html; charset=utf-8"))
    visitor.open("/uji")
    with pytest.raises(AssertionError, match=seen):
        visitor.look("uji")


def test_a_sound_page_passes(visitors: Callable[..., Visitor]) -> None:
    visitor = visitors()
    page = visitor.page
    page.route("**/uji", lambda route: route.fulfill(body=SOUND.format(""), content_type="text/html; charset=utf-8"))
    visitor.open("/uji")
    visitor.look("uji")


@pytest.mark.parametrize(
    "act",
    [
        "console.error('gagal')",
        "queueMicrotask(() => { throw new Error('gagal') })",
        "fetch('http://localhost:9/').catch(() => null)",  # another host, and against the policy
    ],
)
def test_an_error_or_a_request_elsewhere_fails_the_visit(act: str, chromium: Browser, site: Site) -> None:
    def act_in_a_page() -> None:
        with visit(chromium, site.address) as visitor:
            page = visitor.open("/masuk")
            page.evaluate(act)
            page.reload()

    with pytest.raises(AssertionError, match=r"gagal|localhost:9"):
        act_in_a_page()
