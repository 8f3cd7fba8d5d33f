"""A list that was sent to be looked at, kept for a day so that its page can be opened again: by Back, or once more.

It lies beside the database, for whoever sent it and for its programme only; its rows are judged anew at every look.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.core.errors import NotFound
from elearn.core.objects import ObjectStore
from elearn.people.rules import Actor
from elearn.people.service.import_forgetting import forget_file

GONE = "Pratinjau daftar ini disimpan satu hari dan sudah dihapus. Belum ada yang berubah; kirim daftarnya sekali lagi."


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list as it was sent: its numbers, each on the line of its row, and the cohort chosen (empty: none)."""

    numbers: str
    cohort: str


def keep(objects: ObjectStore, programme_id: int, sent: KeptList, *, actor: Actor, now: datetime) -> str:
    """Keep a list; returns its name. Writes a file, so no transaction may be open."""
    said = {"program": programme_id, "oleh": actor.id, "pada": now.isoformat()}
    return objects.put(json.dumps(said | {"nip": sent.numbers, "angkatan": sent.cohort}).encode())


def forget_soon(session: Session, name: str, *, now: datetime) -> None:
    """Have a list deleted in a day."""
    forget_file(session, name, now=now)


def kept(objects: ObjectStore, programme_id: int, name: str, *, actor: Actor) -> KeptList:
    """A list that an admin sent for a programme. Raises NotFound for another's, and once it was deleted."""
    try:
        said = json.loads(objects.read(name))
    except (NotFound, ValueError):
        said = None
    hers = {"program": programme_id, "oleh": actor.id}
    if not isinstance(said, dict) or not hers.items() <= said.items():
        raise NotFound(GONE)
    return KeptList(said["nip"], said["angkatan"])
