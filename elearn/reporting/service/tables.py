"""The columns of the exports, each list's declared once, and the cells under them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from elearn.competency.rules import siasn_jp
from elearn.content.model import Reference
from elearn.core.tabular import Column
from elearn.credentials.pdf import verification_url
from elearn.credentials.rules import State, file_name
from elearn.people.rules import STATUS_LABELS, display_name
from elearn.reporting.queries.people import UnitName
from elearn.reporting.rules.siasn import SiasnState

# What SIASN asks of a course history (service kursus/save), and what the hand-over by hand needs around it.
COMPLETION_COLUMNS = (
    Column("nip", "NIP"),
    Column("nama", "Nama"),
    Column("status", "Status pegawai"),
    Column("golongan", "Pangkat/golongan"),
    Column("jabatan", "Jabatan"),
    Column("unit_kerja", "Unit kerja"),
    Column("perangkat_daerah", "Perangkat daerah"),
    Column("nama_kursus", "Nama kursus"),
    Column("jenis_diklat_id", "jenisDiklatId"),
    Column("jenis_diklat", "Jenis diklat"),
    Column("jp", "JP", "integer"),
    Column("penyelenggara", "Penyelenggara"),
    Column("tanggal_mulai", "Tanggal mulai", "date"),
    Column("tanggal_selesai", "Tanggal selesai", "date"),
    Column("tahun", "Tahun", "integer"),
    Column("nomor_sertifikat", "Nomor sertifikat"),
    Column("tanggal_sertifikat", "Tanggal sertifikat", "date"),
    Column("nilai_akhir", "Nilai akhir", "decimal"),
    Column("status_sertifikat", "Status sertifikat"),
    Column("tautan_verifikasi", "Tautan verifikasi"),
    Column("berkas_pdf", "Nama berkas PDF"),
    Column("status_siasn", "Status sinkron SIASN"),
    Column("id_siasn", "ID SIASN"),
)

COMPETENCY_COLUMNS = (
    Column("nip", "NIP"),
    Column("nama", "Nama"),
    Column("status", "Status pegawai"),
    Column("unit_kerja", "Unit kerja"),
    Column("perangkat_daerah", "Perangkat daerah"),
    Column("kode_kompetensi", "Kode kompetensi"),
    Column("kompetensi", "Kompetensi"),
    Column("level", "Level", "integer"),
    Column("tanggal", "Tanggal", "date"),
    Column("bukti", "Bukti"),
)
GAP_COLUMNS = (
    *COMPETENCY_COLUMNS[:5],
    Column("jabatan", "Jabatan"),
    Column("standar", "Standar jabatan"),
    Column("kode_kompetensi", "Kode kompetensi"),
    Column("kompetensi", "Kompetensi"),
    Column("level", "Level dicapai", "integer"),
    Column("level_disyaratkan", "Level disyaratkan", "integer"),
    Column("kesenjangan", "Kesenjangan", "integer"),
)
JP_COLUMNS = (
    *COMPETENCY_COLUMNS[:5],
    Column("tahun", "Tahun", "integer"),
    Column("jp_diakui", "JP diakui", "decimal"),
    Column("jp_tercatat", "JP tercatat", "decimal"),
)


def completion_cells(
    batches: Iterable[Sequence[Sequence[Any]]],
    *,
    reference: Reference,
    units: Mapping[int | None, UnitName],
    public_url: str,
    today: date,
) -> Iterator[tuple[Any, ...]]:
    """The cells of completions selected as ``EXPORTED``. Everything that rows share is looked up, not made again."""
    labels: dict[str | None, str] = {None: "", **{str(key): label for key, label in STATUS_LABELS.items()}}
    kinds = {key: kind.name for key, kind in reference.training_types.items()}
    for batch in batches:
        for (
            nip, before, name, after, status, rank, position, unit_id, course, title, kind, jp, organiser,
            started_on, completed_on, score, number, issued_on, code, revoked, valid_until,
            siasn_state, rw_id,
        ) in batch:  # fmt: skip
            unit, agency = units[unit_id]
            yield (
                nip,
                display_name(before, name, after),
                labels[status],
                rank,
                position,
                unit,
                agency,
                title,
                kind,
                kinds.get(kind, ""),
                siasn_jp(jp),
                organiser,
                started_on,
                completed_on,
                completed_on.year,
                number,
                issued_on,
                hundredths(score),
                standing(code, revoked, valid_until, today),
                verification_url(public_url, code) if code else "",
                file_name(course, number) if number else "",
                siasn_state or SiasnState.NEW.value,
                rw_id or "",
            )


def standing(code: str | None, revoked: bool, valid_until: date | None, today: date) -> str:
    """What a certificate is worth, without its seal: whoever imports the row must not import a revoked one."""
    if code is None:
        return ""
    if revoked:
        return State.REVOKED.value
    return State.EXPIRED.value if valid_until is not None and valid_until < today else State.VALID.value


def hundredths(value: int | None) -> int | float | None:
    """Integer hundredths as a number without idle zeros: 9000 is 90, 8750 is 87.5."""
    if value is None:
        return None
    return value / 100 if value % 100 else value // 100


def person_cells(row: Any, units: Mapping[int | None, UnitName]) -> tuple[Any, ...]:
    """The cells about the person at the beginning of a competency row."""
    status = STATUS_LABELS[row.status] if row.status else ""
    return (row.nip, display_name(row.title_before, row.name, row.title_after), status, *units[row.unit_id])
