"""``elearn check`` for trainers, editors and CI: repairs, JSON, exit codes, and what it remembers."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from elearn.content import check as checking
from elearn.content import course, reading
from elearn.content.check import Memory
from elearn.content.library import Library
from elearn.content.store import ContentStore
from tests.cli.conftest import Run
from tests.content.folders import COURSE, COURSE_PATH, GOOD, LESSON_PATH, QUIZ, QUIZ_PATH, errors, write

WRONG = QUIZ.replace("- [x] Kemampuan", "- [v] Kemampuan").replace(" {#merit-1}", "")
ADVICE = COURSE.replace("ringkasan: Dasar sistem merit.\n", "")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A content folder, a data folder and a cache of the test's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ELEARN_")}
    return kept | {
        "ELEARN_CONTENT": str(tmp_path / "content"),
        "ELEARN_DATA": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A good small course."""
    return write(tmp_path / "content", {**GOOD})


def document(elearn: Run, *words: str) -> dict[str, Any]:
    done = elearn("check", "--format", "json", *words)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_the_safe_repairs_are_applied_and_told(elearn: Run, content: Path) -> None:
    (content / QUIZ_PATH).write_text(WRONG)
    before = elearn("check")
    assert before.returncode == 1
    assert "2 dapat diperbaiki otomatis: elearn check --perbaiki." in before.stderr
    done = elearn("check", "--perbaiki", str(content / QUIZ_PATH))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"{content / QUIZ_PATH}:2: diperbaiki: id tetap ditambahkan: `id: kuis`",
        f"{content / QUIZ_PATH}:7: diperbaiki: id soal ditambahkan: `### Apa dasar merit?` menjadi "
        "`### Apa dasar merit? {#kuis-3bfb35}`",
        f"{content / QUIZ_PATH}:10: diperbaiki: kotak pilihan ditulis `- [ ]` atau `- [x]`: `- [v] Kemampuan` menjadi "
        "`- [x] Kemampuan`",
        "Sudah diperiksa: tidak ada kesalahan. 3 baris dalam 1 berkas diperbaiki.",
    ]
    assert elearn("check").returncode == 0


def test_a_trial_shows_a_diff_and_writes_nothing(elearn: Run, content: Path) -> None:
    (content / QUIZ_PATH).write_text(WRONG)
    done = elearn("check", "--perbaiki", "--coba")
    assert done.returncode == 1
    assert f"--- a/{QUIZ_PATH}\n+++ b/{QUIZ_PATH}\n" in done.stdout
    assert "\n-- [v] Kemampuan\n+- [x] Kemampuan\n" in done.stdout
    assert "dapat diperbaiki; tidak ada yang ditulis" in done.stderr
    assert (content / QUIZ_PATH).read_text() == WRONG


def test_json_says_what_to_write(elearn: Run, content: Path) -> None:
    text = WRONG.replace("menit: 4", "menit: 4\nlulus: banyak")
    write(content, {QUIZ_PATH: text, COURSE_PATH: ADVICE})
    found = document(elearn)
    assert found["versi"] == 1
    assert found["folder"] == str(content)
    assert found["kursus"] == [{"kursus": "merit", "salah": 3, "saran": 1}]
    assert (found["diperbaiki"], found["ditulis"], found["tidak_ditulis"]) == ([], False, [])
    assert found["temuan"] == [
        {"berkas": QUIZ_PATH, "baris": 4, "tingkat": "salah", "otomatis": False, "kursus": "merit",
         "pesan": "`lulus`: `banyak` bukan bilangan bulat 0 sampai 100; tulis misalnya `70`",
         "perbaikan": "tulis misalnya `70`"},
        {"berkas": QUIZ_PATH, "baris": 8, "tingkat": "salah", "otomatis": True, "kursus": "merit",
         "pesan": "soal belum ber-id; tambahkan ` {#kuis-3bfb35}` di akhir baris ini",
         "perbaikan": "### Apa dasar merit? {#kuis-3bfb35}"},
        {"berkas": QUIZ_PATH, "baris": 11, "tingkat": "salah", "otomatis": True, "kursus": "merit",
         "pesan": "kotak pilihan keliru: isi kotak harus satu spasi atau satu huruf x; tulis `- [x] \u2026`",
         "perbaikan": "- [x] Kemampuan"},
        {"berkas": COURSE_PATH, "baris": 1, "tingkat": "saran", "otomatis": False, "kursus": "merit",
         "pesan": "`ringkasan` belum ada; tulis satu kalimat untuk katalog",
         "perbaikan": "tulis satu kalimat untuk katalog"},
    ]  # fmt: skip


def test_json_tells_the_repairs(elearn: Run, content: Path) -> None:
    (content / QUIZ_PATH).write_text(WRONG)
    trial = document(elearn, "--perbaiki", "--coba")
    assert trial["ditulis"] is False
    found = document(elearn, "--perbaiki")
    assert found["diperbaiki"] == trial["diperbaiki"]
    assert found["ditulis"] is True
    assert found["temuan"] == []
    assert found["diperbaiki"][-1] == {
        "berkas": QUIZ_PATH, "baris": 10, "sebelum": "- [v] Kemampuan", "sesudah": "- [x] Kemampuan",
        "sebab": ["kotak pilihan ditulis `- [ ]` atau `- [x]`"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "files", "code"),
    [
        ([], {}, 0),
        (["--ketat"], {}, 0),
        ([], {COURSE_PATH: ADVICE}, 0),
        (["--ketat"], {COURSE_PATH: ADVICE}, 1),
        ([], {QUIZ_PATH: WRONG}, 1),
        (["--format", "json"], {QUIZ_PATH: WRONG}, 1),
        (["--perbaiki"], {QUIZ_PATH: WRONG}, 0),
        (["--coba"], {}, 2),
        (["--format", "xml"], {}, 2),
        (["tiada.md"], {}, 2),
        (["/"], {}, 2),
    ],
)
def test_exit_codes(elearn: Run, content: Path, words: list[str], files: dict[str, str | bytes], code: int) -> None:
    write(content, files)
    assert elearn("check", *words).returncode == code


def test_a_file_with_a_leading_dash(elearn: Run, content: Path) -> None:
    (content / "kursus/merit/01-dasar/-a b.md").write_text("# A\n\nb\n")
    done = elearn("check", "--", str(content / "kursus/merit/01-dasar/-a b.md"))
    assert "-a b.md:1: nama berkas harus huruf kecil, angka, dan tanda hubung; ganti menjadi `01-a-b.md`" in done.stdout


def test_what_did_not_change_is_not_read_again(elearn: Run, content: Path, tmp_path: Path) -> None:
    (content / QUIZ_PATH).write_text(WRONG)
    first = elearn("check")
    assert list((tmp_path / "cache").rglob("merit.json"))
    assert not (tmp_path / "data").exists()
    again = elearn("check")
    assert (again.returncode, again.stdout, again.stderr) == (first.returncode, first.stdout, first.stderr)


def test_a_cache_that_cannot_be_written_is_done_without(elearn: Run, content: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("sebuah berkas")
    assert elearn("check").returncode == 0


def test_an_unchanged_course_is_parsed_by_nobody(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (content / LESSON_PATH).write_text("# A\n\n### B\n")
    memory = Memory(cache=ContentStore(tmp_path / "simpanan"))
    found = checking.check(content, memory=memory)
    assert len(errors(found)) == 1
    monkeypatch.setattr(course, "load_course", None)
    assert checking.check(content, memory=memory) == found
    for path in content.rglob("*.md"):
        os.utime(path, ns=(1, 1))
    assert checking.check(content, memory=memory) == found
    monkeypatch.setattr(reading, "touched", None)  # the new times were remembered, too
    assert checking.check(content, memory=memory) == found


def test_any_change_is_seen(content: Path, tmp_path: Path) -> None:
    memory = Memory(cache=ContentStore(tmp_path / "simpanan"))
    assert errors(checking.check(content, memory=memory)) == []
    (content / LESSON_PATH).write_text("# A\n\n### B\n")
    assert len(errors(checking.check(content, memory=memory))) == 1
    write(content, {**GOOD})
    (content / "referensi/kompetensi.yml").unlink()
    assert any("kompetensi.yml" in error for error in errors(checking.check(content, memory=memory)))


def test_what_the_server_found_is_taken_over(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (content / LESSON_PATH).write_text("# A\n\n### B\n")
    Library(content, tmp_path / "data").refresh()
    monkeypatch.setattr(course, "load_course", None)
    found = checking.check(content, memory=Memory(data=ContentStore(tmp_path / "data")))
    assert len(errors(found)) == 1


def test_a_published_question_may_not_become_another_kind(elearn: Run, content: Path, tmp_path: Path) -> None:
    Library(content, tmp_path / "data").refresh()
    typed = QUIZ[: QUIZ.index("\n- [x]")] + "Jawaban: kemampuan\n"
    (content / QUIZ_PATH).write_text(typed)
    before = sorted((tmp_path / "data").rglob("*"))
    done = elearn("check")
    assert done.returncode == 1
    assert "soal `merit-1` berubah jenis dari tunggal menjadi teks; beri id baru" in done.stdout
    assert sorted((tmp_path / "data").rglob("*")) == before
    assert elearn("check", ELEARN_DATA=str(tmp_path / "kosong")).returncode == 0


def test_other_folders_are_not_compared_with_what_is_published(elearn: Run, content: Path, tmp_path: Path) -> None:
    Library(content, tmp_path / "data").refresh()
    typed = QUIZ[: QUIZ.index("\n- [x]")] + "Jawaban: kemampuan\n"
    other = write(tmp_path / "lain", {**GOOD, QUIZ_PATH: typed})
    assert elearn("check", str(other)).returncode == 0
