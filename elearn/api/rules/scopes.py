"""What a token may do, one word a kind of data and a deed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

PREFIX = "elearn_"  # by which scanners for leaked secrets, and people, recognise a token
SECRET_SYMBOLS = 40  # of 5 bits each
MOST_DAYS = 366

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "people:read": "Membaca pegawai: nama, surel, penempatan",
        "people:nip": "Membaca, mencari, dan menulis NIP (bersama izin pegawai yang lain)",
        "people:write": "Menambah dan mengubah pegawai dan penempatannya",
        "units:read": "Membaca unit kerja",
        "units:write": "Menambah dan mengubah unit kerja",
        "courses:read": "Membaca katalog kursus",
        "enrolments:read": "Membaca pendaftaran kursus",
        "enrolments:write": "Mendaftarkan pegawai, dan membatalkan pendaftaran yang belum dimulai",
        "completions:read": "Membaca kelulusan",
        "certificates:read": "Membaca sertifikat",
        "competency:read": "Membaca catatan JP dan kompetensi",
    }
)


def digest(secret: str) -> str:
    """What is kept of a token. It carries 200 random bits, so a plain sha256 cannot be guessed back."""
    return hashlib.sha256(secret.encode()).hexdigest()


def standing(expires_at: datetime, revoked_at: datetime | None, now: datetime) -> str:
    """``berlaku``, ``dicabut`` or ``kedaluwarsa``."""
    if revoked_at is not None:
        return "dicabut"
    return "berlaku" if now < expires_at else "kedaluwarsa"
