"""The file of all chain heads: one line a person, and a last line that seals them. Pure.

It holds no name and no NIP, so it can be kept where the database is not: with the auditor, at another agency, printed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from elearn.competency.rules.chain import ChainHead
from elearn.core.clock import local_date
from elearn.core.identifiers import canonical_json

FORMAT = "elearn-kepala-rantai/1"
LONGEST_LINE = 1000  # bytes
DIGEST = re.compile(r"[0-9a-f]{64}")


def file_name(on: date) -> str:
    """The name of a day's file."""
    return f"{on.isoformat()}.jsonl"


def next_midnight(now: datetime, zone: str) -> datetime:
    """The instant at which the next local day begins."""
    tomorrow = local_date(now, zone) + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(zone)).astimezone(UTC)


def head_line(person_id: int, head: ChainHead) -> bytes:
    """The line of one person."""
    return canonical_json({"orang": person_id, "posisi": head.position, "sidik": head.digest}) + b"\n"


def read_head_line(line: bytes) -> tuple[int, ChainHead]:
    """A person's id and head. Raises ValueError for anything else."""
    person, position, digest = _values(line, {"orang": int, "posisi": int, "sidik": str}).values()
    if position < 1 or not DIGEST.fullmatch(digest):
        raise ValueError("no head of a chain")
    return person, ChainHead(position, digest)


def seal(count: int, sha256: str, now: datetime) -> dict[str, Any]:
    """What is signed: how many lines, the sha256 (hex) of all of them, and when."""
    at = now.astimezone(UTC).isoformat(timespec="seconds")
    return {"format": FORMAT, "jumlah": count, "sha256": sha256, "waktu": at}


def seal_line(sealed: Mapping[str, Any], key_id: str, signature: str) -> bytes:
    """The last line. ``signature``: multibase of the Ed25519 signature over the canonical JSON of ``sealed``."""
    return canonical_json({**sealed, "kunci": key_id, "tanda_tangan": signature}) + b"\n"


def read_seal_line(line: bytes) -> tuple[dict[str, Any], str, str]:
    """What was signed, by which key, and the signature. Raises ValueError for anything else."""
    expected = {"format": str, "jumlah": int, "sha256": str, "waktu": str, "kunci": str, "tanda_tangan": str}
    found = _values(line, expected)
    if found["format"] != FORMAT:
        raise ValueError("another format")
    key_id, signature = found.pop("kunci"), found.pop("tanda_tangan")
    return found, key_id, signature


def _values(line: bytes, expected: Mapping[str, type]) -> dict[str, Any]:
    """The values of a JSON object that has exactly these keys and types, in the order expected."""
    found = json.loads(line)
    if not isinstance(found, dict) or found.keys() != expected.keys():
        raise ValueError("other keys")
    if any(type(found[key]) is not kind for key, kind in expected.items()):
        raise ValueError("other types")
    return {key: found[key] for key in expected}
