"""The list of background jobs in plain words. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.reporting.rules.programme_words import PROGRAMME_JOBS

JOBS: Mapping[str, str] = {
    "erasure.files": "Menghapus berkas milik data yang dihapus",
    "correction.tell": "Memberi tahu admin tentang permintaan perbaikan data",
    "own_data.copy": "Menyusun salinan data seorang pegawai",
    "own_data.expiry": "Menghapus salinan data yang habis masa simpannya",
    "attempt.close": "Menutup percobaan kuis yang lewat waktu",
    "certificate.batch": "Menyusun bundel sertifikat",
    "certificate.batch_expiry": "Menghapus bundel sertifikat yang habis masa simpannya",
    "certificate.pdf": "Membuat PDF sertifikat",
    "transcript.pdf": "Membuat PDF transkrip",
    "dashboard.fold": "Menghitung angka dasbor",
    "evidence.scan": "Memindai berkas bukti",
    "people.bulk": "Menerapkan tindakan massal",
    "people.import": "Menerapkan daftar pegawai",
    "people.undo": "Membatalkan daftar pegawai",
    "training.import": "Mencatat kegiatan luar dari daftar",
    "mail.send": "Mengirim surel",
    "notice.digest": "Menyusun surel harian",
    "notice.mail": "Menentukan surel untuk pemberitahuan",
    "ledger.heads": "Menulis kepala rantai catatan JP",
    "export.make": "Menyusun berkas ekspor",
    "export.schedule": "Memeriksa ekspor terjadwal",
    "export.remove": "Menghapus berkas ekspor yang habis masa simpannya",
    "siasn.reply": "Mencatat jawaban SIASN",
    **PROGRAMME_JOBS,
    "siasn.row": "Mengirim satu baris ke SIASN",
    "quiz.regrade": "Menilai ulang percobaan kuis",
    "event": "Menyiapkan kabar untuk sistem lain",
    "webhook.deliver": "Mengirim webhook",
    "xapi.send": "Mengirim kegiatan belajar ke LRS",
    "people.forget_files": "Menghapus berkas daftar pegawai",
    "people.forget_lists": "Menghapus daftar pegawai yang habis masa simpannya",
    "webhook.prune": "Menghapus catatan webhook dan API yang lama",
    "webhook.resume": "Melanjutkan webhook",
}


def job_words(kind: str) -> str:
    """A kind of background job in plain words."""
    return JOBS.get(kind, kind)
