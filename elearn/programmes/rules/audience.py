"""Whom a programme is for, in words. Pure."""

from __future__ import annotations

from elearn.people.rules import STATUS_LABELS, Status

WHOLE = "Seluruh instansi"
NAMED = "Pegawai yang didaftar"


def unit_words(name: str, *, closed: bool, successor: str | None) -> str:
    """What a unit is called; of one that ended also that, and which took it over (None: none)."""
    ended = f"digabungkan ke {successor}" if successor else "sudah ditutup" if closed else ""
    return f"{name} ({ended})" if ended else name


def audience_words(unit: str, *, everybody: bool, status: str, position: str) -> str:
    """Whom a programme is for: everybody in a unit (empty: the whole institution) with this status and a position that
    holds these words (empty: any), or only persons who were named.
    """
    if not everybody:
        return NAMED
    said = [unit or WHOLE]
    known = STATUS_LABELS[Status(status)] if status in set(Status) else status
    said += [f"status {known}"] if status else []
    said += [f"jabatan memuat “{position}”"] if position else []
    return ", ".join(said)
