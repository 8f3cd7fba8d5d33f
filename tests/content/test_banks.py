"""Question banks: drawn from by quizzes, kept whole in their bodies, and reported once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from elearn.content.check import check
from elearn.content.library import Library
from elearn.content.model import MatchKey, Quiz, QuizBody
from tests.content.folders import GOOD, PNG, QUIZ_PATH, advice, canonical_json_body, errors, loaded, spoiled, write

BANK = """\
# Bank etika

Catatan bagi pengajar: dipakai dua kursus.

## Dasar {#kolam-dasar}

### Apa itu integritas? {#etika-1}
Kompetensi: integritas

- [x] Kejujuran
- [ ] Kekayaan

### Jodohkan {#etika-2}
Jodohkan:

- A → 1
- B → 2

## Lanjutan

### Apa [dasarnya][uu]? {#etika-3}
Jawaban: merit

[uu]: https://contoh.id/uu
"""
BANK_PATH = "bank/etika.md"
DRAW = "Ambil: 1 dari [Bank etika](../../../bank/etika.md#kolam-dasar)"
QUIZ = """\
---
jenis: pasca-uji
menit: 4
---
# Kuis

## Sendiri

### Apa dasar merit? {{#merit-1}}
Jawaban: kemampuan

## Kolam dari bank
{}
"""


def with_draw(draw: str, bank: str = BANK) -> dict[str, str | bytes]:
    return {QUIZ_PATH: QUIZ.format(draw), BANK_PATH: bank}


def body_of(root: Path, files: dict[str, str | bytes]) -> QuizBody:
    found = loaded(root, files)
    assert errors(found.findings) == []
    return next(body for data in found.bodies.values() if isinstance(body := canonical_json_body(data), QuizBody))


def test_a_pool_of_a_bank_is_copied_into_the_quiz(tmp_path: Path) -> None:
    body = body_of(tmp_path, with_draw(DRAW))
    assert [(pool.id, pool.title, pool.draw) for pool in body.pools] == [
        ("sendiri", "Sendiri", None),
        ("kolam-dari-bank", "Kolam dari bank", 1),
    ]
    assert [question.id for question in body.pools[1].questions] == ["etika-1", "etika-2"]
    assert isinstance(body.pools[1].questions[1].key, MatchKey)
    course = loaded(tmp_path, with_draw(DRAW)).course
    assert course is not None
    quiz = course.find_item("kuis")
    assert isinstance(quiz, Quiz)
    assert quiz.question_count == 2


def test_all_of_a_pool_and_the_definitions_of_a_bank(tmp_path: Path) -> None:
    body = body_of(tmp_path, with_draw("Ambil: semua dari [Bank](../../../bank/etika.md#lanjutan)"))
    assert body.pools[1].draw is None
    assert 'href="https://contoh.id/uu"' in body.pools[1].questions[0].stem_html


def test_a_bank_with_one_pool_needs_no_anchor(tmp_path: Path) -> None:
    bank = BANK.split("## Lanjutan")[0]
    assert len(body_of(tmp_path, with_draw(DRAW.replace("#kolam-dasar", ""), bank)).pools[1].questions) == 2


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (DRAW.replace("1 dari", "3 dari"), "`Ambil: 3`, tetapi kolam ini hanya memuat 2 soal"),
        (DRAW.replace("1 dari", "0 dari"), "`Ambil: 0 dari [Bank etika](../../../bank/etika.` bukan bilangan"),
        (DRAW.replace("etika.md", "etik.md"), "tidak ada; mungkin maksud Anda `../../../bank/etika.md`"),
        (DRAW.replace("../../../bank", "../../bank"), "tidak ada; mungkin maksud Anda `../../../bank/etika.md`"),
        (DRAW.replace("../../../bank/etika", "../../../../lain"), "tidak ada; periksa jalurnya"),
        (DRAW.replace("#kolam-dasar", "#dasar"), "kolam `#dasar` tidak ada di bank `bank/etika.md`; mungkin maksud"),
        (DRAW.replace("#kolam-dasar", ""), "memuat beberapa kolam; sebut satu, misalnya `#kolam-dasar`"),
        (
            "Ambil: 2 dari bank etika",
            "tidak dapat dibaca; tulis `Ambil: 2 dari [Nama bank](../../../bank/nama.md#kolam)",
        ),
        (f"{DRAW}\n{DRAW}", "`Ambil:` ditulis dua kali dalam satu kolam"),
        (f"{DRAW}\n\n### Lagi {{#lagi}}\nJawaban: a\n", "kolam ini mengambil dari bank dan memuat soal sendiri"),
        (f"{DRAW}\n\n## Lagi\n{DRAW}", "soal `etika-1` dari bank ber-id yang sudah dipakai di baris 13; ganti"),
    ],
)
def test_findings_of_a_draw(tmp_path: Path, draw: str, message: str) -> None:
    found = errors(spoiled(tmp_path, with_draw(draw)))
    assert any(error.startswith("02-kuis.md:1") and message in error for error in found), found


def test_an_id_of_the_quiz_itself_is_not_taken_twice(tmp_path: Path) -> None:
    found = errors(spoiled(tmp_path, with_draw(DRAW, BANK.replace("etika-2", "merit-1"))))
    assert found == ["02-kuis.md:13: soal `merit-1` dari bank ber-id yang sudah dipakai di baris 9; ganti salah satu"]


@pytest.mark.parametrize(
    ("bank", "line", "message"),
    [
        (BANK.replace("[x]", "[v]"), 10, "kotak pilihan keliru"),
        (BANK.replace(" {#etika-1}", ""), 7, "soal belum ber-id; tambahkan ` {#etika-"),
        (BANK.replace("Kejujuran", "[Jujur](a.md)"), 10, "bank dipakai banyak kursus, jadi hanya menautkan berkas"),
        (BANK.replace("Kejujuran", "![Jujur](../media/a.png)"), 10, "jadi hanya menautkan berkas dalam `bank/media/`"),
        (
            BANK.replace("## Dasar {#kolam-dasar}", "## Dasar {#kolam-dasar}\nAmbil: 1"),
            6,
            "ditulis di kuis yang memakai",
        ),
        (f"---\njudul: x\n---\n{BANK}", 1, "bank soal tidak memakai front matter"),
        (
            BANK.replace("# Bank etika\n\nCatatan bagi pengajar: dipakai dua kursus.", ""),
            1,
            "judul bank belum ada; tulis `# Judul bank`",
        ),
        ("# Bank\n", 1, "bank belum memuat soal"),
        (BANK.replace("integritas\n", "integritaz\n"), 7, "kompetensi `integritaz` tidak ada"),
        ("\x00", 1, "karakter kendali"),
    ],
)
def test_what_is_wrong_in_a_bank_is_said_once_at_its_own_line(
    tmp_path: Path, bank: str, line: int, message: str
) -> None:
    second = {"kursus/lain/kursus.md": GOOD["kursus/merit/kursus.md"], "kursus/lain/01-a/01-kuis.md": QUIZ.format(DRAW)}
    found = errors(spoiled(tmp_path, {**with_draw(DRAW, bank), **second}))
    mine = [error for error in found if error.startswith("etika.md:")]
    assert len(mine) == 1, mine
    assert mine[0].startswith(f"etika.md:{line}: ")
    assert message in mine[0]
    wanted = "kompetensi" if "kompetensi" in message else "bank `bank/etika.md` masih memuat kesalahan"
    assert len([error for error in found if wanted in error and "kuis.md:13" in error]) == 2


def test_files_beside_the_banks(tmp_path: Path) -> None:
    found = spoiled(tmp_path, {BANK_PATH: BANK, "bank/a/b.md": BANK, "bank/x.docx": b"x", "bank/README.md": "x"})
    assert errors(found) == []
    assert [message.split(":")[0] for message in advice(found)] == ["b.md", "x.docx"]
    named = errors(spoiled(tmp_path / "b", {"bank/Bank Satu.md": BANK}))
    assert named == [
        "Bank Satu.md:1: nama berkas harus huruf kecil, angka, dan tanda hubung; ganti menjadi `bank-satu.md`"
    ]


def test_surveys_and_pre_tests_take_from_a_bank_what_they_may(tmp_path: Path) -> None:
    essay = "## E\n\n### Tulis {#e}\nEsai:\n\n| Kriteria | Bobot | 1 | 0 |\n|---|---|---|---|\n| A | 100 | x | y |\n\n"
    scale = "## S\n\n### Nilai {#s}\nSkala: 1 (a) – 2 (b)\n\n- x\n"
    bank = f"# Bank\n\n{essay}{scale}"
    draw = "Ambil: semua dari [B](../../../bank/etika.md#{})"
    for purpose, pool, message in (
        ("pra-uji", "e", "soal `Esai:` tidak untuk `jenis: pra-uji`"),
        ("pasca-uji", "s", "soal `Skala:` hanya untuk `jenis: survei`"),
        ("survei", "e", "soal `e` dari bank memuat kunci; survei hanya mengambil soal `Skala:` dari bank"),
    ):
        quiz = f"---\njenis: {purpose}\n---\n# K\n\n## Satu\n{draw.format(pool)}\n"
        found = errors(spoiled(tmp_path / purpose, {QUIZ_PATH: quiz, BANK_PATH: bank}))
        assert any(error.startswith("02-kuis.md:7: ") and message in error for error in found), found
    survey = f"---\njenis: survei\n---\n# K\n\n## Satu\n{draw.format('s')}\n"
    assert errors(spoiled(tmp_path / "ok", {QUIZ_PATH: survey, BANK_PATH: bank})) == []


def library(root: Path) -> Library:
    return Library(root / "content", root / "data")


def test_an_edit_of_a_bank_reads_the_courses_that_use_it_again_and_no_others(tmp_path: Path) -> None:
    other = {path.replace("merit/", "lain/"): text for path, text in GOOD.items()}
    root = write(tmp_path / "content", {**GOOD, **other, **with_draw(DRAW)})
    first = library(tmp_path)
    before = dict(first.catalogue.courses)
    assert before.keys() == {"merit", "lain"}
    (root / BANK_PATH).write_text(BANK.replace("Kekayaan", "Kekuasaan"))
    assert first.refresh()
    after = first.catalogue.courses
    assert after["merit"].version != before["merit"].version
    assert after["lain"].version == before["lain"].version
    assert library(tmp_path).catalogue.courses["merit"].version == after["merit"].version
    # Only its time: nothing is read again.
    os.utime(root / BANK_PATH, (1, 1))
    assert first.refresh()
    assert first.catalogue.courses["merit"].version == after["merit"].version


def test_a_broken_or_missing_bank_leaves_the_last_good_version(tmp_path: Path) -> None:
    root = write(tmp_path / "content", {**GOOD, **with_draw(DRAW)})
    shelf = library(tmp_path)
    good = shelf.catalogue.courses["merit"].version
    (root / BANK_PATH).write_text(BANK.replace("[x]", "[ ]"))
    shelf.refresh()
    assert shelf.catalogue.courses["merit"].version == good
    assert [f.path for f in shelf.catalogue.findings if f.severity == "salah"] == [BANK_PATH, QUIZ_PATH]
    (root / BANK_PATH).unlink()
    shelf.refresh()
    assert [f.path for f in shelf.catalogue.findings if f.severity == "salah"] == [QUIZ_PATH]
    (root / BANK_PATH).write_text(BANK.replace("Kejujuran", "Kebenaran"))
    shelf.refresh()
    assert shelf.catalogue.courses["merit"].version not in ("", good)
    assert not [f for f in shelf.catalogue.findings if f.severity == "salah"]


def test_a_bank_is_not_parsed_at_a_start_that_changed_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "content", {**GOOD, **with_draw(DRAW, BANK.replace("Kejujuran", "[a](b.md)"))})
    findings = library(tmp_path).catalogue.findings
    from elearn.content.quiz import bank

    monkeypatch.setattr(bank, "review_banks", None)
    monkeypatch.setattr(bank, "read_bank", None)
    again = library(tmp_path).catalogue
    assert again.findings == findings
    assert any(finding.path == BANK_PATH for finding in findings)


def test_check_can_look_at_the_banks_alone(tmp_path: Path) -> None:
    root = write(tmp_path, {**GOOD, BANK_PATH: BANK.replace("[x]", "[v]")})
    assert {finding.path for finding in check(root, root / "bank")} == {BANK_PATH}


PICTURED = BANK.replace("- [x] Kejujuran", "- [x] ![Timbangan](media/timbang.png) [Unduh](media/naskah.pdf)")
MEDIA = {"bank/media/timbang.png": PNG, "bank/media/naskah.pdf": b"%PDF-1.4 x"}


def test_media_of_a_bank_are_published_by_the_courses_that_show_them(tmp_path: Path) -> None:
    other = {path.replace("merit/", "lain/"): text for path, text in GOOD.items()}
    lain = {"kursus/lain/01-dasar/02-kuis.md": QUIZ.format(DRAW.replace("kolam-dasar", "lanjutan"))}
    root = write(tmp_path / "content", {**GOOD, **other, **lain, **with_draw(DRAW, PICTURED), **MEDIA})
    shelf = library(tmp_path)
    courses = shelf.catalogue.courses
    assert [f for f in shelf.catalogue.findings if f.severity == "salah"] == []
    assert sorted(medium.name for medium in courses["merit"].media) == ["naskah.pdf", "timbang.png"]
    assert courses["lain"].media == ()
    quiz = courses["merit"].find_item("kuis")
    assert quiz is not None
    html = str(shelf.quiz(quiz.body_key))
    for medium in courses["merit"].media:
        assert medium.digest in html
        assert shelf.media_path(medium.digest).is_file()
    (root / "bank/media/naskah.pdf").write_bytes(b"%PDF-1.4 y")
    assert shelf.refresh()
    after = shelf.catalogue.courses
    assert after["merit"].items[1].version != courses["merit"].items[1].version
    assert after["lain"].version == courses["lain"].version


@pytest.mark.parametrize(
    ("link", "message"),
    [
        ("![](media/timbang.png)", "gambar `media/timbang.png` tanpa keterangan"),
        ("![T](media/timbangan.png)", "`media/timbangan.png` tidak ada; mungkin maksud Anda `media/timbang.png`"),
        ("[T](../kursus/merit/kursus.md)", "jadi hanya menautkan berkas dalam `bank/media/`"),
        ("[T](../../rahasia.png)", "jadi hanya menautkan berkas dalam `bank/media/`"),
        ("[T](#kolam-dasar)", "jadi hanya menautkan berkas dalam `bank/media/`"),
        ("[T](media/a.exe)", "jenis berkas `.exe` tidak didukung"),
    ],
)
def test_links_of_a_bank(tmp_path: Path, link: str, message: str) -> None:
    files = {**MEDIA, "bank/media/a.exe": b"x", BANK_PATH: BANK.replace("Kejujuran", link)}
    found = errors(spoiled(tmp_path, files))
    assert len(found) == 1, found
    assert found[0].startswith("etika.md:10: ")
    assert message in found[0]


def test_media_that_no_bank_shows_are_mentioned(tmp_path: Path) -> None:
    found = advice(spoiled(tmp_path, {BANK_PATH: BANK, **MEDIA}))
    assert [message.split(":")[0] for message in found if "satu soal bank pun" in message] == [
        "naskah.pdf",
        "timbang.png",
    ]
