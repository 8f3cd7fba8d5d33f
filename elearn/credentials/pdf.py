"""The certificate as a PDF: two pages, PDF/A-3a and PDF/UA-1, the same bytes whenever it is made again."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any

from elearn.credentials.rules import printed

HERE = Path(__file__).resolve().parent
STANDARDS = ["a-3a", "ua-1"]
# A word of more than 45 characters may not fit a line: it may break after each 30. What people copy is left alone.
TOO_LONG = re.compile(r"\S{45,}")
PIECE = re.compile(r"\S{30}(?=\S)")
BREAK = "\u200b"
COPIED = {"code", "spaced_code", "number", "nip", "signatory_nip", "url", "url_shown"}

log = logging.getLogger(__name__)
_compiling = Lock()


def verification_url(public_url: str, code: str) -> str:
    """The address that the printed link leads to, and the QR code of a sheet without a signed record."""
    return f"{public_url}/sertifikat/{code}"


def scanned_url(public_url: str, code: str, record: str) -> str:
    """What a QR code with a signed record says: an address as short as can be, and what only the device reads."""
    return f"{public_url}/s/{code}#{record}"


def render(payload: Mapping[str, Any], *, public_url: str, record: str = "") -> bytes:
    """The PDF of a payload. Depends on nothing but its arguments and the files beside this module.

    ``record`` is the signed record for the QR code (rules/qr.py); what is only a specimen has none.

    A character that no shipped font has is an error under PDF/A. Such a certificate is set again as an ordinary tagged
    PDF, with an empty box for that character, and the log says so: a name must never keep anybody from her certificate.
    """
    from typst import TypstError  # 80 MB that only the worker needs

    code = payload["certificate"]["code"]
    url = verification_url(public_url, code)
    scanned = (scanned_url(public_url, code, ""), record) if record else (url,)
    inputs = {"facts": _facts(payload, url), "qr": _qr(*scanned)}
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

    return Compiler(HERE / "certificate.typ", root=HERE, font_paths=[HERE / "fonts"], ignore_system_fonts=True)


def _facts(payload: Mapping[str, Any], url: str) -> str:
    facts = asdict(printed(payload))
    facts |= {"url": url, "url_shown": re.sub(r"^https?://", "", url)}
    return json.dumps({name: value if name in COPIED else _breakable(value) for name, value in facts.items()})


def _breakable(value: Any) -> Any:
    if isinstance(value, str):
        return TOO_LONG.sub(lambda word: PIECE.sub(rf"\g<0>{BREAK}", word[0]), value)
    return [_breakable(item) for item in value]


def _qr(*parts: str) -> str:
    """The parts as one QR code, each in the densest of its modes: digits take two fifths of the room of letters."""
    import segno

    drawn = BytesIO()
    made = segno.make(parts, error="m", micro=False)  # type: ignore[arg-type]  # its annotation forgets parts
    made.save(drawn, kind="svg", border=0, xmldecl=False, dark="#12355b")
    return drawn.getvalue().decode()
