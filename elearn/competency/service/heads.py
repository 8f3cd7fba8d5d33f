"""The daily file of all chain heads, signed with the institution's key, and reading one again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session, sessionmaker

from elearn.competency import queries
from elearn.competency.rules import ChainHead, heads
from elearn.core import base58, signing
from elearn.core.clock import local_date
from elearn.core.database import see_one_instant
from elearn.core.errors import Conflict, Invalid
from elearn.core.identifiers import canonical_json
from elearn.core.objects import stream_once
from elearn.core.signing import KeyRing
from elearn.jobs.service import Handler, enqueue

HEADS_JOB = "ledger.heads"
DAILY_FOLDER = "kepala"  # inside the data folder


class UntrustedHeads(Invalid):
    """A head file that proves nothing: not whole, or not signed by a key of this institution."""


@dataclass(frozen=True, slots=True)
class HeadFile:
    """A head file whose seal holds: how many people, when (ISO 8601, UTC), and by which key."""

    path: Path
    count: int
    at: str
    key_id: str

    def heads(self) -> Iterator[tuple[int, ChainHead]]:
        """Everybody's head in the order of persons' ids, in constant memory. Raises UntrustedHeads."""
        before = None
        with self.path.open("rb") as file:
            for _number in range(self.count):
                try:
                    person, head = heads.read_head_line(file.readline(heads.LONGEST_LINE))
                except ValueError as error:
                    raise UntrustedHeads(f"Ada baris di {self.path} yang tidak dapat dibaca.") from error
                if before is not None and person <= before:
                    raise UntrustedHeads(f"Baris di {self.path} tidak urut menurut orang.")
                before = person
                yield person, head


def write_heads(session: Session, path: Path, *, keys: KeyRing, now: datetime) -> None:
    """Write everybody's head to a new file, whole, in constant memory. Raises Conflict when the file is there: a head
    file is evidence and is never replaced; raises UnusableKey.
    """
    if path.exists() or not stream_once(path, _lines(session, keys, now)):
        raise Conflict(f"Berkas {path} sudah ada dan tidak ditimpa. Pilih nama lain dengan --out.")


def read_heads(path: Path, known_keys: Collection[str]) -> HeadFile:
    """A head file once its seal is checked against the institution's own keys. Raises UntrustedHeads."""
    with path.open("rb") as file:
        last, count, sha256 = _last_line(file)
    try:
        sealed, key_id, signature = heads.read_seal_line(last)
        raw = base58.decode(signature.removeprefix(base58.MULTIBASE))
    except ValueError as error:
        raise UntrustedHeads(f"{path} bukan berkas kepala rantai yang utuh: baris penutupnya tidak ada.") from error
    if key_id not in known_keys:
        raise UntrustedHeads(f"{path} ditandatangani dengan kunci {key_id}, yang tidak dikenal instansi ini.")
    if not signing.verifies(key_id, raw, canonical_json(sealed)):
        raise UntrustedHeads(f"Tanda tangan {path} tidak sah.")
    if (sealed["jumlah"], sealed["sha256"]) != (count, sha256):
        raise UntrustedHeads(f"Isi {path} diubah setelah ditandatangani.")
    return HeadFile(path, count, sealed["waktu"], key_id)


def schedule_heads(session: Session, *, zone: str, now: datetime) -> None:
    """Have the heads written at the next local midnight; once, however often this is called."""
    due = heads.next_midnight(now, zone)
    enqueue(session, HEADS_JOB, f"{HEADS_JOB}:{local_date(due, zone).isoformat()}", {}, now=now, run_at=due)


def heads_handler(folder: Path, keys: KeyRing, zone: str) -> Handler:
    """The job that writes the day's file into ``folder``. It first asks for the next one, so that a day that fails
    takes no other day with it.
    """

    def handle(sessions: sessionmaker[Session], _payload: Mapping[str, Any], now: datetime) -> None:
        with sessions.begin() as session:
            schedule_heads(session, zone=zone, now=now)
        path = folder / heads.file_name(local_date(now, zone))
        if path.exists():
            return
        with sessions() as session:
            see_one_instant(session)
            write_heads(session, path, keys=keys, now=now)

    return handle


def _lines(session: Session, keys: KeyRing, now: datetime) -> Iterator[bytes]:
    seen, count = hashlib.sha256(), 0
    for person, head in queries.every_head(session):
        line = heads.head_line(person, head)
        seen.update(line)
        count += 1
        yield line
    sealed = heads.seal(count, seen.hexdigest(), now)
    key_id, signature = keys.sign(canonical_json(sealed), now=now)
    yield heads.seal_line(sealed, key_id, base58.MULTIBASE + base58.encode(signature))


def _last_line(file: BinaryIO) -> tuple[bytes, int, str]:
    """The last line, how many there are before it, and the sha256 (hex) of those."""
    seen, count, last = hashlib.sha256(), 0, b""
    while line := file.readline(heads.LONGEST_LINE):
        if last:
            seen.update(last)
            count += 1
        last = line
    return last, count, seen.hexdigest()
