"""The audit trail and the job list in plain words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from elearn.reporting.rules.programme_words import PROGRAMMES

# Every action that any room records; a test reads them from the source.
ACTIONS: Mapping[str, str] = {
    "api.read": "Membaca data lewat API",
    "api.token_make": "Membuat token API",
    "api.token_revoke": "Mencabut token API",
    "attempt.find": "Mencari percobaan kuis dari tanda terima",
    "attempt.grant": "Memberi percobaan kuis tambahan",
    "attempt.view": "Membuka percobaan kuis peserta",
    "audit.export": "Mengekspor jejak audit",
    "audit.prune": "Menghapus jejak audit yang lewat masa simpannya",
    "audit.view": "Membuka jejak audit",
    "certificate.batch": "Meminta bundel sertifikat",
    "certificate.batch_download": "Mengunduh bundel sertifikat",
    "certificate.download": "Mengunduh sertifikat",
    "certificate.reissue": "Menerbitkan ulang sertifikat",
    "certificate.export": "Mengekspor sertifikat untuk ditandatangani",
    "certificate.reinstate": "Memulihkan sertifikat yang dicabut",
    "certificate.revoke": "Mencabut sertifikat",
    "certificate.sign": "Mengunggah sertifikat bertanda tangan",
    "certificate.view": "Membuka sertifikat",
    "clr.download": "Mengunduh rekam belajar sendiri",
    "competency.export": "Mengekspor kompetensi",
    "competency.gaps": "Mengekspor kesenjangan kompetensi",
    "competency.view": "Membuka kompetensi pegawai",
    "completion.export": "Mengekspor daftar kelulusan",
    "completion.view": "Membuka daftar kelulusan",
    "correction.approve": "Menyetujui perbaikan data",
    "correction.ask": "Meminta perbaikan data sendiri",
    "correction.decline": "Menolak perbaikan data",
    "correction.view": "Membuka permintaan perbaikan data",
    "course.publish": "Menerbitkan kursus",
    "course.renewal": "Menentukan pembaruan sertifikat",
    "course.replace": "Mengganti berkas kursus",
    "dashboard.fold": "Meminta dasbor dihitung ulang",
    "enrolment.add": "Mendaftarkan pegawai lewat API",
    "enrolment.withdraw": "Membatalkan pendaftaran lewat API",
    "essay.mark": "Menilai esai",
    "essay.markers": "Menentukan jumlah penilai esai",
    "essay.view": "Membuka esai peserta",
    "export.download": "Mengunduh berkas ekspor",
    "incident.export": "Mengekspor daftar orang yang terdampak insiden",
    "incident.view": "Menyusun laporan insiden",
    "job.retry": "Mengulang pekerjaan latar",
    "jp.export": "Mengekspor JP per tahun",
    "jp.people": "Membuka daftar capaian JP",
    "jp.people_export": "Mengekspor daftar capaian JP",
    "jp.recap": "Mengekspor rekap JP per unit",
    "ledger.close": "Menutup tahun JP",
    "mail.list": "Membuka daftar surel keluar",
    "mail.retry": "Mengirim ulang surel",
    "own_data.ask": "Meminta salinan data sendiri",
    "own_data.download": "Mengunduh data sendiri",
    "own_record.download": "Mengunduh catatan JP sendiri",
    "participants.view": "Membuka daftar peserta kursus",
    "password.change": "Mengganti kata sandi sendiri",
    "password.reset": "Memberi kode sekali pakai",
    "person.activate": "Mengaktifkan akun",
    "person.add": "Menambahkan pegawai",
    "person.deactivate": "Menonaktifkan akun",
    "person.edit": "Mengubah data pegawai",
    "person.export": "Mengekspor daftar pegawai",
    "person.email": "Mengubah surel",
    "person.import": "Mengimpor pegawai",
    "person.list": "Membuka daftar pegawai",
    "person.merge": "Menggabungkan dua akun",
    "person.posting": "Mencatat penempatan",
    "person.undo": "Membatalkan impor pegawai",
    "person.unmerge": "Memisahkan dua akun",
    "person.view": "Membuka data pegawai",
    "quiz.export": "Mengekspor analisis butir soal",
    "quiz.view": "Membuka peserta yang percobaannya habis",
    "regrade.apply": "Menilai ulang percobaan kuis",
    "regrade.view": "Membuka penilaian ulang kuis",
    "role.grant": "Memberi peran",
    "role.revoke": "Mencabut peran",
    "session.end": "Mengakhiri sesi di satu perangkat",
    "session.end_all": "Keluar dari semua perangkat",
    "siasn.apply": "Mencatat jawaban SIASN",
    "siasn.download": "Mengunduh ekspor SIASN",
    "siasn.export": "Mengekspor kelulusan untuk SIASN",
    "siasn.send": "Mengirim riwayat kursus ke SIASN",
    "siasn.view": "Membuka daftar SIASN",
    "submission.approve": "Menyetujui pengajuan kegiatan luar",
    "submission.cancel": "Membatalkan pengajuan yang disetujui",
    "submission.correct": "Mengoreksi pengajuan",
    "submission.evidence": "Mengunduh bukti pengajuan",
    "submission.import": "Mencatat kegiatan luar dari daftar",
    "submission.list": "Membuka daftar pengajuan",
    "submission.reject": "Menolak pengajuan",
    "submission.return": "Mengembalikan pengajuan",
    "submission.send": "Mengajukan kegiatan luar",
    "submission.view": "Membuka pengajuan",
    "submission.withdraw": "Menarik pengajuan",
    "transcript.download": "Mengunduh transkrip sendiri",
    "transcript.make": "Membuat transkrip sendiri",
    "totp.codes": "Membuat kode pemulihan baru",
    "totp.disable": "Mematikan verifikasi dua langkah",
    "totp.enable": "Mengaktifkan verifikasi dua langkah",
    "totp.recovery": "Masuk dengan kode pemulihan",
    "totp.reset": "Menyetel ulang verifikasi dua langkah",
    "sso.enter": "Masuk dengan akun instansi",
    "sso.refuse": "Menolak masuk dengan akun instansi",
    "target.exempt": "Mencatat pengecualian target JP",
    "target.withdraw": "Mencabut pengecualian target JP",
    "unit.add": "Menambahkan unit",
    "unit.close": "Menutup unit",
    "unit.edit": "Mengubah unit",
    "unit.merge": "Menggabungkan unit",
    "unit.reopen": "Membuka lagi unit",
    "webhook.add": "Menambahkan webhook",
    "webhook.delete": "Menghapus webhook",
    "webhook.pause": "Menjeda webhook",
    "webhook.ping": "Mengirim percobaan webhook",
    "webhook.resend": "Mengirim ulang kiriman webhook",
    "xapi.export": "Mengekspor kegiatan belajar (xAPI)",
    "xapi.send": "Meminta pengiriman ke LRS",
    "webhook.resume": "Melanjutkan webhook",
    **PROGRAMMES,
}
JOBS: Mapping[str, str] = {
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
    "export.remove": "Menghapus berkas ekspor yang habis masa simpannya",
    "siasn.reply": "Mencatat jawaban SIASN",
    "programme.remind": "Mengingatkan peserta program",
    "siasn.row": "Mengirim satu baris ke SIASN",
    "quiz.regrade": "Menilai ulang percobaan kuis",
    "event": "Menyiapkan kabar untuk sistem lain",
    "webhook.deliver": "Mengirim webhook",
    "xapi.send": "Mengirim kegiatan belajar ke LRS",
    "webhook.prune": "Menghapus catatan webhook yang lama",
    "webhook.resume": "Melanjutkan webhook",
}
# In the order in which they are said: a database need not keep the order in which they were written.
_DETAILS: Mapping[str, str] = {
    "second_step": "dengan dua langkah",
    "why": "sebab {}",
    "certificate": "kode {}",
    "successor": "pengganti {}",
    "submission": "pengajuan {}",
    "webhook": "webhook nomor {}",
    "transcript": "transkrip {}",
    "correction": "permintaan nomor {}",
    "course": "kursus {}",
    "import": "daftar {}",
    "created": "{} ditambahkan",
    "changed": "{} diubah",
    "item": "kuis {}",
    "programme": "program nomor {}",
    "cohort": "angkatan nomor {}",
    "competency": "kompetensi {}",
    "attempt": "percobaan nomor {}",
    "extra": "{} percobaan",
    "markers": "{} penilai",
    "raised": "{} naik",
    "role": "peran {}",
    "action": "tindakan {}",
    "before": "sebelum {}",
    "first": "dari {}",
    "last": "sampai {}",
    "year": "tahun {}",
    "unit_id": "unit {}",
    "into": "ke unit {}",
    "unit_now": "menurut unit sekarang",
    "valid_from": "berlaku {}",
    "status": "status {}",
    "newest": "menurut dasbor",
    "shown": "hanya yang {}",
    "searched": "dengan pencarian",
    "batch": "bundel {}",
    "bulk": "tindakan massal {}",
    "list": "daftar {}",
    "export": "ekspor {}",
    "reply": "berkas jawaban {}",
    "state": "keadaan {}",
    "job": "pekerjaan {}",
    "format": "{}",
    "token": "token API nomor {}",
    "resource": "data {}",
    "scopes": "izin {}",
    "people": "{} orang",
    "count": "{} baris",
    "total": "{} baris",
}


def action_words(action: str) -> str:
    """An audited action in plain words; its own name when it is not known."""
    return ACTIONS.get(action, action)


def job_words(kind: str) -> str:
    """A kind of background job in plain words."""
    return JOBS.get(kind, kind)


def detail_words(detail: Mapping[str, Any], names: Mapping[str, Mapping[Any, str]]) -> str:
    """What an entry's detail says: ``kursus Etika ASN, dari 2026-01-01, CSV, 128 baris``. ``names`` puts values into
    words, by the detail they belong to: ``{"course": titles by slug}``.
    """
    order = [name for name in _DETAILS if name in detail] + sorted(set(detail) - set(_DETAILS))
    said = (_said(name, detail[name], names.get(name, {})) for name in order)
    return ", ".join(text for text in said if text)


def _said(name: str, value: Any, words: Mapping[Any, str]) -> str:
    """One part of a detail; nothing for what is empty, or a list."""
    template = _DETAILS.get(name, f"{name} {{}}")
    if isinstance(value, bool):
        return template if value and "{}" not in template else ""
    if not isinstance(value, str | int) or value == "":
        return ""
    text = words.get(value, str(value))
    return template.format(text.upper() if name == "format" else text)
