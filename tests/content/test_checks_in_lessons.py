"""Check questions inside lessons."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.content.model import ChoiceKey, ClozeKey, LessonBody, OrderKey, TextKey, marker
from elearn.content.quiz.questions import proposed_id
from elearn.content.repair import repair_text
from tests.content.folders import LESSON_PATH, QUIZ_PATH, canonical_json_body, errors, loaded, spoiled

LESSON = """\
# Pengantar

## Arti

Merit adalah dasar:
- satu
- dua
:::cek
### Apa dasar merit? {#cek-1}

- [x] Kemampuan
    > Benar.
- [ ] Kekerabatan menurut [uu]

### Ibu kota NTT ialah [[Kupang]]. {#cek-2}
:::
Teks sesudahnya.

:::cek

### Urutkan {#cek-3}
Urutkan:

1. A
2. B

> Pembahasan: lihat `:::`

```
:::
```

:::

## Penutup

```
:::cek
```

[uu]: https://contoh.id/uu
"""


def body_of(root: Path, text: str) -> LessonBody:
    found = loaded(root, {LESSON_PATH: text})
    assert errors(found.findings) == []
    return next(body for data in found.bodies.values() if isinstance(body := canonical_json_body(data), LessonBody))


def test_questions_stand_where_they_were_written(tmp_path: Path) -> None:
    body = body_of(tmp_path, LESSON.replace("> Pembahasan: lihat `:::`\n\n```\n:::\n```\n", "> Pembahasan: lihat\n"))
    assert [(question.id, question.kind) for question in body.questions] == [
        ("cek-1", "tunggal"), ("cek-2", "rumpang"), ("cek-3", "urut"),
    ]  # fmt: skip
    assert body.html.startswith(
        '<h2 id="isi-arti">Arti</h2>\n<p>Merit adalah dasar:</p>\n<ul>\n<li>satu</li>\n<li>dua</li>\n</ul>\n'
        f"{marker(0)}\n{marker(1)}\n<p>Teks sesudahnya.</p>\n{marker(2)}\n"
        '<h2 id="isi-penutup">Penutup</h2>\n'
    )
    assert "<code>:::cek\n</code>" in body.html
    key = body.questions[0].key
    assert isinstance(key, ChoiceKey)
    assert key.options[0].feedback_html == "Benar."
    assert 'href="https://contoh.id/uu"' in key.options[1].html
    assert body.questions[1].key == ClozeKey((TextKey(("Kupang",)),))
    assert isinstance(body.questions[2].key, OrderKey)
    assert [heading.title for heading in body.headings] == ["Arti", "Penutup"]


def test_marks_inside_code_close_nothing(tmp_path: Path) -> None:
    found = errors(spoiled(tmp_path, {LESSON_PATH: LESSON}))
    assert found == ["01-pengantar.md:29: teks sesudah jawaban tidak ditampilkan; pindahkan ke atas jawaban atau tulis "
                     "sebagai `> Pembahasan: …`"]  # fmt: skip


def test_a_lesson_without_checks_has_none(tmp_path: Path) -> None:
    assert body_of(tmp_path, "# Judul\n\nIsi ::: saja.\n\n:::catatan\nx\n:::\n").questions == ()


def test_a_check_takes_a_minute_and_changes_the_version(tmp_path: Path) -> None:
    before = loaded(tmp_path / "a", {LESSON_PATH: LESSON.replace("lihat `:::`\n\n```\n:::\n```", "x")}).course
    after = loaded(tmp_path / "b", {LESSON_PATH: LESSON.replace("lihat `:::`\n\n```\n:::\n```", "y")}).course
    assert before is not None
    assert after is not None
    assert before.items[0].minutes == 4
    assert before.items[0].version != after.items[0].version


def in_lesson(block: str) -> str:
    return f"# Judul\n\nIsi.\n\n{block}"


QUESTION = "### Apa? {#q}\nJawaban: a\n"


@pytest.mark.parametrize(
    ("block", "line", "message"),
    [
        (f":::cek\n{QUESTION}", 5, "blok `:::cek` tidak ditutup; tulis `:::` pada baris sendiri"),
        (f":::cek\n:::cek\n{QUESTION}:::\n", 5, "blok `:::cek` tidak ditutup"),
        (":::cek\n:::\n", 5, "blok `:::cek` belum memuat soal"),
        (f":::cek\nTeks.\n\n{QUESTION}:::\n", 6, "teks di atas soal pertama tidak ditampilkan"),
        (f":::cek\n## Bagian\n{QUESTION}:::\n", 6, "judul `##` tidak dipakai di antara soal"),
        (":::cek\n### Apa?\nJawaban: a\n:::\n", 6, "soal belum ber-id; tambahkan ` {#pengantar-"),
        (f":::cek\n{QUESTION}\n{QUESTION}:::\n", 9, "id `q` sudah dipakai di baris 6"),
        (":::cek\n### Apa? {#q}\nPoin: 2\nJawaban: a\n:::\n", 7, "soal dalam `:::cek` tidak dinilai; hapus `Poin:`"),
        (":::cek\n### Apa? {#q}\nSkala: 1 (a) – 2 (b)\n\n- x\n:::\n", 6, "tidak dapat dipakai dalam `:::cek`"),
        (":::cek\n### Apa? {#q}\n:::\n", 6, "soal belum memuat jawaban"),
        (":::cek\n### Apa? {#q}\nKompetensi: tiada\nJawaban: a\n:::\n", 6, "kompetensi `tiada` tidak ada"),
        (":::cek\n### Apa? {#q}\n\n- [v] a\n- [ ] b\n:::\n", 8, "kotak pilihan keliru"),
        (f":::check\n{QUESTION}:::\n", 5, "blok soal di dalam materi diawali `:::cek`"),
        (f"::: {{cek}}\n{QUESTION}:::\n", 5, "blok soal di dalam materi diawali `:::cek`"),
        (f"    :::cek\n{QUESTION}:::\n", 5, "`:::cek` hanya dikenal dalam materi, mulai dari tepi kiri"),
        (f"<div>\n\n:::cek\n{QUESTION}:::\n\n</div>\n", 8, "soal `:::cek` tidak dapat tampil di sini"),
        (f":::cek\n{QUESTION}:::\n\n*[0]: nol\n", 6, "soal `:::cek` tidak dapat tampil di sini"),
    ],
)
def test_findings(tmp_path: Path, block: str, line: int, message: str) -> None:
    found = errors(spoiled(tmp_path, {LESSON_PATH: in_lesson(block)}))
    assert any(error.startswith(f"01-pengantar.md:{line}: ") and message in error for error in found), found


def test_a_quiz_holds_no_checks(tmp_path: Path) -> None:
    quiz = "---\njenis: latihan\n---\n# K\n\n### A {#a}\n\n:::cek\n:::\n\n- [x] a\n- [ ] b\n"
    assert any("02-kuis.md:8: `:::cek` hanya dikenal dalam materi" in error
               for error in errors(spoiled(tmp_path, {QUIZ_PATH: quiz})))  # fmt: skip


def test_the_repairs_of_questions_reach_those_in_lessons_and_nothing_else() -> None:
    text = (
        "# J\n\n- [v] x\n\n:::cek\n### Apa?\npoin: 2\n\n- [v] A\n- [] B\n\nPembahasan: ya\n:::\n\nPembahasan: bukan\n"
    )
    repaired = repair_text(text, "butir", "arti").text
    question = proposed_id("arti", "Apa?")
    assert repaired == (
        f"# J\n\n- [v] x\n\n:::cek\n### Apa? {{#{question}}}\nPoin: 2\n\n- [x] A\n- [ ] B\n\n> Pembahasan: ya\n:::\n\n"
        "Pembahasan: bukan\n"
    )
    assert repair_text(repaired, "butir", "arti").text == repaired
