"""A lesson page among 100,000 learners and two million progress rows, against one among a few."""

from __future__ import annotations

from collections.abc import Iterator

from tests.benchmarks.report import Row, paired
from tests.benchmarks.servers import page_seconds
from tests.benchmarks.site import LESSON, crowded, environment, serving


def rows() -> Iterator[Row]:
    with serving(crowded()) as many, serving(environment()) as few:
        ratio = paired(lambda: page_seconds(many, LESSON, 300), lambda: page_seconds(few, LESSON, 300))
    yield Row("lesson page with 100,000 learners against a few", ratio, "×", most=1.2)
