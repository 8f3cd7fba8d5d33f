"""The facts of the institution: ``referensi/*.yml``, each with its legal source and the date from which it holds.

Every file has the same frame: ``sumber``, ``berlaku_sejak``, optionally ``berlaku_sampai`` and
``perlu_dikonfirmasi: ya``, and ``isi``. A row of ``isi`` may carry its own source and dates; otherwise those of the
file hold.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from elearn.content.facts import Frame, Row, read_frame
from elearn.content.files import Tree, read_text, scan
from elearn.content.findings import Findings
from elearn.content.framework import read_competencies, read_level_names, read_paths, read_positions
from elearn.content.model import (
    Finding,
    Institution,
    Reference,
    Signatory,
    TrainingType,
)
from elearn.content.model.certificates import TEMPLATE_FOLDER
from elearn.content.reference_certificates import Keep, check_number_template, read_templates
from elearn.content.reference_ipasn import read_ip_asn, refuse_unknown_names
from elearn.content.reference_jp import jp_rules, jp_targets, refuse_unknown_types
from elearn.content.reference_programmes import read_programme_terms
from elearn.content.reference_quality import read_quality_terms
from elearn.content.reference_retention import retention_rules
from elearn.content.values import BadValue

UNSET = Institution(
    "Instansi belum diatur",
    "",
    "",
    "instansi",
    "",
    Signatory("", "", ""),
    "{kode}/{urut}/{bulan_romawi}/{tahun}",
    "",
    (),
)


def empty() -> Reference:
    """What holds while no facts can be read."""
    return Reference(UNSET)


def load(folder: Path, last: Reference | None = None) -> tuple[Reference, tuple[Finding, ...]]:
    """The facts in ``content/referensi`` and what is wrong; a missing or broken file keeps ``last``'s facts."""
    root = folder.resolve()
    tree = scan(root.parent, root.name) if root.is_dir() else Tree(root.name, {}, ())
    return load_tree(tree, last)


def _only_digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def load_tree(
    tree: Tree, last: Reference | None = None, keep: Keep = _only_digest
) -> tuple[Reference, tuple[Finding, ...]]:
    """The same for a folder that has been scanned. ``keep`` stores a logo and returns its sha256."""
    findings = Findings()
    tree.report(findings)
    reference = last if last is not None else empty()
    for name, (field, read) in FILES.items():
        path = f"{tree.path}/{name}"
        note = findings.of(path)
        entry = tree.entries.get(path)
        if entry is None:
            note.error(1, "berkas referensi ini belum ada; salin dari contoh bawaan")
            continue
        text = read_text(entry, note)
        frame = read_frame(text, note) if text is not None else None
        if frame is None:
            continue
        try:
            value = read(frame)
            if name in AGAINST:
                AGAINST[name](frame, reference)
        except BadValue as error:
            note.error(frame.line, str(error))
            continue
        if not frame.failed:
            reference = replace(reference, **{field: value})
    templates = read_templates(tree, reference.institution, reference.certificates, findings, keep)
    reference = replace(reference, certificates=templates)
    for path in tree.entries:
        if path.removeprefix(f"{tree.path}/") not in FILES and not path.startswith(f"{tree.path}/{TEMPLATE_FOLDER}/"):
            findings.of(path).advice(1, f"berkas ini tidak dipakai; yang dikenal: {', '.join(FILES)}")
    return reference, findings.sorted()


def _by_key(rows: Iterable[tuple[str, Any, Row]]) -> MappingProxyType[str, Any]:
    found: dict[str, Any] = {}
    for key, value, row in rows:
        if key in found:
            row.refuse(f"`{key}` ditulis dua kali; hapus salah satu")
        found[key] = value
    return MappingProxyType(found)


def _training_types(frame: Frame) -> Any:
    return _by_key(
        (row.text("id"), TrainingType(row.text("id"), row.text("nama"), row.text("kode"), _history(row)), row)
        for row in frame.rows("id", "nama", "kode", "bentuk", "riwayat")
    )


def _history(row: Row) -> str:
    """In which history of SIASN it is kept: of courses, unless it says otherwise."""
    return row.word("riwayat", ("kursus", "diklat")) if "riwayat" in row.nodes else "kursus"


def _ranks(frame: Frame) -> tuple[tuple[str, str], ...]:
    return tuple((row.text("golongan"), row.optional("pangkat")) for row in frame.rows("golongan", "pangkat"))


def _zones(frame: Frame) -> Any:
    zones = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
    return _by_key((row.text("awalan"), row.word("zona", zones), row) for row in frame.rows("awalan", "zona"))


def _institution(frame: Frame) -> Institution:
    row = frame.single(
        "nama",
        "induk",
        "kota",
        "kode",
        "id_instansi",
        "penandatangan",
        "nomor_sertifikat",
        "kode_klasifikasi",
        "kualifikasi",
    )
    signer = row.inner("penandatangan", "nama", "jabatan", "nip")
    template = row.text("nomor_sertifikat")
    check_number_template(row, template)
    marks = row.part("kualifikasi").rows("minimal", "sebutan")
    qualifications = sorted(((mark.whole("minimal", 0, 100), mark.text("sebutan")) for mark in marks), reverse=True)
    return Institution(
        row.text("nama"), row.optional("induk"), row.text("kota"), row.text("kode"), row.optional("id_instansi"),
        Signatory(signer.text("nama"), signer.text("jabatan"), signer.nip("nip")), template,
        row.part("kode_klasifikasi").plain(), tuple(qualifications),
    )  # fmt: skip


FILES: dict[str, tuple[str, Callable[[Frame], Any]]] = {
    "instansi.yml": ("institution", _institution),
    "level-kompetensi.yml": ("level_names", read_level_names),
    "kompetensi.yml": ("competencies", read_competencies),
    "jabatan.yml": ("positions", read_positions),
    "jalur-belajar.yml": ("paths", read_paths),
    "jenis-diklat.yml": ("training_types", _training_types),
    "aturan-jp.yml": ("jp_rules", jp_rules),
    "target-jp.yml": ("jp_targets", jp_targets),
    "ip-asn.yml": ("ip_asn", read_ip_asn),
    "program-pelatihan.yml": ("programmes", read_programme_terms),
    "mutu-kursus.yml": ("quality", read_quality_terms),
    "pangkat.yml": ("ranks", _ranks),
    "retensi.yml": ("retention", retention_rules),
    "zona.yml": ("zones", _zones),
}
# What is held against the files above it in that list.
AGAINST: dict[str, Callable[[Frame, Reference], None]] = {
    "aturan-jp.yml": refuse_unknown_types,
    "ip-asn.yml": refuse_unknown_names,
}
