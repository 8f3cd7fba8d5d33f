"""What of somebody's data may be deleted, what must stay, until when, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from elearn.content.model import Reference
from elearn.content.model.retention import ACCOUNT, EVIDENCE, KEPT_KINDS, RECORD, REQUESTS

# What each kind is, and what deleting it means.
WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ACCOUNT: (
            "Akun dan data kontak",
            "surel, tempat dan tanggal lahir, kata sandi, sesi masuk, verifikasi dua langkah, peran, pemberitahuan dan "
            "surelnya, salinan data, baris daftar pegawai, draf pengajuan",
        ),
        REQUESTS: ("Permintaan perbaikan data", "yang diminta dan jawabannya"),
        EVIDENCE: ("Berkas bukti", "berkas bukti kegiatan di luar situs ini; pengajuan dan JP-nya tetap tercatat"),
        RECORD: (
            "Riwayat belajar dan identitasnya",
            "nama, NIP, penempatan, kursus, kuis, kelulusan, catatan JP, sertifikat, transkrip",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a kind of data. ``until``: the first local day on which it need not be kept (None: nobody has
    said for how long, or she still serves); ``source``: the law; ``may``: whether it may be deleted today.
    """

    kind: str
    name: str
    holds: str
    until: date | None
    source: str
    unconfirmed: bool
    may: bool


def fates(reference: Reference, left_on: date | None, today: date) -> tuple[Fate, ...]:
    """What becomes of each kind on a local day, for somebody whose last day of service was ``left_on`` (None: she
    serves, or nobody knows). What has no rule stays. The record always does: archives decide about it, not this site.
    """
    return tuple(_fate(reference, kind, left_on, today) for kind in KEPT_KINDS)


def _fate(reference: Reference, kind: str, left_on: date | None, today: date) -> Fate:
    rule, (name, holds) = reference.retained(kind, today), WORDS[kind]
    if rule is None:
        return Fate(kind, name, holds, None, "", unconfirmed=True, may=False)
    until = years_after(left_on, rule.years) if left_on is not None else None
    may = until is not None and today >= until and kind != RECORD
    return Fate(kind, name, holds, until, rule.source, rule.unconfirmed, may)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March, so that nothing is deleted a day too soon."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
