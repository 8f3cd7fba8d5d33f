"""Photos of twelve megapixels: what making their renditions costs, and what a start with nothing changed costs."""

from __future__ import annotations

import io
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image

from elearn.content.library import Library
from tests.benchmarks.report import PAIRS, Row
from tests.benchmarks.site import HEAD, ROOT
from tests.content.pictures import photo

PHOTOS = 6
SIDES = (4000, 3000)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        sources = _write(content)
        made, starts = [], []
        for turn in range(PAIRS):
            data = Path(folder) / f"data-{turn}"
            plain = _cpu(lambda: [_plain(source) for source in sources])
            cold = _cpu(lambda data=data: Library(content, data).refresh())
            starts.append(_cpu(lambda data=data: Library(content, data).refresh()) / cold)
            made.append(cold / plain)
    yield Row(
        "photos to WebP and AVIF of all widths, CPU against one WebP of each", statistics.median(made), "×", most=12
    )
    yield Row("a start with unchanged photos, as part of making them", statistics.median(starts), "×", most=1 / 50)


def _write(content: Path) -> list[bytes]:
    shutil.copytree(ROOT / "content/referensi", content / "referensi")
    course = content / "kursus/foto"
    (course / "01-modul").mkdir(parents=True)
    (course / "media").mkdir()
    (course / "kursus.md").write_text(HEAD)
    shown = "".join(f"![Foto {n}](../media/foto-{n}.jpg)\n\n" for n in range(PHOTOS))
    (course / "01-modul/01-foto.md").write_text(f"---\nmenit: 45\n---\n# Foto\n\n{shown}")
    sources = [photo(*SIDES, quality=80 + n) for n in range(PHOTOS)]
    for number, source in enumerate(sources):
        (course / f"media/foto-{number}.jpg").write_bytes(source)
    return sources


def _plain(source: bytes) -> None:
    """The least that anybody would do: decode, shrink to the usual width, encode once."""
    with Image.open(io.BytesIO(source)) as image:
        image.draft("RGB", (960, 720))
        image.resize((960, 720)).save(io.BytesIO(), "WEBP", quality=80)


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
