"""How often somebody wants mail, what a mail looks like, and when it is tried again. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

DIGEST_HOUR = 7  # local: before work begins
# After the first failure, the second, and so on; after the last the mail stands as failed.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (5, 30, 120, 360, 1440))
TOKEN_BYTES = 16
# Folded at 78 characters, the address that ends mails would be encoded and never found; lines may have 998.
POLICY = SMTP.clone(max_line_length=900)


class Choice(StrEnum):
    """How often somebody wants mail."""

    AT_ONCE = "segera"
    DAILY = "harian"
    NEVER = "tidak"


CHOICES: Mapping[str, str] = MappingProxyType(
    {
        Choice.AT_ONCE.value: "Segera: satu surel untuk setiap pemberitahuan",
        Choice.DAILY.value: "Harian: paling banyak satu surel sehari, dan segera bila mendesak",
        Choice.NEVER.value: "Tidak: pemberitahuan hanya di situs ini",
    }
)


class MailState(StrEnum):
    """Where a mail stands. ``UNSURE``: it was handed over, or about to be, and no answer came; it is never sent again
    by itself, because it may have arrived.
    """

    WAITING = "menunggu"
    SENDING = "mengirim"
    SENT = "terkirim"
    FAILED = "gagal"
    UNSURE = "tidak-pasti"
    DROPPED = "batal"


STATE_WORDS: Mapping[MailState, tuple[str, str]] = MappingProxyType(
    {
        MailState.WAITING: ("Menunggu", ""),
        MailState.SENDING: ("Sedang dikirim", ""),
        MailState.SENT: ("Terkirim", "good"),
        MailState.FAILED: ("Gagal", "bad"),
        MailState.UNSURE: ("Mungkin sudah sampai", "warn"),
        MailState.DROPPED: ("Tidak jadi dikirim", ""),
    }
)
REPEATABLE = frozenset({MailState.FAILED, MailState.UNSURE, MailState.DROPPED})


@dataclass(frozen=True, slots=True)
class Frame:
    """What every mail of a site has in common: ``sender`` is its address, ``public_url`` where the site is."""

    site_name: str
    sender: str
    public_url: str
    secret: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of the outbox to one person: ``lines`` as they were put together, ``written_at`` in UTC."""

    id: int
    subject: str
    lines: str
    person_id: int
    name: str
    address: str
    written_at: datetime


def next_digest(now: datetime, zone: str) -> datetime:
    """The next local morning at seven, in UTC."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < time(DIGEST_HOUR) else local.date() + timedelta(days=1)
    return datetime.combine(day, time(DIGEST_HOUR), ZoneInfo(zone)).astimezone(UTC)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try a mail again after so many attempts; None: no more."""
    return now + DELAYS[attempts - 1] if attempts <= len(DELAYS) else None


def stop_token(secret: str, person_id: int) -> str:
    """What a link that ends a person's mails carries. It tells nothing about her, and opens nothing else."""
    seal = hmac.new(secret.encode(), f"surel:{person_id}".encode(), hashlib.sha256).digest()[:TOKEN_BYTES]
    return f"{person_id}-{seal.hex()}"


def stopper(secret: str, token: str) -> int | None:
    """Whose mails a token ends; None for one that was not made here."""
    number = token.partition("-")[0]
    if not (number.isascii() and number.isdigit() and len(number) < 13):
        return None
    return int(number) if hmac.compare_digest(stop_token(secret, int(number)).encode(), token.encode()) else None


def compose(letter: Letter, frame: Frame) -> EmailMessage:
    """The mail as it is sent. Of the person it holds the name only. Sent again, it has the same Message-ID."""
    settle = f"{frame.public_url}/surel/berhenti/{stop_token(frame.secret, letter.person_id)}"
    host = urlsplit(frame.public_url).hostname or "localhost"
    digest = hashlib.sha256(f"{letter.id}:{letter.written_at.isoformat()}".encode()).hexdigest()[:24]
    mail = EmailMessage(policy=POLICY)
    mail["From"] = Address(frame.site_name, addr_spec=frame.sender)
    mail["To"] = Address(letter.name, addr_spec=letter.address)
    mail["Subject"] = f"{letter.subject} - {frame.site_name}"
    mail["Date"] = letter.written_at
    mail["Message-ID"] = f"<surel-{letter.id}-{digest}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{settle}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(
        f"Yth. {letter.name},\n\n"
        f"Ada pemberitahuan untuk Anda di {frame.site_name}:\n\n{letter.lines}\n\n"
        f"Masuk untuk membacanya: {frame.public_url}/pemberitahuan\n\n"
        "Surel ini dikirim otomatis; balasannya tidak dibaca. Demi kerahasiaan, isinya tidak ditulis di sini.\n"
        f"Atur seberapa sering Anda menerima surel: {frame.public_url}/akun/pemberitahuan\n"
        f"Berhenti menerima surel: {settle}\n",
        cte="quoted-printable",
    )
    return mail
