"""What the pages of this room say, and when something is due. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from elearn.content.model import Catalogue, Course, JpRule
from elearn.learning.rules import Progress

STALLED_AFTER = timedelta(days=30)

# What an audited action did with somebody's data, said to that somebody.
ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "api.read": "Membaca data Anda dari aplikasi lain lewat API",
        "attempt.grant": "Memberi Anda percobaan kuis tambahan",
        "attempt.view": "Melihat jawaban kuis Anda",
        "certificate.batch": "Memasukkan sertifikat Anda ke bundel unduhan",
        "certificate.batch_download": "Mengunduh bundel yang memuat sertifikat Anda",
        "certificate.download": "Mengunduh sertifikat Anda",
        "certificate.export": "Mengambil sertifikat Anda untuk ditandatangani",
        "certificate.reissue": "Menerbitkan ulang sertifikat Anda",
        "certificate.reinstate": "Memulihkan sertifikat Anda",
        "certificate.revoke": "Mencabut sertifikat Anda",
        "certificate.sign": "Menerbitkan sertifikat Anda yang bertanda tangan",
        "certificate.view": "Melihat sertifikat Anda",
        "clr.download": "Mengunduh rekam belajar digital Anda",
        "correction.approve": "Menyetujui perbaikan data Anda",
        "correction.ask": "Meminta perbaikan data",
        "correction.decline": "Menolak perbaikan data Anda",
        "correction.view": "Membaca permintaan perbaikan Anda",
        "essay.mark": "Menilai esai Anda",
        "essay.markers": "Menentukan jumlah penilai esai Anda",
        "essay.view": "Membaca esai Anda",
        "incident.export": "Menyusun daftar orang yang perlu diberi tahu tentang insiden data",
        "ledger.close": "Mencatat JP Anda yang dilaporkan untuk satu tahun",
        "export.download": "Mengunduh berkas ekspor yang memuat Anda",
        "mail.list": "Melihat daftar surel kepada Anda",
        "mail.retry": "Mengirim ulang surel kepada Anda",
        "own_data.ask": "Meminta salinan semua data Anda",
        "own_data.download": "Mengunduh salinan data Anda",
        "own_record.download": "Mengunduh seluruh catatan JP Anda",
        "password.change": "Mengganti kata sandi Anda",
        "password.reset": "Memberi Anda kode sekali pakai",
        "enrolment.add": "Mendaftarkan Anda pada kursus lewat API",
        "enrolment.withdraw": "Membatalkan pendaftaran kursus Anda lewat API",
        "person.activate": "Mengaktifkan akun Anda",
        "person.add": "Membuat akun Anda",
        "person.deactivate": "Menonaktifkan akun Anda",
        "person.edit": "Mengubah data diri Anda",
        "person.email": "Mengubah alamat surel Anda",
        "person.retention": "Melihat bahwa masa simpan data Anda habis",
        "person.erase": "Menghapus data Anda yang tidak wajib disimpan",
        "person.import": "Mencatat data Anda dari daftar pegawai",
        "person.list": "Melihat daftar pegawai yang memuat Anda",
        "person.merge": "Menggabungkan dua akun Anda",
        "person.posting": "Mencatat penempatan Anda",
        "person.unmerge": "Memisahkan dua akun Anda",
        "person.view": "Melihat data kepegawaian Anda",
        "programme.add": "Memasukkan Anda ke sebuah program pelatihan",
        "programme.close": "Menutup program pelatihan yang Anda tunggu",
        "programme.edit": "Mengubah program pelatihan Anda",
        "programme.exempt": "Membebaskan Anda dari program pelatihan",
        "programme.export": "Mengunduh daftar peserta program yang memuat Anda",
        "programme.list": "Memasukkan Anda ke sebuah program pelatihan dari daftar",
        "programme.nudge": "Mengingatkan Anda akan program pelatihan",
        "programme.superior": "Melihat program pelatihan Anda sebagai atasan",
        "programme.unexempt": "Mencabut pembebasan Anda dari program",
        "programme.view": "Melihat daftar peserta program yang memuat Anda",
        "regrade.apply": "Menilai ulang kuis Anda",
        "regrade.view": "Melihat nilai kuis Anda untuk penilaian ulang",
        "role.grant": "Memberi Anda peran",
        "role.revoke": "Mencabut peran Anda",
        "session.end": "Mengakhiri sesi di satu perangkat",
        "session.end_all": "Keluar dari semua perangkat",
        "sso.enter": "Masuk dengan akun instansi Anda",
        "submission.approve": "Menyetujui pengajuan kegiatan Anda",
        "submission.cancel": "Membatalkan pengajuan kegiatan Anda",
        "submission.correct": "Mengoreksi pengajuan kegiatan Anda",
        "submission.evidence": "Mengunduh bukti pengajuan Anda",
        "submission.import": "Mencatat kegiatan Anda dari daftar",
        "submission.list": "Melihat daftar pengajuan yang memuat Anda",
        "submission.reject": "Menolak pengajuan kegiatan Anda",
        "submission.return": "Mengembalikan pengajuan kegiatan Anda",
        "submission.send": "Mengajukan kegiatan di luar situs ini",
        "submission.view": "Melihat pengajuan kegiatan Anda",
        "submission.withdraw": "Menarik pengajuan",
        "target.exempt": "Mencatat pengecualian target JP Anda",
        "target.withdraw": "Mencabut pengecualian target JP Anda",
        "transcript.download": "Mengunduh transkrip Anda",
        "transcript.make": "Membuat transkrip",
        "totp.codes": "Membuat kode pemulihan baru",
        "totp.disable": "Mematikan verifikasi dua langkah",
        "totp.enable": "Mengaktifkan verifikasi dua langkah",
        "totp.recovery": "Masuk dengan kode pemulihan",
        "totp.reset": "Menyetel ulang verifikasi dua langkah Anda",
        "unit.merge": "Memindahkan penempatan Anda karena unit digabungkan",
    }
)
AREAS: Mapping[str, str] = MappingProxyType(
    {
        "attempt": "Memproses percobaan kuis Anda",
        "certificate": "Memproses sertifikat Anda",
        "cohort": "Memproses keikutsertaan Anda dalam angkatan",
        "competency": "Melihat atau mengunduh kompetensi Anda",
        "completion": "Melihat atau mengunduh daftar kelulusan yang memuat Anda",
        "jp": "Melihat atau mengunduh daftar capaian JP yang memuat Anda",
        "participants": "Melihat daftar peserta yang memuat Anda",
        "person": "Melihat atau mengubah data kepegawaian Anda",
        "quiz": "Melihat jawaban kuis Anda",
        "role": "Mengubah peran Anda",
        "siasn": "Menyerahkan riwayat kursus Anda ke SIASN",
        "submission": "Memproses pengajuan kegiatan Anda",
    }
)


@dataclass(frozen=True, slots=True)
class Held:
    """A kind of data held about a person: its table, what it is in words, and how many rows."""

    table: str
    words: str
    count: int


# Every table that holds data about a person, in the order in which they are told.
HELD: Mapping[str, str] = MappingProxyType(
    {
        "person": "Data diri dan akun",
        "posting": "Penempatan: unit, jabatan, pangkat, status",
        "bulk_item": "Tindakan admin atas banyak pegawai yang mengenai Anda",
        "role_grant": "Peran di situs ini",
        "second_factor": "Verifikasi dua langkah; rahasianya disandikan",
        "recovery_code": "Kode pemulihan, sebagai sidik",
        "sign_in_session": "Sesi masuk: perangkat dan jaringan",
        "people_import_row": "Baris daftar pegawai yang menambah atau mengubah data Anda",
        "enrolment": "Pendaftaran kursus",
        "item_progress": "Materi dan kuis yang dikerjakan",
        "attempt": "Percobaan kuis dan nilainya",
        "answer_event": "Jawaban kuis",
        "attempt_reveal": "Pembahasan latihan yang sudah dibuka",
        "attempt_grant": "Percobaan tambahan yang diberikan",
        "essay_mark": "Penilaian esai",
        "markers_wanted": "Permintaan penilai kedua",
        "attempt_regrade": "Penilaian ulang kuis",
        "completion": "Kelulusan kursus",
        "path_completion": "Jalur belajar yang selesai",
        "certificate": "Sertifikat",
        "certificate_event": "Riwayat status sertifikat",
        "certificate_batch_item": "Bundel unduhan yang memuat sertifikat Anda",
        "submission": "Pengajuan kegiatan di luar situs ini",
        "submission_event": "Yang terjadi pada pengajuan itu",
        "evidence_file": "Berkas bukti yang Anda unggah",
        "ledger_entry": "Catatan JP",
        "competency_entry": "Kompetensi yang dicapai",
        "ledger_link": "Rantai yang menjaga kedua catatan itu",
        "target_exemption": "Pengecualian target JP",
        "dashboard_person": "JP setahun Anda sebagaimana dihitung dasbor admin",
        "transcript": "Transkrip yang Anda buat",
        "saved_filter": "Saringan yang Anda simpan",
        "export_schedule": "Ekspor terjadwal Anda",
        "export_run": "Bulan yang sudah diekspornya",
        "siasn_row": "Yang diserahkan ke SIASN, dan jawabannya",
        "siasn_export_row": "Isi baris yang diserahkan itu",
        "siasn_reply_row": "Baris berkas jawaban SIASN tentang itu, sebagai nomor",
        "programme_person": "Program pelatihan yang menyebut Anda",
        "programme_seat": "Angkatan yang Anda ikuti atau tunggu",
        "programme_request": "Permintaan Anda ikut angkatan, dan jawabannya",
        "calendar_feed": "Alamat rahasia kalender Anda, sebagai sidik",
        "programme_exemption": "Pembebasan dari program pelatihan",
        "notice": "Pemberitahuan",
        "notice_preference": "Pilihan surel",
        "outbox_mail": "Surel pemberitahuan kepada Anda",
        "correction_request": "Permintaan perbaikan data Anda",
        "data_copy": "Salinan data yang Anda minta",
        "erasure": "Penghapusan data Anda menurut masa simpannya",
        "audit_subject": "Catatan siapa memproses data Anda",
    }
)


def action_words(action: str) -> str:
    """An audited action in plain words, by its name or else by its area."""
    return ACTIONS.get(action) or AREAS.get(action.split(".")[0], "Memproses data Anda")


def is_due(last_day: date, today: date, days: int, *, asked: bool) -> bool:
    """Whether people are reminded of a certificate's last valid day: from so many days before it, or at once when an
    admin asked for its renewal; then also after it.
    """
    return asked or today <= last_day <= today + timedelta(days)


def last_activity(opened_at: datetime, progress: Progress) -> datetime:
    """When a learner last finished something in a course, or entered it."""
    return max([opened_at, *(row.done_at for row in progress.values() if row.done_at is not None)])


def stalled(last: datetime, now: datetime) -> bool:
    """Whether nothing was finished for 30 days."""
    return now - last >= STALLED_AFTER


def least_days(course: Course, rule: JpRule | None) -> int:
    """On how many days at least a course must be learnt for all its JP to count (1: any number will do)."""
    if rule is None or not rule.cap_per_day or rule.basis == "hari-selesai":
        return 1
    return max(1, -(-course.jp // rule.cap_per_day))


def competency_names(catalogue: Catalogue, course: Course) -> tuple[tuple[str, int], ...]:
    """The competencies a course develops, by name, with their levels."""
    known = catalogue.reference.competencies
    named = ((known[t.code].name if t.code in known else t.code, t.level) for t in course.competencies)
    return tuple(sorted(named))


def held(rows: Mapping[str, Iterable[object]]) -> tuple[Held, ...]:
    """How much of each kind of data is held."""
    return tuple(Held(table, words, len(list(rows.get(table, ())))) for table, words in HELD.items())
