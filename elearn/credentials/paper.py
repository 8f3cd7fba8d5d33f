"""What all printed sheets share: text that the fonts can set, QR codes, logos, and PDF/A-3a with PDF/UA-1."""

from __future__ import annotations

import base64
import logging
import re
from datetime import datetime
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

from elearn.credentials.glyphs import FONTS, HERE, settable

STANDARDS = ["a-3a", "ua-1"]
# A word of more than 45 characters may not fit a line: it may break after each 30. What people copy is left alone.
TOO_LONG = re.compile(r"\S{45,}")
PIECE = re.compile(r"\S{30}(?=\S)")
BREAK = "\u200b"
PNG = b"\x89PNG\r\n\x1a\n"

log = logging.getLogger(__name__)
_compiling = Lock()


def compiled(template: str, inputs: dict[str, str], moment: datetime, *, name: str) -> bytes:
    """The PDF of a template beside this module, dated at ``moment``. Depends on nothing else, so that it is the same
    whenever it is made again.

    Should it be refused as PDF/A, it is set as an ordinary tagged PDF, and the log says so of ``name``: a rare letter
    must never keep anybody from what is hers.
    """
    from typst import TypstError  # 80 MB that only the worker needs

    whole = moment.replace(microsecond=0)  # finer is refused
    try:
        return _compile(template, inputs, whole, STANDARDS)
    except TypstError as error:
        log.warning("%s is no PDF/A: %s", name, error.message)
        return _compile(template, inputs, whole, [])


def on_paper(value: Any, *, copied: bool = False) -> Any:
    """A text, or lists of texts, as they can be set; what is ``copied`` is never broken."""
    if isinstance(value, str):
        text = settable(value)
        return text if copied else TOO_LONG.sub(lambda word: PIECE.sub(rf"\g<0>{BREAK}", word[0]), text)
    return [on_paper(item, copied=copied) for item in value]


def drawing(logo: bytes) -> str:
    """A logo as SVG text: what goes into the sheet are strings, so that a PNG is wrapped."""
    if not logo.startswith(PNG):
        return logo.decode()
    width, height = (int.from_bytes(logo[start : start + 4]) for start in (16, 20))
    data = base64.b64encode(logo).decode()
    size = f'width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{data}"/></svg>'


def qr_code(*parts: str, dark: str) -> str:
    """The parts as one QR code, each in the densest of its modes: digits take two fifths of the room of letters."""
    import segno

    drawn = BytesIO()
    made = segno.make(parts, error="m", micro=False)  # type: ignore[arg-type]  # its annotation forgets parts
    made.save(drawn, kind="svg", border=0, xmldecl=False, dark=dark)
    return drawn.getvalue().decode()


def _compile(template: str, inputs: dict[str, str], moment: datetime, standards: list[Any]) -> bytes:
    with _compiling:
        made = _compiler(template).compile(format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def _compiler(template: str) -> Any:
    from typst import Compiler

    return Compiler(HERE / template, root=HERE, font_paths=[FONTS], ignore_system_fonts=True)
