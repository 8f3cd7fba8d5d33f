"""Which kinds of personal data an audited action lays open, for the report of a breach. Pure."""

from __future__ import annotations

from collections.abc import Iterable

IDENTITY = "nama, NIP, surel, tempat dan tanggal lahir, unit, jabatan, pangkat"
NAME = "nama dan unit kerja"
# By the area of an action (what stands before the dot), in the order in which a report says them.
KINDS = {
    "person": IDENTITY,
    "role": IDENTITY,
    "password": "akses ke akun (kata sandi diganti)",
    "totp": "akses ke akun (verifikasi dua langkah)",
    "completion": "kelulusan kursus, nilai akhir, nomor sertifikat, NIP",
    "certificate": "sertifikat: nama, NIP, tempat dan tanggal lahir, nilai",
    "competency": "kompetensi dan JP",
    "jp": "kompetensi dan JP",
    "ledger": "kompetensi dan JP",
    "participants": "kemajuan belajar",
    "attempt": "jawaban dan nilai kuis",
    "quiz": "jawaban dan nilai kuis",
    "regrade": "jawaban dan nilai kuis",
    "essay": "jawaban esai",
    "submission": "pengajuan kegiatan luar dan berkas buktinya",
    "api": "data yang diizinkan token API: identitas, kelulusan, sertifikat, JP, kompetensi",
    "enrolment": "keikutsertaan dalam kursus dan program pelatihan",
    "programme": "keikutsertaan dalam kursus dan program pelatihan",
    "cohort": "keikutsertaan dalam kursus dan program pelatihan",
    "siasn": "NIP, riwayat kursus, dan nomor sertifikat yang diserahkan ke SIASN",
    "target": "pengecualian target JP dan alasannya",
    "correction": "permintaan perbaikan data dan isinya",
    "export": "isi berkas ekspor yang disebut di jejak audit",
    "incident": "nama, NIP, dan surel orang yang terdampak",
    "mail": "surel pemberitahuan",
}


def exposed_data(actions: Iterable[str]) -> tuple[str, ...]:
    """The kinds of data behind some actions, each once; of an action of no known area, at least the name."""
    areas = {action.split(".")[0] for action in actions}
    known = [words for area, words in KINDS.items() if area in areas]
    return tuple(dict.fromkeys([*known, *([NAME] if areas - set(KINDS) else [])]))
