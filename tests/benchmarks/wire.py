"""Bytes on the wire for a lesson of 900 words: the first view with all it needs, and the second."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.benchmarks.report import Row
from tests.benchmarks.servers import BROWSER, Server
from tests.benchmarks.site import LESSON, environment, serving

ASSET = re.compile(rb'<(?:link[^>]+href|script[^>]+src|img[^>]+src)="(/[^"]+)"')


def rows() -> Iterator[Row]:
    with serving(environment()) as site:
        page, _ = _fetched(site, LESSON)
        html = site.page(LESSON, site.connect())
        assets = {path.decode() for path in ASSET.findall(html)}
        weights = {path: _fetched(site, path) for path in assets}
        assert any(path.endswith(".css") for path in assets), assets
    again = page + sum(size for size, kept in weights.values() if not kept)
    first = page + sum(size for size, _ in weights.values())
    yield Row("first view of a 900-word lesson, all bytes", first / 1000, "kB", most=14)
    yield Row("second view", again / 1000, "kB", most=6)


def _fetched(site: Server, path: str) -> tuple[int, bool]:
    """Bytes of the answer with its head, and whether a browser keeps it without asking again."""
    connection = site.connect()
    connection.request("GET", path, headers={**BROWSER, "Cookie": site.cookie})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, (path, answer.status)
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + len("HTTP/1.1 200 OK\r\n\r\n")
    return head + len(body), "immutable" in answer.headers.get("Cache-Control", "")
