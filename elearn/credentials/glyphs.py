"""What the fonts of a certificate cannot set, and what is printed in its place."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
# Latin letters with all signs that European and Indonesian names have: these fonts are known to have them.
LATIN = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
# So many of a run are spelt out: a whole name in a script we cannot set must not push the rest off the page.
SPELT = 6

_probing = Lock()


def settable(text: str) -> str:
    """The text as it can be printed: a character that no font has becomes the plain letters that Unicode says it stands
    for (``𝐌`` is M), or else its code point in brackets (``李`` is ``[U+674E]``), which tells exactly what it was.
    """
    if LATIN.issuperset(text):
        return text
    plain = "".join(char if _sets(char) else _plain(char) for char in text)
    return "".join("".join(run) if fits else _code_points(list(run)) for fits, run in groupby(plain, key=_sets))


def unsettable(text: str) -> str:
    """The characters of a text that no font has, each once."""
    return "" if LATIN.issuperset(text) else "".join(dict.fromkeys(char for char in text if not _sets(char)))


def _plain(char: str) -> str:
    found = unicodedata.normalize("NFKC", char)
    return found if all(map(_sets, found)) else char


def _code_points(run: list[str]) -> str:
    spelt = " ".join(f"U+{ord(char):04X}" for char in run[:SPELT])
    return f"[{spelt} …+{len(run) - SPELT}]" if len(run) > SPELT else f"[{spelt}]"


@lru_cache(maxsize=4096)
def _sets(char: str) -> bool:
    """Whether a character can be set, found out by setting it: PDF/A refuses what no font has."""
    if char in LATIN:
        return True
    from typst import TypstError

    probe = _prober()
    try:
        with _probing:  # after a letter, so that a sign that stands above one is tried as it is used
            probe.compile(format="pdf", sys_inputs={"text": f"a{char}"}, pdf_standards=["a-3a"])
    except TypstError:
        return False
    return True


@cache
def _prober() -> Any:
    from typst import Compiler

    made: Any = Compiler(HERE / "probe.typ", root=HERE, font_paths=[FONTS], ignore_system_fonts=True)
    made.compile(format="pdf", sys_inputs={"text": "a"}, pdf_standards=["a-3a"])  # what fails from now on is a glyph
    return made
