"""What a course needs from outside its folder: other courses and the facts of the institution."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from elearn.content.findings import Findings, meant
from elearn.content.links import Demand
from elearn.content.model import Finding, Reference


def unmet(slug: str, demands: Iterable[Demand], courses: Collection[str], reference: Reference) -> tuple[Finding, ...]:
    """Findings (errors) for every demand that nothing meets. ``courses`` are the ids of all courses there are."""
    findings = Findings(slug)
    for demand in demands:
        note = findings.of(demand.path)
        value = demand.value
        if demand.kind in ("kursus", "prasyarat"):
            if value not in courses:
                others = [name for name in sorted(courses) if name != slug]
                hint = meant(value, others) if others else "; buat foldernya atau hapus baris ini"
                note.error(demand.line, f"kursus `{value}` tidak ada{hint}")
            elif demand.kind == "prasyarat" and value == slug:
                note.error(demand.line, "kursus tidak dapat menjadi prasyarat dirinya sendiri; hapus baris ini")
        elif demand.kind == "kompetensi" and value not in reference.competencies:
            note.error(
                demand.line,
                f"kompetensi `{value}` tidak ada di `referensi/kompetensi.yml`{_hint(value, reference.competencies)}",
            )
        elif demand.kind == "jenis-diklat" and value not in reference.training_types:
            note.error(
                demand.line, f"jenis diklat `{value}` tidak ada di `referensi/jenis-diklat.yml`; `16` untuk E-Learning"
            )
    return findings.sorted()


def _hint(value: str, known: Collection[str]) -> str:
    return meant(value, known) if known else "; tambahkan di sana"
