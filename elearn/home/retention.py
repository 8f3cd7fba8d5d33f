"""What of somebody's data may be deleted, what must stay, until when, and why. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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
            "surelnya, salinan data, baris daftar pegawai, draf pengajuan, saringan dan ekspor yang dibuatnya, alamat "
            "kalender; token API yang dibuatnya dicabut",
        ),
        REQUESTS: ("Permintaan perbaikan data", "yang diminta dan jawabannya"),
        EVIDENCE: ("Berkas bukti", "berkas bukti kegiatan di luar situs ini; pengajuan dan JP-nya tetap tercatat"),
        RECORD: (
            "Riwayat belajar dan identitasnya",
            "nama, NIP, jabatan, esai, berkas sertifikat dan transkrip; yang tersisa tanpa nama: kelulusan, catatan "
            "JP, dan kode sertifikat yang tetap dapat diperiksa",
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
    serves, or nobody knows). What has no rule stays. With the record everything goes, whatever the other rules say.
    """
    found = tuple(_fate(reference, kind, left_on, today) for kind in KEPT_KINDS)
    whole = any(fate.may for fate in found if fate.kind == RECORD)
    return tuple(replace(fate, may=True) for fate in found) if whole else found


def _fate(reference: Reference, kind: str, left_on: date | None, today: date) -> Fate:
    rule, (name, holds) = reference.retained(kind, today), WORDS[kind]
    if rule is None:
        return Fate(kind, name, holds, None, "", unconfirmed=True, may=False)
    until = years_after(left_on, rule.years) if left_on is not None else None
    return Fate(kind, name, holds, until, rule.source, rule.unconfirmed, may=until is not None and today >= until)


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 1 March, so that nothing is deleted a day too soon."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
