"""The installation under test: the shipped content, one more course for measuring, and the demo people."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from elearn.cli.demo_people import BY_KEY, PASSWORD
from tests.benchmarks.servers import THREADS, Server, running

ROOT = Path(__file__).parents[2]
ELEARN = str(Path(sys.executable).parent / "elearn")
COURSE = "tolok-ukur"
LESSON = f"/kursus/{COURSE}/materi/panjang"
QUIZ = f"/kursus/{COURSE}/kuis/sepuluh-soal"
WORDS = 900
CROWD = 100_000
IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)\s*")
HEAD = """---
judul: Tolok ukur
jp: 1
status: terbit
---
Kursus untuk mengukur kecepatan.
"""
QUESTION = """
### Soal nomor {n}: mana yang benar? {{#soal-{n:02}}}

- [ ] Pilihan pertama yang keliru
- [x] Pilihan kedua yang benar
- [ ] Pilihan ketiga yang keliru
- [ ] Pilihan keempat yang keliru

> Pembahasan: pilihan kedua benar karena begitulah soal ini ditulis.
"""


def long_lesson(words: int = WORDS) -> str:
    """A lesson of about so many words, made of sections of the shipped ones, without their pictures."""
    sections: list[str] = []
    for path in sorted((ROOT / "content/kursus/pelayanan-publik-prima").glob("*/*.md")):
        if path.name[0].isdigit() and "jenis:" not in path.read_text():
            body = path.read_text().split("---\n", 2)[2]
            sections += [IMAGE.sub("", part) for part in re.split(r"(?m)^(?=## )", body)[1:]]
    taken = 0
    while len(" ".join(sections[:taken]).split()) < words:
        taken += 1
    return "---\nmenit: 6\n---\n# Materi yang panjang\n\nBeberapa bagian dari kursus lain.\n\n" + "".join(
        sections[:taken]
    )


def write_content(folder: Path) -> None:
    """The shipped courses, and the one to measure with: a long lesson and a quiz of ten questions."""
    for name in ("referensi", "kursus/etika-asn", "kursus/mulai-belajar", "kursus/pelayanan-publik-prima"):
        shutil.copytree(ROOT / "content" / name, folder / name)
    module = folder / "kursus" / COURSE / "01-modul"
    module.mkdir(parents=True)
    (module.parent / "kursus.md").write_text(HEAD)
    (module / "modul.md").write_text("---\njudul: Modul\n---\n")
    (module / "01-panjang.md").write_text(long_lesson())
    questions = "".join(QUESTION.format(n=n) for n in range(1, 11))
    quiz = f"---\njenis: latihan\nmenit: 39\n---\n# Sepuluh soal\n\n## Kolam: Semua {{#semua}}\nAmbil: 10\n{questions}"
    (module / "02-sepuluh-soal.md").write_text(quiz)


@functools.cache
def environment() -> Mapping[str, str]:
    """A fresh installation with its demo people; its folder goes when this process ends."""
    folder = Path(tempfile.mkdtemp(prefix="elearn-bench-"))
    weakref.finalize(environment, shutil.rmtree, folder, ignore_errors=True)
    write_content(folder / "content")
    return install(folder, "data")


@functools.cache
def crowded() -> Mapping[str, str]:
    """The same with 100,000 more learners and two million progress rows; takes minutes to make."""
    folder = Path(environment()["BENCH_FOLDER"])
    return install(folder, "data-crowd", "--learners", str(CROWD), "--progress-rows", str(CROWD * 20))


def install(folder: Path, data: str | Path, *options: str, **more: str) -> Mapping[str, str]:
    """Another installation with the same content; ``options`` go to ``elearn demo``, ``more`` are settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
    made = kept | {
        "BENCH_FOLDER": str(folder),
        "ELEARN_CONTENT": str(folder / "content"),
        "ELEARN_DATA": str(folder / data),
        "ELEARN_WORKER": "tidak",
        "ELEARN_THREADS": str(THREADS),
        **more,
    }
    subprocess.run([ELEARN, "demo", *options], env=made, check=True, stdout=subprocess.DEVNULL)
    return made


@contextmanager
def serving(given: Mapping[str, str], **settings: str) -> Iterator[Server]:
    """``elearn serve`` with somebody signed in who is enrolled in the course to measure with."""
    used = {**given, **settings}

    def command(port: int) -> list[str]:
        used["ELEARN_PORT"] = str(port)
        return [ELEARN, "serve"]

    with running(command, used, "/sehat") as server:
        server.sign_in(BY_KEY["maria"].email, PASSWORD)
        connection = server.connect()
        from tests.benchmarks.servers import csrf_token

        token = csrf_token(server.page(f"/kursus/{COURSE}", connection))
        server.post(f"/kursus/{COURSE}/daftar", [("csrf_token", token)], connection)
        yield server
