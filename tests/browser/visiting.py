"""A person in front of a browser: what the policy blocks, a script throws or a page loads from elsewhere is kept."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

NARROW, WIDE = (360, 740), (1280, 800)
SECONDS = 30
# ELEARN_TEST_SHOTS names a folder that gets a picture of every page looked at, for the eyes of a designer.
SHOTS = os.environ.get("ELEARN_TEST_SHOTS")
# WCAG 2.2 AA asks for targets of at least 24 px or with room around them; axe looks at that only when told to.
AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
# Buttons and links that stand by themselves are at least 44 px high; links within a sentence or a cell may be smaller.
TARGETS = """[...document.querySelectorAll('button, .button, .site-nav a, .pagination a, input, select, textarea')]
    .filter(e => e.checkVisibility() && !e.matches('[type=radio], [type=checkbox]'))
    .map(e => [e.textContent.trim() || e.name, e.getBoundingClientRect().height])
    .filter(([, height]) => height < 44)"""
# What sticks out of the page's column, unless a box that scrolls by itself holds it.
STICKS_OUT = """(() => {
    const main = document.querySelector('main'), style = getComputedStyle(main), box = main.getBoundingClientRect();
    const edge = box.right - parseFloat(style.paddingRight) + 1;
    return [...main.querySelectorAll('*')]
        .filter(e => !e.closest('.table-scroll, .tabel-gulir, pre, math, .visually-hidden') && e.checkVisibility())
        .filter(e => e.getBoundingClientRect().right > edge).map(e => e.outerHTML.slice(0, 90)).slice(0, 5);
})()"""


class Visitor:
    """One browser context with its first page. ``said`` collects errors of console and scripts, ``elsewhere`` requests
    to other hosts.
    """

    def __init__(self, context: BrowserContext, address: str, scripted: bool) -> None:
        self.context = context
        self.scripted = scripted
        self.address = address
        self.said: list[str] = []
        self.elsewhere: list[str] = []
        context.set_default_timeout(SECONDS * 1000)
        context.on("console", lambda message: self.said.append(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        context.on("request", lambda request: self._asked(request.url))
        self.page: Page = context.new_page()

    def _asked(self, url: str) -> None:
        if not url.startswith((f"{self.address}/", "data:", "blob:")):
            self.elsewhere.append(url)

    def open(self, path: str) -> Page:
        """Open a page of the site in the first tab."""
        self.page.goto(path)
        return self.page

    def press(self, name: str, page: Page | None = None) -> None:
        """Press a button in the page itself (not in the frame around it), and wait for the page that follows."""
        shown = page or self.page
        with shown.expect_navigation():  # a load state alone may still be that of the page before
            shown.locator("main").get_by_role("button", name=name).click()

    def forgive(self, pattern: str) -> None:
        """Forget the errors that a test provoked. Fails when there were none: then the test provoked nothing."""
        kept = [line for line in self.said if not re.search(pattern, line)]
        assert len(kept) < len(self.said), f"nothing said {pattern!r}: {self.said}"
        self.said[:] = kept

    def look(self, name: str, page: Page | None = None, sizes: tuple[tuple[int, int], ...] = (NARROW, WIDE)) -> None:
        """The page is sound on a phone and on a screen: heading, width, targets, and axe without a single violation.

        Where no script runs, axe cannot either: there the same page was judged in another journey.
        """
        shown = page or self.page
        before = shown.viewport_size
        shown.wait_for_load_state()
        for width, height in sizes:
            shown.set_viewport_size({"width": width, "height": height})
            where = f"{name} ({shown.url}) {width} px"
            heading = shown.locator("h1")
            expect(heading, where).to_have_count(1)
            assert shown.title().startswith(heading.inner_text()), where
            wide, out = shown.evaluate("document.documentElement.scrollWidth"), shown.evaluate(STICKS_OUT)
            assert (wide <= width, out) == (True, []), f"{where}: {wide} px wide, {out}"
            assert shown.evaluate(TARGETS) == [], where
            if SHOTS:
                shown.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
            if self.scripted:
                found = Axe().run(shown, options=AXE)
                assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
        if before:
            shown.set_viewport_size(before)


@contextmanager
def visit(browser: Browser, address: str, cookie: Any = None, **options: Any) -> Iterator[Visitor]:
    """Open a browser context of its own, narrow unless told otherwise; at the end nothing may have gone wrong in it.

    ``cookie`` signs somebody in; ``options`` are Playwright's (``java_script_enabled``, ``color_scheme``, …).
    """
    width, height = options.pop("size", NARROW)
    settled = {"reduced_motion": "reduce", "locale": "id-ID", "viewport": {"width": width, "height": height}} | options
    context = browser.new_context(base_url=address, **settled)
    try:
        if cookie:
            context.add_cookies([cookie])
        visitor = Visitor(context, address, scripted=settled.get("java_script_enabled", True))
        yield visitor
        assert visitor.said == [], visitor.said
        assert visitor.elsewhere == [], visitor.elsewhere
    finally:
        context.close()
