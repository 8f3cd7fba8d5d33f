"""What ``elearn check`` says: lines to click for people, one JSON document for editors and CI."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from elearn.content.model import Finding, Severity

if TYPE_CHECKING:
    from elearn.content.repair import Repair
    from elearn.content.repair.files import FileRepair

FORMAT = 1
SHOWN = 100
# Messages say what is wrong, then, after the first semicolon outside code, what to write.
ADVISED = re.compile(r"^(?:[^;`]|`[^`]*`)*;\s*(.+)$", re.DOTALL)
# Parts of the messages that a safe repair can answer: whether one does is only asked for these, because asking reads
# the files again.
CURABLE = (
    "kotak pilihan keliru", "belum ber-id", "harus huruf kecil", "butir daftar keliru", "harus berupa kutipan",
    "kutipan sesudah jawaban", "tidak dikenal", "beri spasi sesudah", "spasi tak terputus", "front matter",
    "di atas judul", "judul belum ada", "garis tepat di bawah", "garis bawah judul", "materi masih kosong",
)  # fmt: skip


def maybe_curable(finding: Finding) -> bool:
    """Whether a safe repair might answer this finding."""
    return any(words in finding.message for words in CURABLE)


@dataclass(slots=True)
class Report:
    """What a check found and did. ``possible`` are the safe repairs of what is still wrong; ``dry``: ``repairs`` were
    only tried; ``unwritten`` (Indonesian) says which files were left alone, and why; ``whole``: everything was checked.
    """

    root: Path
    whole: bool
    dry: bool
    courses: list[str] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()
    repairs: list[FileRepair] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    possible: list[FileRepair] = field(default_factory=list)

    @property
    def errors(self) -> int:
        return sum(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def advice(self) -> int:
        return len(self.findings) - self.errors

    def cure(self, finding: Finding) -> Repair | None:
        """The safe repair that answers a finding."""
        for file in self.possible:
            for repair in file.repairs if file.path == finding.path else ():
                here = repair.anywhere or repair.line == finding.line
                if here and any(words in finding.message for words in repair.cures):
                    return repair
        return None


def print_text(report: Report) -> None:
    """Findings as ``file:line: message`` on standard output, and a summary."""
    for file in report.repairs:
        if report.dry:
            click.echo(file.diff(), nl=False)
            continue
        for repair in file.repairs:
            click.echo(f"{report.root / file.path}:{repair.line}: diperbaiki: {_told(repair)}")
    for sentence in report.unwritten:
        click.echo(sentence, err=True)
    if not report.dry:
        for finding in report.findings:
            label = "" if finding.severity is Severity.ERROR else "saran: "
            click.echo(f"{report.root / finding.path}:{finding.line}: {label}{finding.message}")
    click.echo(_summary(report), err=bool(report.errors) or report.dry)


def _told(repair: Repair) -> str:
    why = ", ".join(repair.why)
    if repair.after is None:
        return why
    if repair.before is None:
        return f"{why}: `{repair.after[:SHOWN]}`"
    return f"{why}: `{repair.before[:SHOWN]}` menjadi `{repair.after[:SHOWN]}`"


def _summary(report: Report) -> str:
    parts = [f"{len(report.courses)} kursus diperiksa" if report.whole else "Sudah diperiksa"]
    parts[0] += f": {report.errors} kesalahan." if report.errors else ": tidak ada kesalahan."
    if report.advice:
        parts.append(f"Ada {report.advice} saran.")
    if report.repairs:
        done = "dapat diperbaiki; tidak ada yang ditulis" if report.dry else "diperbaiki"
        lines = sum(len(file.repairs) for file in report.repairs)
        parts.append(f"{lines} baris dalam {len(report.repairs)} berkas {done}.")
    curable = sum(report.cure(finding) is not None for finding in report.findings)
    if curable and not report.repairs:
        parts.append(f"{curable} dapat diperbaiki otomatis: elearn check --perbaiki.")
    if report.errors and not report.dry:
        parts.append("Perbaiki lalu jalankan lagi.")
    return " ".join(parts)


def as_json(report: Report) -> str:
    """One document. Its keys only ever grow within a version."""
    tally = Counter((finding.course, finding.severity) for finding in report.findings)
    document: dict[str, Any] = {
        "versi": FORMAT,
        "folder": str(report.root.absolute()),
        "temuan": [_finding(report, finding) for finding in report.findings],
        "kursus": [
            {"kursus": slug, "salah": tally[slug, Severity.ERROR], "saran": tally[slug, Severity.ADVICE]}
            for slug in report.courses
        ],
        "diperbaiki": [_repair(file, repair) for file in report.repairs for repair in file.repairs],
        "ditulis": bool(report.repairs) and not report.dry,
        "tidak_ditulis": report.unwritten,
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _finding(report: Report, finding: Finding) -> dict[str, Any]:
    repair = report.cure(finding)
    advised = ADVISED.match(finding.message)
    return {
        "berkas": finding.path,
        "baris": finding.line,
        "tingkat": finding.severity.value,
        "pesan": finding.message,
        "perbaikan": (repair.after or "") if repair is not None else advised[1] if advised is not None else None,
        "otomatis": repair is not None,
        "kursus": finding.course,
    }


def _repair(file: FileRepair, repair: Repair) -> dict[str, Any]:
    return {
        "berkas": file.path,
        "baris": repair.line,
        "sebelum": repair.before,
        "sesudah": repair.after,
        "sebab": list(repair.why),
    }
