"""The picture of a badge: one SVG, from which the PNG is made. It shows the course and never the person."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from xml.sax.saxutils import escape

from elearn.credentials.rules import printed

HERE = Path(__file__).resolve().parent
PIXELS = 600
NAVY, GOLD, WOVEN = "#12355b", "#b58a3c", "#1d4470"
# (most lines, characters a line, size of the type): the first that holds the title is taken.
TITLES = ((2, 15, 52), (3, 18, 44), (4, 22, 36), (6, 28, 28))
ISSUERS = ((2, 30, 23), (3, 36, 19))
FRAME = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600" width="600" height="600" role="img">
<title>{alt}</title>
<circle cx="300" cy="300" r="296" fill="{gold}"/>
<circle cx="300" cy="300" r="286" fill="{navy}"/>
<g fill="{woven}">{kawung}</g>
<circle cx="300" cy="300" r="266" fill="none" stroke="{gold}" stroke-width="2.5"/>
<g fill="{gold}">{mark}</g>
<g text-anchor="middle" font-family="Plus Jakarta Sans, Segoe UI, sans-serif" fill="#fff">
{title}<rect x="{chip_left}" y="{chip_top}" width="{chip_width}" height="48" rx="24" fill="{gold}"/>
<text x="300" y="{chip_text}" font-size="26" font-weight="700" fill="{navy}">{jp}</text>
{issuer}</g>
</svg>
"""
_compiling = Lock()


def svg(payload: Mapping[str, Any]) -> str:
    """The badge of a certificate's course."""
    words = printed(payload)
    year = payload["certificate"]["issued_on"][:4]
    title, size = _fitted(words.title, TITLES)
    height = round(size * 1.16)
    top = 296 - round((len(title) - 1) * height / 2)
    chip = max(top + (len(title) - 1) * height + 36, 350)
    said = f"{words.jp} · {year}"
    width = 72 + 15 * len(said)
    issuer, small = _fitted(words.institution, ISSUERS)
    return FRAME.format(
        alt=escape(f"Lencana {words.title}, {words.jp}, {words.institution}"),
        gold=GOLD,
        navy=NAVY,
        woven=WOVEN,
        kawung="".join(_petals(x, y, 38) for x, y in _around()),
        mark=_petals(300, 128, 74),
        title=_lines(title, top, size, height, "700"),
        chip_left=300 - width // 2,
        chip_top=chip,
        chip_width=width,
        chip_text=chip + 33,
        jp=escape(said),
        issuer=_lines(issuer, chip + 90, small, round(small * 1.3), "500"),
    )


def png(picture: str) -> bytes:
    """An SVG of ours as PNG of 600 by 600 pixels, with transparent corners; the same bytes each time."""
    with _compiling:
        made = _compiler().compile(format="png", ppi=72 * PIXELS / 600, sys_inputs={"picture": picture})
    if not isinstance(made, bytes):
        raise TypeError("a badge is one picture")
    return made


@cache
def _compiler() -> Any:
    from typst import Compiler  # 80 MB that only a download needs

    return Compiler(HERE / "badge.typ", root=HERE, font_paths=[HERE.parent / "fonts"], ignore_system_fonts=True)


def _fitted(text: str, choices: tuple[tuple[int, int, int], ...]) -> tuple[list[str], int]:
    """Lines and size: the largest type in which the text fits. In the smallest, too much text ends in an ellipsis."""
    for most, width, size in choices:
        lines = textwrap.wrap(text, width)
        if len(lines) <= most:
            return lines, size
    most, width, size = choices[-1]
    return textwrap.wrap(text, width, max_lines=most, placeholder=" …"), size


def _lines(lines: list[str], top: int, size: int, height: int, weight: str) -> str:
    return "".join(
        f'<text x="300" y="{top + place * height}" font-size="{size}" font-weight="{weight}">{escape(line)}</text>\n'
        for place, line in enumerate(lines)
    )


def _petals(x: float, y: float, size: float) -> str:
    """A kawung motif: four petals around a point."""
    return "".join(
        f'<ellipse cx="{x + size * 0.36:g}" cy="{y:g}" rx="{size * 0.3:g}" ry="{size * 0.17:g}" '
        f'transform="rotate({turn} {x:g} {y:g})"/>'
        for turn in (45, 135, 225, 315)
    )


def _around() -> list[tuple[float, float]]:
    """Where the woven motifs stand: a grid, cut to the disc."""
    places = [(60.0 * column, 60.0 * row) for row in range(1, 10) for column in range(1, 10)]
    return [(x, y) for x, y in places if (x - 300) ** 2 + (y - 300) ** 2 < 228**2]
