"""What a certificate is worth at a moment, and how that is said."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from elearn.core.clock import local_date


class State(StrEnum):
    """The answers of a verification, gravest last."""

    VALID = "berlaku"
    WAITING = "menunggu tanda tangan elektronik"
    EXPIRED = "kedaluwarsa"
    REPLACED = "diganti"
    REVOKED = "dicabut"
    NOT_GENUINE = "tidak asli"
    UNKNOWN = "tidak dikenal"


class Event(StrEnum):
    """What can happen to a certificate, in words."""

    ISSUED = "diterbitkan"
    SIGNED = "ditandatangani"
    REPLACED = "diganti"
    REVOKED = "dicabut"
    REINSTATED = "dipulihkan"


SENTENCES = {
    State.VALID: "Sertifikat ini asli dan masih berlaku. Cocokkan isinya dengan lembar yang Anda pegang.",
    State.WAITING: "Pelatihan ini sudah selesai dan hasilnya sudah tercatat. Lembar sertifikatnya masih menunggu tanda "
    "tangan elektronik pejabat, jadi belum dapat diunduh.",
    State.EXPIRED: "Sertifikat ini asli, tetapi masa berlakunya sudah habis.",
    State.REPLACED: "Sertifikat ini sudah diganti dengan sertifikat yang lebih baru. Mintalah yang baru.",
    State.REVOKED: "Sertifikat ini sudah dicabut. Jangan terima sebagai bukti.",
    State.NOT_GENUINE: "Isi sertifikat ini tidak cocok dengan segelnya. Jangan terima sebagai bukti; "
    "laporkan kepada lembaga penerbit.",
    State.UNKNOWN: "Kami tidak menemukan sertifikat atau transkrip dengan kode ini. Periksa kembali setiap hurufnya. "
    "Jika tetap tidak ditemukan, jangan terima sebagai bukti.",
}


class Standing(Protocol):
    """What decides a state, besides genuineness."""

    @property
    def revoked_at(self) -> datetime | None: ...
    @property
    def replaced_by_id(self) -> int | None: ...
    @property
    def valid_until(self) -> date | None: ...
    @property
    def zone(self) -> str: ...
    @property
    def awaits_signature(self) -> bool: ...
    @property
    def renew_by(self) -> date | None: ...


def state_of(certificate: Standing | None, *, genuine: bool, now: datetime) -> State:
    """The state at an instant. ``valid_until`` is the last valid day, in the certificate's own zone."""
    if certificate is None:
        return State.UNKNOWN
    if not genuine:
        return State.NOT_GENUINE
    if certificate.revoked_at is not None:
        return State.REVOKED
    if certificate.replaced_by_id is not None:
        return State.REPLACED
    ends = last_day(certificate.valid_until, certificate.renew_by)
    if ends is not None and local_date(now, certificate.zone) > ends:
        return State.EXPIRED
    return State.WAITING if certificate.awaits_signature else State.VALID


def stands(certificate: Standing | None) -> bool:
    """Whether what a certificate was issued for still counts as done: unless it was revoked and none was issued in its
    place. Where none was issued, and after it ran out, what was done stands.
    """
    return certificate is None or certificate.revoked_at is None or certificate.replaced_by_id is not None


def last_day(valid_until: date | None, renew_by: date | None) -> date | None:
    """The last day on which a certificate counts (None: no end): as printed, or earlier if it must be renewed."""
    return min((day for day in (valid_until, renew_by) if day is not None), default=None)


def may_renew(valid_until: date | None, renew_by: date | None, days: int, today: date) -> bool:
    """Whether a certificate may be renewed on a local date: from so many days before its printed validity ends, at
    once when an admin asked for it, and ever after it ended.
    """
    if renew_by is not None:
        return True
    return valid_until is not None and today >= valid_until - timedelta(days)


def valid_until(completed_on: date, months: int | None) -> date | None:
    """The last valid day (None: no expiry): the same day so many months later, or that month's last day."""
    if months is None:
        return None
    years, month = divmod(completed_on.month - 1 + months, 12)
    year = completed_on.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(completed_on.day, last))
