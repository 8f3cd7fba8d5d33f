"""The dictionary with its levels, position standards and learning paths: ours, and what becomes of bad ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from elearn.content.check import check
from elearn.content.model import Severity
from elearn.content.reference import load
from tests.content.folders import FACTS, short, write

ROOT = FACTS.parent
POSITION = "  - {kode: camat, nama: Camat, kompetensi: {manajerial: 3}, wajib: [merit]}\n"
PATH = "  - {id: awal, judul: Awal, keterangan: Mulai., kursus: [merit]}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FACTS, tmp_path / "referensi"))


def spoil(folder: Path, name: str, rows: str) -> list[str]:
    """What is said about a file with other rows; the facts of before must stay."""
    path = folder / name
    path.write_text(path.read_text().partition("\nisi:")[0] + f"\nisi:\n{rows}")
    before = load(FACTS)[0]
    reference, findings = load(folder, before)
    assert reference == before
    assert all(finding.severity is Severity.ERROR for finding in findings)
    return [short(finding).partition(": ")[2] for finding in findings]


def test_the_framework_we_ship_is_whole() -> None:
    reference, findings = load(FACTS)
    assert findings == ()
    assert [len(competency.levels) for competency in reference.competencies.values()] == [5] * 10
    assert all(len(level.indicators) >= 2 for one in reference.competencies.values() for level in one.levels)
    assert all(competency.unconfirmed and competency.definition for competency in reference.competencies.values())
    assert [level.name for level in reference.level_names] == ["Paham", "Dasar", "Menengah", "Mumpuni", "Ahli"]
    assert [one.code for one in reference.dictionary][:3] == ["integritas", "kerja-sama", "komunikasi"]
    camat = reference.positions["administrator"]
    assert "Camat" in camat.aliases
    assert camat.required == (("manajerial", 3), ("sosial-kultural", 3), ("literasi-digital", 2))
    assert camat.unconfirmed
    first = reference.paths["langkah-awal"]
    assert [(step.course, step.required) for step in first.steps][-1] == ("pelayanan-publik-prima", False)
    assert first.sequential
    assert not reference.paths["penyusun-kursus"].sequential
    assert (first.certified, first.certificate_title) == (False, "Langkah awal ASN")
    certified = reference.paths["layanan-tepercaya"]
    assert (certified.certified, certified.certificate_title) == (True, "Jalur Belajar Layanan yang Tepercaya")
    assert (certified.organiser, certified.required_courses) == ("", ("etika-asn", "pelayanan-publik-prima"))


def test_everything_that_the_framework_names_is_there() -> None:
    assert [f for f in check(ROOT, ROOT / "referensi") if f.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("name", "rows", "message"),
    [
        ("level-kompetensi.yml", "  - {level: 1, nama: Paham, keterangan: A}\n", "tulis kelima level"),
        ("level-kompetensi.yml", "  - {level: 6, nama: Paham, keterangan: A}\n", "`6` bukan bilangan bulat 1 sampai 5"),
        ("kompetensi.yml", "  - {kode: a, nama: A, kelompok: teknis, level: [{deskripsi: A}]}\n", "tiap level memuat"),
        (
            "kompetensi.yml",
            "  - {kode: a, nama: A, kelompok: teknis, level: [{deskripsi: A, indikator: [B]}]}\n",
            "`level` harus lima, dari yang paling rendah; ini 1",
        ),
        (
            "kompetensi.yml",
            "  - {kode: a, nama: A, kelompok: teknis, level: [{deskripsi: A, indikator: B}]}\n",
            "`indikator` harus berupa daftar",
        ),
        ("kompetensi.yml", "  - {kode: a, nama: A, kelompok: teknis, level: satu}\n", "`level` harus berupa daftar"),
        ("jabatan.yml", POSITION.replace("3", "6"), "`6` bukan bilangan bulat 1 sampai 5"),
        ("jabatan.yml", POSITION.replace("3", "0"), "`0` bukan bilangan bulat 1 sampai 5"),
        ("jabatan.yml", POSITION.replace("{manajerial: 3}", "[manajerial]"), "tulis misalnya `{manajerial: 2, "),
        ("jabatan.yml", POSITION.replace("manajerial: 3", ""), "tulis misalnya `{manajerial: 2, "),
        ("jabatan.yml", POSITION.replace("manajerial: 3", "a: 1, a: 2"), "kunci `a` ditulis dua kali"),
        ("jabatan.yml", POSITION.replace("[merit]", "merit"), "`wajib` harus berupa daftar"),
        ("jabatan.yml", POSITION.replace("[merit]", "[merit, merit]"), "`merit` ditulis dua kali; hapus salah satu"),
        ("jabatan.yml", POSITION.replace("nama: Camat, ", ""), "`nama` belum ada; tambahkan `nama: …`"),
        ("jabatan.yml", POSITION + POSITION, "`camat` ditulis dua kali; hapus salah satu"),
        (
            "jabatan.yml",
            POSITION + POSITION.replace("kode: camat, nama: Camat", "kode: c, nama: C, alias: [ camat ]"),
            "nama `camat` sudah dipakai jabatan `camat`; satu nama hanya untuk satu jabatan",
        ),
        ("jalur-belajar.yml", PATH.replace("[merit]", "[]"), "`kursus` masih kosong"),
        ("jalur-belajar.yml", PATH.replace("[merit]", "[{wajib: ya}]"), "tulis misalnya `etika-asn` atau `{kursus: "),
        ("jalur-belajar.yml", PATH.replace("[merit]", "[{kursus: merit, wajib: 1}]"), "`1` tidak dikenal"),
        ("jalur-belajar.yml", PATH.replace("[merit]", "[merit, merit]"), "`merit` ditulis dua kali"),
        ("jalur-belajar.yml", PATH.replace("id: awal", "id: Awal!"), "tulis misalnya `awal`"),
        ("jalur-belajar.yml", PATH.replace("judul", "berurutan: 1, judul"), "`1` tidak dikenal"),
        ("jalur-belajar.yml", PATH.replace("judul", "sertifikat: 1, judul"), "`1` tidak dikenal"),
        (
            "jalur-belajar.yml",
            PATH.replace("judul", "sertifikat: ya, judul").replace("[merit]", "[{kursus: merit, wajib: tidak}]"),
            "jalur bersertifikat perlu paling sedikit satu kursus wajib",
        ),
    ],
)
def test_bad_facts_keep_the_good_ones_and_say_where(folder: Path, name: str, rows: str, message: str) -> None:
    assert any(message in said for said in spoil(folder, name, rows))


def test_every_row_is_said_at_its_own_line(folder: Path) -> None:
    path = folder / "jabatan.yml"
    begin = path.read_text().partition("\nisi:")[0] + "\nisi:\n"
    path.write_text(begin + POSITION.replace("3", "7") + POSITION.replace("kode: camat", "kode: C"))
    line = begin.count("\n") + 1
    _, findings = load(folder, load(FACTS)[0])
    assert [(finding.path, finding.line) for finding in findings] == [
        ("referensi/jabatan.yml", line),
        ("referensi/jabatan.yml", line + 1),
    ]


def test_names_that_nobody_knows_are_findings_but_the_facts_stand(tmp_path: Path) -> None:
    root = write(tmp_path, {})
    for name, rows in (
        ("jabatan.yml", POSITION.replace("manajerial", "integrtas").replace("[merit]", "[etka]")),
        ("jalur-belajar.yml", PATH.replace("judul", "jabatan: [camatt], judul")),
    ):
        path = root / "referensi" / name
        path.write_text(path.read_text().replace("isi: []\n", f"isi:\n{rows}"))
    framework = ("jabatan.yml:", "jalur-belajar.yml:")
    said = [short(one).partition(": ")[2] for one in check(root) if short(one).startswith(framework)]
    assert said == [
        "jabatan `camat`: kompetensi `integrtas` tidak ada; mungkin maksud Anda `integritas`",
        "jabatan `camat`: kursus wajib `etka` tidak ada; buat foldernya atau hapus dari sini",
        "jalur `awal`: jabatan `camatt` tidak ada di `jabatan.yml`; mungkin maksud Anda `camat`",
        "jalur `awal`: kursus `merit` tidak ada; buat foldernya atau hapus dari sini",
    ]
    assert list(load(root / "referensi")[0].positions) == ["camat"]
