"""A lesson on a phone: 400 kbit/s, 400 ms round trip, processor slowed four times, in Chromium."""

from __future__ import annotations

import shutil
import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.report import PAIRS, Row
from tests.benchmarks.servers import Server
from tests.benchmarks.site import LESSON, environment, serving
from tests.support.waiting import until

FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WEAK = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
TIMES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return [page.loadEventEnd, paint.startTime];
}"""


def rows() -> Iterator[Row]:
    with serving(environment()) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        loaded, painted = zip(*(_visit(browser, site) for _ in range(PAIRS)), strict=True)
        browser.close()
    yield Row("lesson on a weak link and phone, loaded", statistics.median(loaded) / 1000, "s", most=2)
    yield Row("the same, first paint", statistics.median(painted) / 1000, "s", most=1.5)


def _visit(browser: Browser, site: Server) -> tuple[float, float]:
    """Milliseconds to the load event and to the first paint, with nothing cached."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    name, _, value = site.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": site.url}])
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", WEAK)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(site.url + LESSON, wait_until="load", timeout=60_000)
    until(page, "performance.getEntriesByName('first-contentful-paint').length > 0")
    until(page, "performance.getEntriesByType('navigation')[0].loadEventEnd > 0")
    loaded, painted = page.evaluate(TIMES)
    context.close()
    return float(loaded), float(painted)
