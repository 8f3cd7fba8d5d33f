"""What somebody types, and a submission in the state that a test needs."""

from __future__ import annotations

import itertools
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.content.model import Reference
from elearn.external import service
from elearn.external.service import Stored
from elearn.people.rules import Actor

_count = itertools.count(1)


def typed(**changes: str) -> dict[str, str]:
    """A two-day seminar, as the form sends it."""
    return {
        "jenis": "9",
        "lingkup": "nasional",
        "judul": "Seminar Nasional Pelayanan Publik",
        "penyelenggara": "Universitas Contoh",
        "nomor": "123/SEM/2026",
        "tanggal_bukti": "2026-10-06",
        "mulai": "2026-10-05",
        "selesai": "2026-10-06",
        "jumlah": "",
        "jp": "",
        "kompetensi": "",
    } | changes


def upload(session: Session, actor: Actor, now: datetime, *, scanning: bool = False) -> int:
    """A file that she sent; returns its id."""
    stored = Stored(f"{10**6 + next(_count):064x}", "bukti.pdf", "application/pdf", 1200)
    return service.keep(session, stored, scanning=scanning, actor=actor, now=now).id


def drafted(session: Session, reference: Reference, actor: Actor, now: datetime, **changes: str) -> str:
    """The code of a draft."""
    key, file = f"form:{next(_count)}", upload(session, actor, now)
    return service.draft(
        session, typed(**changes), form_key=key, evidence_id=file, reference=reference, actor=actor, now=now
    )


def sent(session: Session, reference: Reference, actor: Actor, now: datetime, **changes: str) -> str:
    """The code of a submission that waits for an admin."""
    code = drafted(session, reference, actor, now, **changes)
    service.send(session, code, actor=actor, now=now)
    return code
