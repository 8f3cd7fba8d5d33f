"""What is done with programmes and their cohorts, in plain words. Pure."""

from __future__ import annotations

from collections.abc import Mapping

PROGRAMMES: Mapping[str, str] = {
    "cohort.add": "Membuat angkatan",
    "cohort.approve": "Menyetujui permintaan ikut angkatan",
    "cohort.ask": "Meminta ikut angkatan",
    "cohort.close": "Menutup angkatan",
    "cohort.decline": "Menolak permintaan ikut angkatan",
    "cohort.edit": "Mengubah angkatan",
    "cohort.join": "Mendaftar ke angkatan",
    "cohort.leave": "Membatalkan pendaftaran ke angkatan",
    "cohort.place": "Menempatkan pegawai di angkatan",
    "cohort.requests": "Membuka permintaan ikut angkatan",
    "cohort.view": "Membuka peserta angkatan",
    "programme.add": "Membuat program pelatihan",
    "programme.close": "Menutup program pelatihan",
    "programme.edit": "Mengubah program pelatihan",
    "programme.exempt": "Membebaskan pegawai dari program",
    "programme.export": "Mengunduh peserta program",
    "programme.list": "Menambah peserta program dari daftar",
    "programme.nudge": "Mengingatkan peserta program",
    "programme.path": "Menyesuaikan program dengan jalur belajar",
    "programme.superior": "Membuka program pegawai yang dipimpin",
    "programme.unexempt": "Mencabut pembebasan dari program",
    "programme.view": "Membuka peserta program",
}
PROGRAMME_JOBS: Mapping[str, str] = {
    "programme.nudge": "Mengingatkan peserta program atas permintaan",
    "programme.remind": "Mengingatkan peserta program",
}
