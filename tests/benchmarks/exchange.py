"""The import rate: questions a second from GIFT and Moodle XML, and against the check of the same questions."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from elearn.content.exchange.compose import Composer
from elearn.content.exchange.incoming import read_questions
from elearn.content.exchange.outgoing import WRITERS
from elearn.content.exchange.source import read_source
from elearn.content.model import QuizPurpose
from tests.benchmarks.report import PAIRS, Row

QUESTIONS = 250
GIFT = (
    "::S{n}::[html]<p>Siapa <b>pejabat</b> yang berwenang pada perkara {n}?</p>"
    "{{\n\t=Pejabat pembina {n}#Tepat\n\t~Kepala seksi {n}\n"
    "\t~Camat {n}\n\t~Lurah {n}\n\t####Lihat pasal {n}.\n}}"
)


def rows() -> Iterator[Row]:
    gift = "\n\n".join(GIFT.format(n=n) for n in range(QUESTIONS)).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kuis.md"
        path.write_text(_imported(gift, "gift"))
        data = {kind: write(read.bank, read.report) for kind, write in WRITERS.items() for read in [read_source(path)]}
        check = statistics.median(_seconds(lambda: read_source(path)) for _ in range(PAIRS))
        for kind in ("gift", "moodle", "qti"):
            taken = statistics.median(_seconds(lambda kind=kind: _imported(data[kind], kind)) for _ in range(PAIRS))
            yield Row(f"questions a second from {kind}, checked one by one", QUESTIONS / taken, "/s", least=100)
            yield Row(f"import from {kind} against reading the same quiz", taken / check, "×", most=6)


def _imported(data: bytes, kind: str) -> str:
    read = read_questions(data, kind)
    [text] = Composer(read.bank, read.report, "kuis", "Kuis", QuizPurpose.PRACTICE, Path()).files()
    assert text.count("\n### ") == QUESTIONS
    return text


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
