"""What a notice says, on the site and in a mail, and when a mail is tried again. Pure."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
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


class Kind(StrEnum):
    """What a notice is about."""

    CERTIFICATE = "sertifikat"
    SUBMISSION_APPROVED = "pengajuan-disetujui"
    SUBMISSION_RETURNED = "pengajuan-dikembalikan"
    SUBMISSION_REJECTED = "pengajuan-ditolak"
    ESSAY_MARKED = "esai-dinilai"
    PROGRAMME_NEW = "program-baru"
    PROGRAMME_DUE = "program-mendekati-batas"
    PROGRAMME_TODAY = "program-batas-hari-ini"
    PROGRAMME_LATE = "program-terlambat"


@dataclass(frozen=True, slots=True)
class Words:
    """``heading`` and ``text`` for the site, with places for the notice's own words; ``mail`` for a mail, which says
    nothing about the person. ``urgent``: not held back for the daily mail.
    """

    heading: str
    text: str
    mail: str
    urgent: bool = False


WORDS: Mapping[Kind, Words] = MappingProxyType(
    {
        Kind.CERTIFICATE: Words(
            "Sertifikat baru", "Anda menyelesaikan “{title}”. Sertifikatnya tercatat atas nama Anda.",
            "Anda memperoleh sertifikat baru.",
        ),
        Kind.SUBMISSION_APPROVED: Words(
            "Pengajuan disetujui", "“{title}” disetujui. JP-nya sudah masuk ke riwayat Anda.",
            "Pengajuan kegiatan Anda disetujui.",
        ),
        Kind.SUBMISSION_RETURNED: Words(
            "Pengajuan dikembalikan", "“{title}” perlu diperbaiki, lalu dikirim lagi. Alasan: {reason}",
            "Pengajuan kegiatan Anda dikembalikan untuk diperbaiki.",
        ),
        Kind.SUBMISSION_REJECTED: Words(
            "Pengajuan ditolak", "“{title}” tidak dapat diakui. Alasan: {reason}",
            "Pengajuan kegiatan Anda ditolak.",
        ),
        Kind.ESSAY_MARKED: Words(
            "Esai sudah dinilai", "Hasil “{title}” sudah dapat Anda lihat.", "Esai Anda sudah dinilai.",
        ),
        Kind.PROGRAMME_NEW: Words(
            "Program baru", "“{title}” perlu Anda selesaikan paling lambat {due}.",
            "Ada program pelatihan baru untuk Anda.",
        ),
        Kind.PROGRAMME_DUE: Words(
            "Batas program mendekat", "“{title}” perlu Anda selesaikan paling lambat {due}.",
            "Ada program pelatihan yang batasnya mendekat.",
        ),
        Kind.PROGRAMME_TODAY: Words(
            "Hari ini batas program", "Hari ini hari terakhir untuk menyelesaikan “{title}”.",
            "Ada program pelatihan yang batasnya hari ini.", urgent=True,
        ),
        Kind.PROGRAMME_LATE: Words(
            "Program terlambat", "“{title}” belum selesai, padahal batasnya {due}.",
            "Ada program pelatihan yang melewati batasnya.",
        ),
    }
)  # fmt: skip


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


def said(kind: Kind, words: Mapping[str, str]) -> tuple[str, str]:
    """Heading and text of a notice. Raises KeyError when a word is missing."""
    form = WORDS[kind]
    return form.heading, form.text.format_map(words)


def mail_lines(kinds: Iterable[Kind]) -> str:
    """What a mail says of some notices: each sentence once, with how often it holds."""
    counted = Counter(WORDS[kind].mail for kind in kinds)
    return "\n".join(f"- {line}" if count == 1 else f"- {line} ({count} kali)" for line, count in counted.items())


def mail_subject(kinds: Iterable[Kind]) -> str:
    """The subject: of a single notice its heading."""
    found = list(kinds)
    return WORDS[found[0]].heading if len(found) == 1 else f"{len(found)} pemberitahuan baru"


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
