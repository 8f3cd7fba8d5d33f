"""The certificate as a PDF: two pages, PDF/A-3a and PDF/UA-1, the same bytes whenever it is made again."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from elearn.credentials.glyphs import unsettable
from elearn.credentials.paper import compiled, drawing, on_paper, qr_code
from elearn.credentials.rules import Printed, printed

COPIED = {"code", "spaced_code", "number", "registration", "nip", "signatory_nip"}

log = logging.getLogger(__name__)


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
    code = payload["certificate"]["code"]
    url = verification_url(public_url, code)
    scanned = (scanned_url(public_url, code, ""), record) if record else (url,)
    words = printed(payload)
    if unset := unset_in(payload):
        spelt = " ".join(f"U+{ord(char):04X}" for char in unset)
        log.warning("certificate %s shows characters by their code points: %s", words.number, spelt)
    inputs = {
        "facts": json.dumps(_facts(words, url, specimen=specimen)),
        "qr": qr_code(*scanned, dark=words.accent),
        "logo": drawing(logo),
        "credential": credential.decode(),
    }
    number = payload["certificate"]["number"]
    moment = datetime.fromisoformat(payload["certificate"]["issued_at"])
    return compiled("certificate.typ", inputs, moment, name=f"certificate {number}")


def _facts(words: Printed, url: str, *, specimen: bool) -> dict[str, Any]:
    facts = {name: on_paper(value, copied=name in COPIED) for name, value in asdict(words).items()}
    facts |= {"url": url, "url_shown": re.sub(r"^https?://", "", url)}
    title = f"{words.heading} {words.title} – {words.name}"
    return facts | {"specimen": specimen, "document": f"CONTOH: {title}" if specimen else title}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    else:
        for item in value:
            yield from _texts(item)
