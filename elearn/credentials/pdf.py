"""The certificate as a PDF: two pages, PDF/A-3a and PDF/UA-1, the same bytes whenever it is made again."""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from io import BytesIO
from threading import Lock
from typing import Any

from elearn.credentials.glyphs import FONTS, HERE, settable, unsettable
from elearn.credentials.rules import Printed, printed

STANDARDS = ["a-3a", "ua-1"]
# A word of more than 45 characters may not fit a line: it may break after each 30. What people copy is left alone.
TOO_LONG = re.compile(r"\S{45,}")
PIECE = re.compile(r"\S{30}(?=\S)")
BREAK = "\u200b"
COPIED = {"code", "spaced_code", "number", "registration", "nip", "signatory_nip"}
PNG = b"\x89PNG\r\n\x1a\n"

log = logging.getLogger(__name__)
_compiling = Lock()


def verification_url(public_url: str, code: str) -> str:
    """The address that the printed link leads to, and the QR code of a sheet without a signed record."""
    return f"{public_url}/sertifikat/{code}"


def scanned_url(public_url: str, code: str, record: str) -> str:
    """What a QR code with a signed record says: an address as short as can be, and what only the device reads."""
    return f"{public_url}/s/{code}#{record}"


def unset_in(payload: Mapping[str, Any]) -> str:
    """The characters of a payload that the sheet can only show by their code points, each once, in order."""
    facts = asdict(printed(payload))
    return "".join(dict.fromkeys(char for text in _texts(list(facts.values())) for char in unsettable(text)))


def render(
    payload: Mapping[str, Any],
    *,
    public_url: str,
    record: str = "",
    logo: bytes = b"",
    credential: bytes = b"",
    specimen: bool = False,
) -> bytes:
    """The PDF of a payload. Depends on nothing but its arguments and the files beside this module.

    ``record`` is the signed record for the QR code (rules/qr.py); what is only a ``specimen`` has none, and says on
    each page that it is one. ``credential`` (JSON) is attached, for machines. ``logo`` is the file that the payload
    names (SVG or PNG; empty: the emblem beside this module).

    A character that no shipped font has, which PDF/A forbids, is printed as its code point; the document's title and
    the verification page have it as it is. Should the sheet be refused all the same, it is set as an ordinary tagged
    PDF and the log says so: a name must never keep anybody from her certificate.
    """
    from typst import TypstError  # 80 MB that only the worker needs

    code = payload["certificate"]["code"]
    url = verification_url(public_url, code)
    scanned = (scanned_url(public_url, code, ""), record) if record else (url,)
    words = printed(payload)
    if unset := unset_in(payload):
        spelt = " ".join(f"U+{ord(char):04X}" for char in unset)
        log.warning("certificate %s shows characters by their code points: %s", words.number, spelt)
    inputs = {
        "facts": json.dumps(_facts(words, url, specimen=specimen)),
        "qr": _qr(*scanned, dark=words.accent),
        "logo": _drawing(logo),
        "credential": credential.decode(),
    }
    moment = datetime.fromisoformat(payload["certificate"]["issued_at"]).replace(microsecond=0)  # finer is refused
    try:
        return _compile(inputs, moment, STANDARDS)
    except TypstError as error:
        number = payload["certificate"]["number"]
        log.warning("certificate %s is no PDF/A: %s", number, error.message)
        return _compile(inputs, moment, [])


def _compile(inputs: dict[str, str], moment: datetime, standards: list[Any]) -> bytes:
    with _compiling:
        made = _compiler().compile(format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


@cache
def _compiler() -> Any:
    from typst import Compiler

    return Compiler(HERE / "certificate.typ", root=HERE, font_paths=[FONTS], ignore_system_fonts=True)


def _facts(words: Printed, url: str, *, specimen: bool) -> dict[str, Any]:
    facts = {name: _on_paper(value, copied=name in COPIED) for name, value in asdict(words).items()}
    facts |= {"url": url, "url_shown": re.sub(r"^https?://", "", url)}
    title = f"{words.heading} {words.title} – {words.name}"
    return facts | {"specimen": specimen, "document": f"CONTOH: {title}" if specimen else title}


def _on_paper(value: Any, *, copied: bool) -> Any:
    if isinstance(value, str):
        text = settable(value)
        return text if copied else TOO_LONG.sub(lambda word: PIECE.sub(rf"\g<0>{BREAK}", word[0]), text)
    return [_on_paper(item, copied=copied) for item in value]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for item in value:
            yield from _texts(item)


def _drawing(logo: bytes) -> str:
    """A logo as SVG text: what goes into the sheet are strings, so that a PNG is wrapped."""
    if not logo.startswith(PNG):
        return logo.decode()
    width, height = (int.from_bytes(logo[start : start + 4]) for start in (16, 20))
    data = base64.b64encode(logo).decode()
    size = f'width="{width}" height="{height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><image {size} href="data:image/png;base64,{data}"/></svg>'


def _qr(*parts: str, dark: str) -> str:
    """The parts as one QR code, each in the densest of its modes: digits take two fifths of the room of letters."""
    import segno

    drawn = BytesIO()
    made = segno.make(parts, error="m", micro=False)  # type: ignore[arg-type]  # its annotation forgets parts
    made.save(drawn, kind="svg", border=0, xmldecl=False, dark=dark)
    return drawn.getvalue().decode()
