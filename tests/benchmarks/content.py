"""Reading 50 courses of 20 items: processor time against bare Markdown of the same text, starting unchanged, and what
``elearn check`` takes, its start included.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import markdown

from elearn.content.library import Library
from elearn.content.render import CONFIGS, EXTENSIONS
from tests.benchmarks.report import PAIRS, Row
from tests.benchmarks.site import ELEARN, HEAD, QUESTION, ROOT, long_lesson

COURSES = 50
ITEMS = 20


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        _write(content)
        readings, starts = [], []
        for turn in range(PAIRS):
            data = Path(folder) / f"data-{turn}"
            bare = _cpu(lambda: _render(content))
            cold = _cpu(lambda data=data: _load(content, data))
            starts.append(cold / _cpu(lambda data=data: _load(content, data)))
            readings.append(cold / bare)
        cold, unchanged = _checks(content, Path(folder), "kursus/kursus-00")
        every = _checks(content, Path(folder), "")[1]
    yield Row("50 courses read, CPU against bare Markdown", statistics.median(readings), "×", most=2.5)
    yield Row("a start with nothing changed, as part of reading all", 1 / statistics.median(starts), "×", most=1 / 20)
    yield Row("elearn check of a course of 20 items, never seen", cold, "s CPU", most=2)
    yield Row("elearn check of a course of 20 items, unchanged", unchanged, "s CPU", most=1)
    yield Row("elearn check of 50 courses, unchanged", every, "s CPU", most=1)


def _write(content: Path) -> None:
    shutil.copytree(ROOT / "content/referensi", content / "referensi")
    lesson = long_lesson()
    quiz = "---\njenis: latihan\n---\n# Kuis\n" + "".join(QUESTION.format(n=n) for n in range(1, 11))
    for course in range(COURSES):
        module = content / f"kursus/kursus-{course:02}/01-modul"
        module.mkdir(parents=True)
        (module.parent / "kursus.md").write_text(HEAD)
        for item in range(ITEMS):
            text = quiz if item % 5 == 4 else f"{lesson}\nButir {course} {item}.\n"
            (module / f"{item:02}-butir-{item}.md").write_text(text)


def _render(content: Path) -> None:
    bare = markdown.Markdown(extensions=list(EXTENSIONS), extension_configs=CONFIGS)
    for path in sorted(content.rglob("*.md")):
        bare.reset()
        bare.convert(path.read_text())


def _load(content: Path, data: Path) -> None:
    assert len(Library(content, data).catalogue.courses) == COURSES


def _cpu(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _checks(content: Path, folder: Path, part: str) -> tuple[float, float]:
    """CPU seconds of ``elearn check``: for what it never saw (or saw before a change), and again without a change."""
    with tempfile.TemporaryDirectory(dir=folder) as cache:
        given = os.environ | {"ELEARN_CONTENT": str(content), "ELEARN_DATA": cache, "XDG_CACHE_HOME": cache}
        taken = []
        for _ in range(1 + PAIRS):
            began = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([ELEARN, "check", content / part], env=given, check=True, capture_output=True, timeout=600)
            ended = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(ended.ru_utime + ended.ru_stime - began.ru_utime - began.ru_stime)
    return taken[0], statistics.median(taken[1:])
