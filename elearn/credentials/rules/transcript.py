"""The snapshot a transcript is: a person's whole competency record as plain JSON values, documented in the README.

The same document, without the section ``transkrip``, is what somebody takes away as her record of today. All JP in it
are hundredths, all dates local.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from elearn.competency.rules import ChainHead, Line, Reached, Since, WholeRecord, WholeYear
from elearn.content.model import PALETTES, CertificateTemplate, Reference
from elearn.core.clock import local_date
from elearn.core.identifiers import digest_of
from elearn.credentials.rules.payload import Holder, iso
from elearn.credentials.rules.words import one_line

FORMAT = "elearn-riwayat/1"
STAMP = "transkrip"


@dataclass(frozen=True, slots=True)
class Proof:
    """Who held a training, and the number of the paper that proves it."""

    organiser: str
    number: str


# By the kind of evidence and what that kind calls it.
Proofs = Mapping[tuple[str, str], Proof]
NO_PROOF = Proof("", "")


@dataclass(frozen=True, slots=True)
class Seal:
    """What makes this transcript this one. ``salt`` is random, so that nobody can find the NIP by trying all of them
    against the digest, which the credential makes known.
    """

    code: str
    salt: str


class Standing(StrEnum):
    """The answers to a transcript's code, gravest last."""

    CURRENT = "berlaku"
    OUTDATED = "perlu diperbarui"
    SUPERSEDED = "digantikan"
    NOT_GENUINE = "tidak asli"
    UNKNOWN = "tidak dikenal"


SENTENCES = {
    Standing.CURRENT: "Transkrip ini asli, dan yang terbaru dari pemiliknya. Cocokkan isinya dengan lembar Anda.",
    Standing.OUTDATED: "Transkrip ini asli, tetapi isinya tidak lagi sama dengan catatan hari ini. "
    "Jangan pakai jumlahnya.",
    Standing.SUPERSEDED: "Transkrip ini asli, tetapi pemiliknya sudah membuat yang lebih baru. Mintalah yang terbaru.",
    Standing.NOT_GENUINE: "Isi transkrip ini tidak cocok dengan segelnya. Jangan terima sebagai bukti; "
    "laporkan kepada lembaga penerbit.",
}


def record_document(
    record: WholeRecord,
    holder: Holder,
    proofs: Proofs,
    *,
    reference: Reference,
    zone: str,
    now: datetime,
    seal: Seal | None = None,
) -> dict[str, Any]:
    """The whole record as plain JSON values; with a seal it is a transcript's payload."""
    template = reference.certificate("", local_date(now, zone))
    document = {
        "format": FORMAT,
        "dibuat": {
            "pada": now.astimezone(UTC).isoformat(timespec="seconds"),
            "tanggal": iso(local_date(now, zone)),
            "zona": zone,
        },
        "pegawai": _person(holder, reference),
        "lembaga": {"nama": template.name, "induk": template.parent, "kota": template.city},
        "tahun": [_year(year, proofs) for year in record.years],
        "kompetensi": [_reached(item) for item in record.competencies],
        "aturan": _rules(record),
        "rantai": [{"posisi": head.position, "sidik": head.digest} for head in record.heads],
    }
    if seal is not None:
        document[STAMP] = {"kode": seal.code, "garam": seal.salt, "rupa": _look(template)}
    return _clean(document)  # type: ignore[no-any-return]


def same_record(some: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two documents say the same on the same day, whatever the hour and the code."""
    return _comparable(some) == _comparable(other)


def heads_in(document: Mapping[str, Any]) -> tuple[ChainHead, ...]:
    """The heads of the chains as they were when the document was made."""
    return tuple(ChainHead(head["posisi"], head["sidik"]) for head in document["rantai"])


def is_whole(payload: Mapping[str, Any], digest: str, code: str) -> bool:
    """Whether a stored payload is still the sealed one, and that of this code."""
    return digest_of(payload) == digest and payload[STAMP]["kode"] == code


def since_words(since: Since) -> str:
    """What became of the record since, in one sentence."""
    if not since.whole:
        return (
            "Catatan lama yang menjadi dasar transkrip ini tidak sama lagi di situs ini, mungkin karena pemulihan dari "
            "cadangan atau akun yang dipisahkan. Tanyakan kepada lembaga penerbit."
        )
    if not since.changed:
        return "Sejak itu riwayatnya tidak berubah."
    told = ([f"bertambah {since.added} catatan"] if since.added else []) + (
        [f"{since.taken_back} catatan dicabut"] if since.taken_back else []
    )
    return f"Sejak itu {' dan '.join(told)}."


def _comparable(document: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in document.items() if name != STAMP}
    return kept | {"dibuat": {**kept["dibuat"], "pada": ""}}


def _look(template: CertificateTemplate) -> dict[str, str]:
    """How the sheet looks, by value: a new palette does not change one that was issued."""
    palette = PALETTES[template.palette]
    return {"warna": palette.accent, "hiasan": palette.ornament, "logo": template.logo}


def _person(holder: Holder, reference: Reference) -> dict[str, str]:
    return {
        "nama": holder.name,
        "nip": holder.nip or "",
        "status": holder.status or "",
        "pangkat": holder.rank,
        "nama_pangkat": dict(reference.ranks).get(holder.rank, ""),
        "jabatan": holder.position,
        "unit": holder.unit,
        "instansi": holder.agency,
    }


def _year(year: WholeYear, proofs: Proofs) -> dict[str, Any]:
    return {
        "tahun": year.year,
        "status": year.status,
        "jp": year.summary.raw,
        "diakui": year.summary.recognised,
        "target": year.summary.target,
        "batas": year.summary.bound,
        "dasar_target": year.summary.source,
        "dilaporkan": year.reported,
        "catatan": [_entry(line, proofs.get((line.evidence_kind, line.evidence_ref), NO_PROOF)) for line in year.lines],
    }


def _entry(line: Line, proof: Proof) -> dict[str, Any]:
    return {
        "tanggal": iso(line.on),
        "kegiatan": line.title,
        "jalur": line.training_type,
        "lingkup": line.scope,
        "penyelenggara": proof.organiser,
        "nomor": proof.number,
        "jp": line.raw,
        "diakui": line.recognised,
        "aturan": line.terms,
        "keterangan": line.why,
        "jenis_bukti": line.evidence_kind,
        "bukti": line.evidence_ref,
    }


def _reached(item: Reached) -> dict[str, Any]:
    return {
        "kode": item.code,
        "nama": item.name,
        "kelompok": item.group,
        "level": item.level,
        "tanggal": iso(item.on),
        "jenis_bukti": item.evidence_kind,
        "bukti": item.evidence_ref,
    }


def _rules(record: WholeRecord) -> list[dict[str, str]]:
    """Each rule that counted something once, with its legal source."""
    found = {
        (line.training_type, iso(line.rule.valid_from)): line.rule.source
        for year in record.years
        for line in year.lines
        if line.rule is not None
    }
    return [{"jalur": kind, "dasar": source, "berlaku_sejak": day} for (kind, day), source in sorted(found.items())]


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value
