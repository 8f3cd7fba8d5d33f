"""What a course needs from outside its folder: other courses and the facts of the institution."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from elearn.content.findings import Findings, meant
from elearn.content.links import Demand
from elearn.content.model import GROUPS, Finding, Reference

POSITIONS, PATHS = "referensi/jabatan.yml", "referensi/jalur-belajar.yml"


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
        elif demand.kind == "registrasi" and reference.needs_registration(value):
            note.error(
                demand.line, "nomor sertifikat penyelenggara ini memuat `{registrasi}`; tambahkan `nomor_registrasi: …`"
            )
        elif demand.kind == "jenis-diklat" and value not in reference.training_types:
            note.error(
                demand.line, f"jenis diklat `{value}` tidak ada di `referensi/jenis-diklat.yml`; `16` untuk E-Learning"
            )
    return findings.sorted()


def unknown_names(reference: Reference, courses: Collection[str]) -> tuple[Finding, ...]:
    """Findings (errors) for every competency, position and course that the framework names and nobody knows.

    ``courses`` are the slugs of all courses there are.
    """
    findings = Findings()
    keys = (*reference.competencies, *GROUPS)
    for position in reference.positions.values():
        note = findings.of(POSITIONS)
        for key, _ in position.required:
            if key not in keys:
                note.error(position.line, f"jabatan `{position.key}`: kompetensi `{key}` tidak ada{meant(key, keys)}")
        for slug in position.mandatory:
            if slug not in courses:
                hint = _course_hint(slug, courses)
                note.error(position.line, f"jabatan `{position.key}`: kursus wajib `{slug}` tidak ada{hint}")
    for path in reference.paths.values():
        note = findings.of(PATHS)
        for key in path.positions:
            if key not in reference.positions:
                hint = _hint(key, reference.positions)
                note.error(path.line, f"jalur `{path.id}`: jabatan `{key}` tidak ada di `jabatan.yml`{hint}")
        for step in path.steps:
            if step.course not in courses:
                hint = _course_hint(step.course, courses)
                note.error(path.line, f"jalur `{path.id}`: kursus `{step.course}` tidak ada{hint}")
    return findings.sorted()


def _course_hint(slug: str, courses: Collection[str]) -> str:
    return meant(slug, sorted(courses)) if courses else "; buat foldernya atau hapus dari sini"


def _hint(value: str, known: Collection[str]) -> str:
    return meant(value, known) if known else "; tambahkan di sana"
