"""Waiting for something to become true in a page."""

from __future__ import annotations

from playwright.sync_api import Page

EVERY = 50  # milliseconds


def until(page: Page, condition: str, seconds: int = 30) -> None:
    """Wait until a JavaScript expression is true. Playwright's ``wait_for_function`` polls with ``eval`` in the page,
    which the site's policy forbids: it only ever works where the condition holds at once.
    """
    for _ in range(seconds * 1000 // EVERY):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(EVERY)
    raise AssertionError(f"{condition} did not become true on {page.url} within {seconds} seconds")
