"""The transcript as a PDF: as many pages as it takes, PDF/A-3a and PDF/UA-1, the same bytes if it is made again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from elearn.core.identifiers import canonical_json
from elearn.credentials.paper import compiled, drawing, on_paper, qr_code
from elearn.credentials.rules.transcript import STAMP
from elearn.credentials.rules.transcript_words import printed_transcript

COPIED = frozenset({"spaced_code", "accent", "ornament"})


def transcript_url(public_url: str, code: str) -> str:
    """Where anybody may check a transcript: the printed link, and the QR code."""
    return f"{public_url}/transkrip/{code}"


def render_transcript(
    payload: Mapping[str, Any], *, public_url: str, logo: bytes = b"", credential: bytes = b""
) -> bytes:
    """The PDF of a transcript's payload. Depends on nothing but its arguments and the files beside this module.

    ``credential`` (JSON) and the payload itself, in its canonical form, are attached for machines. ``logo`` is the file
    that the payload names (SVG or PNG; empty: the emblem beside this module).
    """
    url, typed = transcript_url(public_url, payload[STAMP]["kode"]), f"{public_url}/verifikasi"
    words = printed_transcript(payload)
    facts = {name: _set(name, value) for name, value in words.items()}
    facts |= {"url": url, "url_shown": _shown(url), "verify_url": typed, "verify_url_shown": _shown(typed)}
    facts["document"] = f"Transkrip pengembangan kompetensi – {words['name']}"
    inputs = {
        "facts": json.dumps(facts),
        "qr": qr_code(url, dark=words["accent"]),
        "logo": drawing(logo),
        "credential": credential.decode(),
        "record": canonical_json(payload).decode(),
    }
    moment = datetime.fromisoformat(payload["dibuat"]["pada"])
    return compiled("transcript.typ", inputs, moment, name=f"transcript {payload[STAMP]['kode']}")


def _set(name: str, value: Any) -> Any:
    if name == "years":
        return [{**year, "rows": on_paper(year["rows"])} for year in value]
    return on_paper(value, copied=name in COPIED)


def _shown(url: str) -> str:
    return re.sub(r"^https?://", "", url)
