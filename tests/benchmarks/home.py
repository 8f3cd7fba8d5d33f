"""The learner's home page: requests a second against the calibrator's page, and its queries."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.queries import count_queries
from tests.benchmarks.report import Row, paired
from tests.benchmarks.servers import calibrator, throughput
from tests.benchmarks.site import environment, serving

HOME = "/beranda"


def rows() -> Iterator[Row]:
    with calibrator(environment()) as plain, serving(environment()) as site:
        ratio = paired(lambda: throughput(site, HOME), lambda: throughput(plain, "/"))
    yield Row("home page, requests/s against the calibrator", ratio, "×", least=0.8)
    yield Row("home page, queries", count_queries(environment(), HOME), most=6)
