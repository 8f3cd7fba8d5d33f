"""Resident memory of the server after a hundred views of the shipped lessons."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.report import Row
from tests.benchmarks.site import environment, serving

VIEWS = 100
LINK = re.compile(r'href="(/kursus/[a-z0-9-]+/materi/[a-z0-9-]+)"')
COURSES = ("etika-asn", "mulai-belajar", "pelayanan-publik-prima")


def rows() -> Iterator[Row]:
    with serving(environment()) as site:
        connection = site.connect()
        pages = [site.page(f"/kursus/{course}", connection).decode() for course in COURSES]
        lessons = list(dict.fromkeys(itertools.chain.from_iterable(LINK.findall(page) for page in pages)))
        assert len(lessons) > 10, lessons
        for path in itertools.islice(itertools.cycle(lessons), VIEWS):
            assert site.get(path, connection)[0] == 200, path
        status = Path(f"/proc/{site.pid}/status").read_text()
    resident = int(re.search(r"VmRSS:\s+(\d+)", status)[1])  # type: ignore[index]
    yield Row(f"memory after {VIEWS} lesson views", resident / 1024, "MiB", most=120)
