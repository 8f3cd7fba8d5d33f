"""What SIASN's service ``kursus/save`` takes, which trainings may be handed over, and how they stand there. Pure.

The fields are those of the BKN web service as agencies use it; ``jenisDiklatId`` and the letter of
``jenisKursusSertipikat`` come from ``referensi/jenis-diklat.yml``, ``instansiId`` from ``referensi/instansi.yml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from elearn.competency.rules import siasn_jp
from elearn.content.model import Reference
from elearn.core.tabular import Column, shown_date

MOST = 2_000  # rows of one hand-over: as many as one bundle of certificates holds
DIKLAT = "diklat"


class SiasnState(StrEnum):
    """Where a training stands with SIASN."""

    NEW = "belum"
    EXPORTED = "diekspor"
    ACCEPTED = "diterima"
    REFUSED = "ditolak"
    WITHDRAWN = "ditarik"


class Source(StrEnum):
    """What a row comes from."""

    COMPLETION = "kelulusan"
    SUBMISSION = "pengajuan"


STATE_WORDS: Mapping[SiasnState, tuple[str, str]] = {
    SiasnState.NEW: ("Belum diekspor", ""),
    SiasnState.EXPORTED: ("Diekspor", "accent"),
    SiasnState.ACCEPTED: ("Diterima SIASN", "good"),
    SiasnState.REFUSED: ("Ditolak SIASN", "bad"),
    SiasnState.WITHDRAWN: ("Ditarik dari SIASN", ""),
}
# In the order of the service's own documents; ``id`` is empty for what SIASN does not have yet.
FIELDS = (
    Column("pnsOrangId", "pnsOrangId"),
    Column("instansiId", "instansiId"),
    Column("jenisDiklatId", "jenisDiklatId"),
    Column("jenisKursus", "jenisKursus"),
    Column("jenisKursusSertipikat", "jenisKursusSertipikat"),
    Column("namaKursus", "namaKursus"),
    Column("nomorSertipikat", "nomorSertipikat"),
    Column("institusiPenyelenggara", "institusiPenyelenggara"),
    Column("jumlahJam", "jumlahJam", "integer"),
    Column("tahunKursus", "tahunKursus", "integer"),
    Column("tanggalKursus", "tanggalKursus"),
    Column("tanggalSelesaiKursus", "tanggalSelesaiKursus"),
    Column("lokasiId", "lokasiId"),
    Column("id", "id"),
)
KEY, NIP = Column("kunci", "kunci"), Column("nip", "NIP")
PAYLOAD_COLUMNS = (KEY, NIP, *FIELDS)
SHEET_COLUMNS = (
    KEY,
    NIP,
    Column("nama", "Nama"),
    Column("unit_kerja", "Unit kerja"),
    *FIELDS,
    Column("berkas_pdf", "Nama berkas PDF"),
    Column("peringatan", "Peringatan"),
    Column("rw_kursus_id", "rwKursusId"),
    Column("alasan", "Alasan penolakan"),
)


@dataclass(frozen=True, slots=True)
class SiasnFilter:
    """Which trainings. Dates are local dates of their end, inclusive; ``unit_id`` means the unit and all below it,
    where the person serves today. ``state`` None: whatever it is; NEW: also what was handed over under a number that
    was replaced since, and what was taken back there and stands again.
    """

    first: date | None = None
    last: date | None = None
    unit_id: int | None = None
    state: SiasnState | None = SiasnState.NEW

    def described(self) -> dict[str, Any]:
        """The filter as it is kept, with the hand-over and in the audit trail."""
        chosen = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in chosen.items()}


@dataclass(frozen=True, slots=True)
class Sent:
    """How a training stands with SIASN. ``number`` is the certificate's as it was handed over last, ``exported_on`` the
    local date of that.
    """

    state: SiasnState
    exports: int
    exported_on: date
    number: str
    rw_id: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Training:
    """A training with a certificate, or an approved one from elsewhere. ``jp`` in hundredths; ``first`` and ``last``
    are local dates; ``code`` is that of the certificate or of the submission; ``sent`` None: never handed over.
    """

    source: Source
    ref: int
    person_id: int
    nip: str | None
    name: str
    unit_id: int | None
    title: str
    training_type: str
    organiser: str
    number: str
    jp: int
    first: date
    last: date
    code: str
    sent: Sent | None = None

    @property
    def key(self) -> str:
        """``kelulusan-12``: names the row in every file, so that an answer finds it."""
        return f"{self.source}-{self.ref}"

    @property
    def state(self) -> SiasnState:
        return self.sent.state if self.sent else SiasnState.NEW

    @property
    def replaced(self) -> str:
        """The number that SIASN was given, if the certificate got another since; empty otherwise."""
        return self.sent.number if self.sent is not None and self.sent.number != self.number else ""


def problem(training: Training, reference: Reference) -> str:
    """Why a training cannot be handed over as a course; empty if it can."""
    kind = reference.training_types.get(training.training_type)
    if kind is None:
        return f"{reference.jalur(training.training_type)} tidak ada dalam tabel jenis diklat SIASN."
    if kind.history == DIKLAT:
        return f"{kind.name} masuk riwayat diklat, bukan riwayat kursus: catat langsung di SIASN."
    if not training.nip:
        return "Pegawai ini belum punya NIP di situs ini."
    if not training.number:
        return "Nomor sertifikatnya kosong."
    return "" if siasn_jp(training.jp) else "Kurang dari 1 JP, sedangkan SIASN hanya menerima JP bulat."


def warning(training: Training) -> str:
    """What to look out for when a row is handed over again; empty the first time."""
    sent = training.sent
    if sent is None:
        return ""
    told = f"Sudah diekspor {sent.exports} kali, terakhir {shown_date(sent.exported_on)}."
    if sent.rw_id:
        told += f" Sudah ada di SIASN (rwKursusId {sent.rw_id}): ini pembaruan, bukan baris baru."
    if training.replaced:
        told += f" Nomornya berganti, semula {training.replaced}."
    return told


def payload(training: Training, reference: Reference) -> dict[str, Any]:
    """The fields of ``kursus/save`` by name. ``pnsOrangId`` stays empty: SIASN's own id of a person is looked up by her
    NIP. JP are whole, rounded down; dates are dd-mm-yyyy; the year is that of the end.
    """
    kind = reference.training_types[training.training_type]
    return {
        "pnsOrangId": "",
        "instansiId": reference.institution.agency_id,
        "jenisDiklatId": kind.id,
        "jenisKursus": "",
        "jenisKursusSertipikat": kind.letter,
        "namaKursus": training.title,
        "nomorSertipikat": training.number,
        "institusiPenyelenggara": training.organiser,
        "jumlahJam": siasn_jp(training.jp),
        "tahunKursus": training.last.year,
        "tanggalKursus": shown_date(training.first),
        "tanggalSelesaiKursus": shown_date(training.last),
        "lokasiId": "",
        "id": training.sent.rw_id if training.sent else None,
    }
