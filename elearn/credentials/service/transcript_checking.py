"""What is said of a transcript, or of the record attached to one, that somebody brings in a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from elearn.credentials import transcript_queries
from elearn.credentials.models import Transcript
from elearn.credentials.openbadge.checking import Line, Verdict
from elearn.credentials.rules.transcript import FORMAT, Standing
from elearn.credentials.service.transcripts import transcript_page

SAME = "Sama persis dengan catatan yang dilampirkan pada transkrip terbitan situs ini."
UNPROVEN = (
    "Ini catatan JP tanpa tanda tangan, dan bukan lampiran transkrip yang dikenal situs ini. "
    "Mintalah transkrip PDF atau rekam belajar digitalnya."
)


def attached_record(session: Session, data: bytes) -> tuple[tuple[Line, ...], str] | None:
    """(lines, code) of the plain record that is attached to a transcript; None unless it is one, byte by byte."""
    row = transcript_queries.by_digest(session, hashlib.sha256(data).hexdigest())
    if row is None:
        return None
    return (Line("Berkas", Verdict.HOLDS, SAME), transcript_status(session, row)), row.code


def is_unproven(document: Mapping[str, Any]) -> Line | None:
    """What to say of a plain record that nothing here proves: it never claimed to be a credential."""
    return Line("Berkas", Verdict.UNKNOWN, UNPROVEN) if document.get("format") == FORMAT else None


def transcript_status(session: Session, row: Transcript) -> Line:
    """What became since of a record that was true when it was written down."""
    page = transcript_page(session, row.code)
    if page.standing is Standing.NOT_GENUINE:
        return Line("Status", Verdict.FAILS, page.sentence)
    if page.forgotten:
        return Line("Status", Verdict.HOLDS, page.forgotten)
    if page.taken_back:
        return Line("Status", Verdict.FAILS, f"{page.since} Jangan pakai jumlahnya; mintalah transkrip yang baru.")
    if page.standing is Standing.SUPERSEDED:
        return Line("Status", Verdict.UNKNOWN, f"Pemiliknya sudah membuat transkrip yang lebih baru. {page.since}")
    if page.standing is Standing.OUTDATED:
        return Line("Status", Verdict.UNKNOWN, f"{page.since} Mintalah transkrip yang baru.")
    return Line("Status", Verdict.HOLDS, f"Transkrip terbaru dari pemiliknya. {page.since}")
