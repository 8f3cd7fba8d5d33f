"""What may be asked to be put right, and by when that is answered. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

# What somebody may say is wrong about her.
ABOUT: Mapping[str, str] = MappingProxyType(
    {
        "identitas": "Nama, gelar, atau NIP",
        "kelahiran": "Tempat atau tanggal lahir",
        "penempatan": "Unit, jabatan, pangkat, atau status",
        "surel": "Surel",
        "belajar": "Kelulusan, nilai, atau sertifikat",
        "jp": "JP, riwayat, atau kompetensi",
        "lain": "Yang lain",
    }
)
LONGEST = 1000  # characters
MOST_OPEN = 10
ANSWERED_WITHIN = timedelta(hours=72)  # UU 27/2022 Pasal 30: 3 × 24 jam
REMINDED_BEFORE = timedelta(hours=24)


class Outcome(StrEnum):
    """What became of a request for correction."""

    APPROVED = "disetujui"
    DECLINED = "ditolak"


def due_at(asked_at: datetime) -> datetime:
    """Until when a request must be answered."""
    return asked_at + ANSWERED_WITHIN


def reminded_at(asked_at: datetime) -> datetime:
    """When whoever may answer a request that still waits is reminded."""
    return due_at(asked_at) - REMINDED_BEFORE
