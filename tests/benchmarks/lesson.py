"""A lesson, signed in: requests a second against the calibrator's page, and its queries."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.queries import count_queries
from tests.benchmarks.report import Row, paired
from tests.benchmarks.servers import calibrator, throughput
from tests.benchmarks.site import LESSON, environment, serving


def rows() -> Iterator[Row]:
    with calibrator(environment()) as plain, serving(environment()) as site:
        ratio = paired(lambda: throughput(site, LESSON), lambda: throughput(plain, "/"))
    yield Row("lesson page, requests/s against the calibrator", ratio, "×", least=1.0)
    yield Row("lesson page, queries", count_queries(environment(), LESSON), most=3)
