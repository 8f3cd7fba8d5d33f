"""``elearn new``: what it writes passes the strict check, and nothing is ever overwritten."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from elearn.content.check import check
from elearn.content.library import Library
from elearn.content.model import CourseStatus
from elearn.content.skeleton import QUIZZES
from tests.cli.conftest import Run
from tests.content.folders import write


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder without courses."""
    return write(tmp_path / "content", {})


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "ELEARN_DATA": str(tmp_path / "data")}
    return kept | cache | {"ELEARN_CONTENT": str(tmp_path / "content")}


def test_a_new_course_is_a_clean_draft(elearn: Run, content: Path, tmp_path: Path) -> None:
    done = elearn("new", "course", "menata-arsip", "--judul", "Menata Arsip: dasar")
    assert done.returncode == 0, done.stderr
    assert f"elearn check {content}/kursus/menata-arsip" in done.stderr
    assert all(Path(line).is_file() for line in done.stdout.splitlines())
    strict = elearn("check", "--ketat")
    assert (strict.returncode, strict.stdout) == (0, "1 kursus diperiksa: tidak ada kesalahan.\n")
    course = Library(content, tmp_path / "data").catalogue.courses["menata-arsip"]
    assert (course.title, course.status, course.jp, course.minutes) == (
        "Menata Arsip: dasar", CourseStatus.DRAFT, 100, 45,
    )  # fmt: skip
    assert [item.kind for item in course.items] == ["materi", "kuis", "kuis"]


def test_there_is_nothing_left_to_repair(elearn: Run, content: Path) -> None:
    elearn("new", "course", "menata-arsip")
    done = elearn("check", "--perbaiki", "--coba")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("title", ["# Satu", "'Etika' & \"nilai\"", "- dua", "[tiga]", "A #1", "{x}", "ya: tidak"])
def test_any_title_is_kept(elearn: Run, content: Path, tmp_path: Path, title: str) -> None:
    assert elearn("new", "course", "a", "--judul", title).returncode == 0
    assert check(content) == ()
    assert Library(content, tmp_path / "data").catalogue.courses["a"].title == title


def test_nothing_is_overwritten(elearn: Run, content: Path) -> None:
    assert elearn("new", "course", "arsip").returncode == 0
    file = content / "kursus/arsip/kursus.md"
    file.write_text("milik saya")
    done = elearn("new", "course", "arsip")
    assert done.returncode == 1
    assert "sudah ada; tidak ada yang ditimpa" in done.stderr
    assert file.read_text() == "milik saya"
    assert sorted(path.name for path in (content / "kursus").iterdir()) == ["arsip"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["course", "Menata Arsip"], "misalnya menata-arsip."),
        (["course", "../luar"], "bukan nama kursus"),
        (["course", "a", "--judul", " "], "Judul harus satu baris"),
        (["course", "a", "--judul", "x" * 501], "paling panjang 500 huruf"),
        (["lesson", "content/kursus/tiada/01-a", "Judul"], "bukan folder modul"),
        (["lesson", "content/kursus/arsip", "Judul"], "bukan folder modul"),
        (["lesson", "content/kursus/arsip/media", "Judul"], "bukan nama modul"),
        (["lesson", "content/kursus/arsip/01 Bab", "Judul"], "bukan nama modul; tulis misalnya 01-bab."),
        (["lesson", "content/kursus/arsip/01-pengantar", "???"], "tidak memuat huruf atau angka"),
        (["quiz", "content/kursus/arsip/01-pengantar", "Latihan"], "Id `latihan` sudah dipakai dalam kursus ini"),
    ],
)
def test_refusals(elearn: Run, content: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str) -> None:
    monkeypatch.chdir(content.parent)
    elearn("new", "course", "arsip")
    before = sorted(content.rglob("*"))
    done = elearn("new", *words)
    assert done.returncode == 1
    assert message in done.stderr
    assert sorted(content.rglob("*")) == before


def test_no_content_folder(elearn: Run) -> None:
    done = elearn("new", "course", "arsip")
    assert done.returncode == 1
    assert "tidak ada. Periksa ELEARN_CONTENT." in done.stderr


def test_items_come_last_and_are_clean(elearn: Run, content: Path) -> None:
    elearn("new", "course", "arsip")
    module = content / "kursus/arsip/01-pengantar"
    assert elearn("new", "lesson", str(module), "Apa itu arsip?").stdout == f"{module}/03-apa-itu-arsip.md\n"
    later = content / "kursus/arsip/03-lanjut"
    for number, kind in enumerate(QUIZZES, 1):
        done = elearn("new", "quiz", str(later), f"Kuis {kind}", "--jenis", kind)
        assert done.stdout == f"{later}/{number:02d}-kuis-{kind}.md\n", done.stderr
    assert [str(finding) for finding in check(content) if finding.severity == "salah"] == []
