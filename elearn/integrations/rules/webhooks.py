"""What webhooks are told, how it is signed, and when it is tried again. Pure.

Signed as the Standard Webhooks specification 1.0.0 says, so that receivers have libraries: HMAC-SHA256 over
``id.timestamp.body`` with the secret's bytes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

VERSION = 1  # of what a message holds
SECRET_PREFIX = "whsec_"  # noqa: S105 (what every secret begins with)
SECRET_BYTES = 32
# After the first failure, the second, and so on; after the last the delivery stands as failed.
DELAYS = tuple(timedelta(seconds=s) for s in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
SPREAD = 0.1  # a tenth of the delay at most is added, so that what failed together does not come back together
PAUSE_AFTER = timedelta(days=5)  # of nothing but failures
REST = timedelta(minutes=5)  # how long an address that gave no answer is left alone
KEPT = timedelta(days=30)
SECRET_SHOWN = timedelta(hours=1)
GONE = 410
HEAD = 500  # characters of an answer that are kept


class EventType(StrEnum):
    """What may happen."""

    COMPLETED = "course.completed"
    ISSUED = "certificate.issued"
    REVOKED = "certificate.revoked"
    REINSTATED = "certificate.reinstated"
    PING = "ping"


EVENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        EventType.COMPLETED.value: "Kursus diselesaikan",
        EventType.ISSUED.value: "Sertifikat terbit, juga yang menggantikan yang lain",
        EventType.REVOKED.value: "Sertifikat dicabut",
        EventType.REINSTATED.value: "Sertifikat yang dicabut dipulihkan",
    }
)
PING_WORDS = "Percobaan"


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    WAITING = "menunggu"
    SENDING = "mengirim"
    DELIVERED = "terkirim"
    FAILED = "gagal"


STATE_WORDS: Mapping[DeliveryState, tuple[str, str]] = MappingProxyType(
    {
        DeliveryState.WAITING: ("Menunggu", ""),
        DeliveryState.SENDING: ("Sedang dikirim", ""),
        DeliveryState.DELIVERED: ("Diterima", "good"),
        DeliveryState.FAILED: ("Gagal", "bad"),
    }
)
REPEATABLE = frozenset({DeliveryState.DELIVERED, DeliveryState.FAILED})


class PauseReason(StrEnum):
    """Why a webhook rests: an admin wanted it, it failed for days, or it said that it is gone (410)."""

    ADMIN = "admin"
    FAILING = "gagal"
    GONE = "hilang"


PAUSE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        PauseReason.ADMIN.value: "Dijeda oleh admin.",
        PauseReason.FAILING.value: "Dijeda sendiri, karena lima hari tidak satu pun kiriman diterima.",
        PauseReason.GONE.value: "Dijeda sendiri, karena alamatnya menjawab bahwa ia tidak dipakai lagi (410).",
    }
)


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """A certificate as other systems are told of it. ``person`` is opaque; ``course`` or ``path`` is empty; ``jp`` in
    hundredths; ``replaces``: the number of the certificate in whose place it stands (empty: none).
    """

    code: str
    person: str
    course: str
    path: str
    jp: int
    completed_on: date
    issued_on: date
    valid_until: date | None
    replaces: str


def completed(facts: CertificateFacts) -> dict[str, Any]:
    """What is told of a course that somebody completed."""
    return {
        "person": facts.person,
        "course": facts.course,
        "completed_on": facts.completed_on.isoformat(),
        "jp_hundredths": facts.jp,
        "certificate": facts.code,
    }


def certificate(facts: CertificateFacts) -> dict[str, Any]:
    """What is told of a certificate, whatever happened to it."""
    return {
        "certificate": facts.code,
        "person": facts.person,
        "course": facts.course or None,
        "path": facts.path or None,
        "jp_hundredths": facts.jp,
        "issued_on": facts.issued_on.isoformat(),
        "valid_until": facts.valid_until.isoformat() if facts.valid_until else None,
        "replaces_number": facts.replaces or None,
    }


def envelope(public_id: str, event: EventType, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """A message whole. ``at``: when it happened."""
    return {"id": public_id, "type": event.value, "version": VERSION, "timestamp": instant(at), "data": dict(data)}


def instant(at: datetime) -> str:
    """An instant in UTC to the millisecond, after RFC 3339."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def secret_of(random: bytes) -> str:
    """A secret as receivers get it."""
    return SECRET_PREFIX + base64.b64encode(random).decode()


def signature(secret: str, public_id: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``; ``timestamp`` in seconds since 1970."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    made = hmac.new(key, f"{public_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def headers(secret: str, public_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """What goes with a message; each attempt has a timestamp of its own."""
    timestamp = int(now.timestamp())
    return {
        "content-type": "application/json; charset=utf-8",
        "user-agent": "elearn-webhook/1",
        "webhook-id": public_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, public_id, timestamp, body),
    }


def next_try(attempts: int, now: datetime, public_id: str) -> datetime | None:
    """When to try again after so many attempts; None: no more. What is added to the delay follows from the message, so
    that it spreads and can be said beforehand.
    """
    if attempts > len(DELAYS):
        return None
    digest = hashlib.sha256(f"{public_id}:{attempts}".encode()).digest()
    return now + DELAYS[attempts - 1] * (1 + SPREAD * digest[0] / 256)


def must_pause(failing_since: datetime | None, now: datetime) -> bool:
    """Whether a webhook has failed for so long that it is paused."""
    return failing_since is not None and now - failing_since >= PAUSE_AFTER
