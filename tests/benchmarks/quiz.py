"""Starting and submitting a quiz of ten questions, in page times of the calibrator."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

from tests.benchmarks.report import Row, paired
from tests.benchmarks.servers import Server, calibrator, csrf_token, page_seconds
from tests.benchmarks.site import QUIZ, environment, serving

INPUT = re.compile(rb'<input[^>]*type="(hidden|radio)"[^>]*>')
NAME = re.compile(rb'name="([^"]+)"')
VALUE = re.compile(rb'value="([^"]*)"')
ACTION = re.compile(rb'<form[^>]*action="([^"]+/kumpulkan)"')
TIMES = 10


def rows() -> Iterator[Row]:
    with calibrator(environment()) as plain, serving(environment()) as site:
        ratio = paired(lambda: attempts(site), lambda: page_seconds(plain, "/"))
        before = site.requests
        attempts(site, 1)
        requests = site.requests - before - 1  # the page with the start button is not counted
    yield Row("start and submit a quiz of ten questions, calibrator pages", ratio, "×", most=10)
    yield Row("start and submit a quiz of ten questions, requests", requests, most=4)


def attempts(site: Server, times: int = TIMES) -> float:
    """Seconds from pressing the start button to the result page."""
    connection = site.connect()
    spent = 0.0
    for _ in range(times):
        token = csrf_token(site.page(QUIZ, connection))
        began = time.perf_counter()
        attempt = site.post(f"{QUIZ}/mulai", [("csrf_token", token)], connection)
        page = site.page(attempt, connection)
        read = time.perf_counter()
        action, form = filled_in(page)
        spent -= time.perf_counter() - read
        result = site.post(action, form, connection)
        status, _ = site.get(result, connection)
        spent += time.perf_counter() - began
        assert status == 200
    return spent / times


def filled_in(page: bytes) -> tuple[str, list[tuple[str, str]]]:
    """The form of an attempt with the second option of every question."""
    action = ACTION.search(page)
    assert action is not None, page[:2000]
    hidden: list[tuple[str, str]] = []
    radios: dict[str, list[str]] = {}
    for field in INPUT.finditer(page):
        name, value = NAME.search(field[0]), VALUE.search(field[0])
        if name is None or value is None:
            continue
        pair = (name[1].decode(), value[1].decode())
        if field[1] == b"hidden":
            hidden.append(pair)
        else:
            radios.setdefault(pair[0], []).append(pair[1])
    assert len(radios) == 10, sorted(radios)
    return action[1].decode(), [*dict(hidden).items(), *((name, values[1]) for name, values in radios.items())]
