"""What a notice is about, and what it says on the site and in a mail. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a notice is about."""

    CERTIFICATE = "sertifikat"
    CERTIFICATE_REVOKED = "sertifikat-dicabut"
    CERTIFICATE_REINSTATED = "sertifikat-dipulihkan"
    SUBMISSION_APPROVED = "pengajuan-disetujui"
    SUBMISSION_RETURNED = "pengajuan-dikembalikan"
    SUBMISSION_REJECTED = "pengajuan-ditolak"
    SUBMISSION_CANCELLED = "pengajuan-dibatalkan"
    ESSAY_MARKED = "esai-dinilai"
    COPY_READY = "salinan-siap"
    CORRECTION = "koreksi-baru"
    CORRECTION_LATE = "koreksi-mendekati-batas"
    CORRECTION_ANSWERED = "koreksi-dijawab"
    EXPORT_READY = "ekspor-siap"
    EXPORT_FAILED = "ekspor-gagal"
    EXPORT_PAUSED = "ekspor-dijeda"
    PROGRAMME_NEW = "program-baru"
    PROGRAMME_DUE = "program-mendekati-batas"
    PROGRAMME_TODAY = "program-batas-hari-ini"
    PROGRAMME_LATE = "program-terlambat"
    PROGRAMME_NUDGE = "program-diingatkan"
    WEBHOOK_FAILED = "webhook-gagal"
    WEBHOOK_PAUSED = "webhook-dijeda"
    COHORT_SEAT = "angkatan-tempat"
    COHORT_OUT = "angkatan-keluar"
    REQUEST = "permintaan-bawahan"
    REQUEST_APPROVED = "permintaan-disetujui"
    REQUEST_DECLINED = "permintaan-ditolak"


@dataclass(frozen=True, slots=True)
class Words:
    """``heading`` and ``text`` for the site, with places for the notice's own words, of which ``more`` may be missing;
    ``mail`` for a mail, which says nothing about the person. ``urgent``: not held back for the daily mail.
    """

    heading: str
    text: str
    mail: str
    urgent: bool = False


WORDS: Mapping[Kind, Words] = MappingProxyType(
    {
        Kind.CERTIFICATE: Words(
            "Sertifikat baru", "Anda menyelesaikan “{title}”. Sertifikatnya tercatat atas nama Anda.",
            "Anda memperoleh sertifikat baru.",
        ),
        Kind.CERTIFICATE_REVOKED: Words(
            "Sertifikat dicabut", "“{title}” dicabut; yang dicatat atas dasarnya tidak lagi dihitung. Alasan: {reason}",
            "Sertifikat Anda dicabut.",
        ),
        Kind.CERTIFICATE_REINSTATED: Words(
            "Sertifikat dipulihkan", "Pencabutan “{title}” dibatalkan; yang dicatat atas dasarnya dihitung lagi.",
            "Sertifikat Anda dipulihkan.",
        ),
        Kind.SUBMISSION_APPROVED: Words(
            "Pengajuan disetujui", "“{title}” disetujui. JP-nya sudah masuk ke riwayat Anda.",
            "Pengajuan kegiatan Anda disetujui.",
        ),
        Kind.SUBMISSION_RETURNED: Words(
            "Pengajuan dikembalikan", "“{title}” perlu diperbaiki, lalu dikirim lagi. Alasan: {reason}",
            "Pengajuan kegiatan Anda dikembalikan untuk diperbaiki.",
        ),
        Kind.SUBMISSION_REJECTED: Words(
            "Pengajuan ditolak", "“{title}” tidak dapat diakui. Alasan: {reason}",
            "Pengajuan kegiatan Anda ditolak.",
        ),
        Kind.SUBMISSION_CANCELLED: Words(
            "Persetujuan dibatalkan", "“{title}” tidak jadi diakui, dan JP-nya ditarik. Alasan: {reason}",
            "Persetujuan atas pengajuan kegiatan Anda dibatalkan.",
        ),
        Kind.ESSAY_MARKED: Words(
            "Esai sudah dinilai", "Hasil “{title}” sudah dapat Anda lihat.", "Esai Anda sudah dinilai.",
        ),
        Kind.COPY_READY: Words(
            "Salinan data siap", "Salinan semua data Anda dapat diunduh sampai {until}.",
            "Salinan data yang Anda minta sudah siap.",
        ),
        Kind.CORRECTION: Words(
            "Permintaan perbaikan data", "Seorang pegawai meminta datanya diperbaiki. Jawab paling lambat {due}.",
            "Ada permintaan perbaikan data yang menunggu jawaban Anda.", urgent=True,
        ),
        Kind.CORRECTION_LATE: Words(
            "Perbaikan data belum dijawab", "Batas 3 × 24 jam menurut undang-undang berakhir {due}, tak sampai sehari.",
            "Ada permintaan perbaikan data yang batas jawabnya kurang dari sehari lagi.", urgent=True,
        ),
        Kind.CORRECTION_ANSWERED: Words(
            "Permintaan perbaikan dijawab", "Permintaan Anda tentang “{about}” sudah dijawab.",
            "Permintaan perbaikan data Anda sudah dijawab.",
        ),
        Kind.EXPORT_READY: Words(
            "Ekspor siap diunduh", "Berkas “{title}” yang Anda minta sudah siap.",
            "Berkas ekspor yang Anda minta sudah siap.",
        ),
        Kind.EXPORT_FAILED: Words(
            "Ekspor gagal", "Berkas “{title}” tidak dapat disusun. Buka untuk melihat sebabnya dan mencoba lagi.",
            "Ekspor yang Anda minta gagal.",
        ),
        Kind.EXPORT_PAUSED: Words(
            "Ekspor terjadwal dijeda", "Jadwal “{title}” dijeda karena peran Anda tidak lagi mencakup daftarnya.",
            "Ekspor terjadwal Anda dijeda.",
        ),
        Kind.PROGRAMME_NEW: Words(
            "Program baru", "“{title}” perlu Anda selesaikan paling lambat {due}.{more}",
            "Ada program pelatihan baru untuk Anda.",
        ),
        Kind.PROGRAMME_DUE: Words(
            "Batas program mendekat", "“{title}” perlu Anda selesaikan paling lambat {due}.{more}",
            "Ada program pelatihan yang batasnya mendekat.",
        ),
        Kind.PROGRAMME_TODAY: Words(
            "Hari ini batas program", "Hari ini hari terakhir untuk menyelesaikan “{title}”.{more}",
            "Ada program pelatihan yang batasnya hari ini.", urgent=True,
        ),
        Kind.PROGRAMME_LATE: Words(
            "Program terlambat", "“{title}” belum selesai, padahal batasnya {due}.{more}",
            "Ada program pelatihan yang melewati batasnya.",
        ),
        Kind.PROGRAMME_NUDGE: Words(
            "Pengingat program", "{by} mengingatkan Anda: “{title}” {limit}.{more}",
            "Anda diingatkan akan program pelatihan yang belum selesai.",
        ),
        Kind.WEBHOOK_FAILED: Words(
            "Kiriman webhook gagal", "Ada kiriman ke {host} yang tidak diterima walau dicoba berkali-kali.",
            "Ada kiriman webhook yang gagal.",
        ),
        Kind.WEBHOOK_PAUSED: Words(
            "Webhook dijeda", "Webhook ke {host} dijeda sendiri. Yang terjadi selama jeda menunggu sampai dilanjutkan.",
            "Ada webhook yang dijeda sendiri.",
        ),
        Kind.COHORT_SEAT: Words(
            "Anda mendapat tempat", "Anda peserta “{title}”, dari {start} sampai {due}.",
            "Anda mendapat tempat di sebuah angkatan.", urgent=True,
        ),
        Kind.COHORT_OUT: Words(
            "Tidak lagi terdaftar", "Anda tidak lagi terdaftar di “{title}”. {reason}",
            "Pendaftaran Anda di sebuah angkatan berakhir.",
        ),
        Kind.REQUEST: Words(
            "Permintaan menunggu Anda", "Pegawai yang Anda pimpin meminta ikut “{title}”.",
            "Ada permintaan pegawai yang menunggu persetujuan Anda.",
        ),
        Kind.REQUEST_APPROVED: Words(
            "Permintaan disetujui", "Anda boleh ikut “{title}”. {reason}", "Permintaan Anda disetujui.",
        ),
        Kind.REQUEST_DECLINED: Words(
            "Permintaan ditolak", "Anda belum dapat ikut “{title}”. Alasan: {reason}", "Permintaan Anda ditolak.",
        ),
    }
)  # fmt: skip


def said(kind: Kind, words: Mapping[str, str]) -> tuple[str, str]:
    """Heading and text of a notice. Raises KeyError when a word is missing."""
    form = WORDS[kind]
    return form.heading, form.text.format_map({"more": "", **words})


def mail_lines(kinds: Iterable[Kind]) -> str:
    """What a mail says of some notices: each sentence once, with how often it holds."""
    counted = Counter(WORDS[kind].mail for kind in kinds)
    return "\n".join(f"- {line}" if count == 1 else f"- {line} ({count} kali)" for line, count in counted.items())


def mail_subject(kinds: Iterable[Kind]) -> str:
    """The subject: of a single notice its heading."""
    found = list(kinds)
    return WORDS[found[0]].heading if len(found) == 1 else f"{len(found)} pemberitahuan baru"
