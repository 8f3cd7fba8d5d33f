"""How sending to the LRS goes, for an admin of the whole institution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Conflict
from elearn.integrations.models import XapiStream
from elearn.integrations.service.endpoints import require_everything
from elearn.integrations.service.xapi_sending import ask_sending
from elearn.integrations.xapi_queries import STREAMS
from elearn.people.rules import Actor

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "enrolment": "Pendaftaran kursus",
        "item": "Materi yang dipelajari",
        "attempt": "Kuis yang dimulai",
        "result": "Hasil kuis",
        "mark": "Hasil sesudah esai dinilai",
        "regrade": "Hasil sesudah penilaian ulang",
        "completion": "Kelulusan kursus",
        "certificate": "Sertifikat",
        "certificate-event": "Pencabutan dan pemulihan sertifikat",
    }
)
OFF = "Pengiriman ke LRS belum diatur. Isi ELEARN_XAPI dahulu; tidak ada yang hilang."


@dataclass(frozen=True, slots=True)
class StreamLine:
    """How far one kind of thing has been sent. ``error``: why the last attempt stopped, or what was refused."""

    words: str
    upto: datetime | None
    sent: int
    refused: int
    tried_at: datetime | None
    error: str


def xapi_page(session: Session, *, actor: Actor) -> tuple[StreamLine, ...]:
    """All streams, in the order in which they are sent. Raises NotFound for an admin of some units only."""
    require_everything(session, actor)
    kept = {row.name: row for row in session.scalars(select(XapiStream))}
    return tuple(_line(name, kept.get(name)) for name in STREAMS)


def try_again(session: Session, *, configured: bool, actor: Actor, now: datetime) -> None:
    """Send at once. Raises NotFound, or Conflict when no LRS is configured."""
    require_everything(session, actor)
    if not configured:
        raise Conflict(OFF)
    ask_sending(session, now=now)
    audit.record(session, "xapi.send", actor_id=actor.id, now=now)


def _line(name: str, row: XapiStream | None) -> StreamLine:
    if row is None:
        return StreamLine(WORDS[name], None, 0, 0, None, "")
    return StreamLine(WORDS[name], row.upto, row.sent, row.refused, row.tried_at, row.error or "")
