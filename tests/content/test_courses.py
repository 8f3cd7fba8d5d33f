"""A course as a whole: order, ids, and what only shows when everything is seen together."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.content.model import Lesson, Quiz
from tests.content.folders import (
    COURSE,
    COURSE_PATH,
    GOOD,
    LESSON,
    LESSON_PATH,
    QUIZ,
    QUIZ_PATH,
    advice,
    errors,
    loaded,
    spoiled,
)


def test_structure(tmp_path: Path) -> None:
    course = loaded(tmp_path, {
        "kursus/merit/02-lanjut/modul.md": "---\njudul: Lanjutan: dua\nringkasan: Isi.\n---\n",
        "kursus/merit/02-lanjut/10-b.md": "---\nid: bab-b\nbekas: [lama]\nwajib: tidak\n---\n# B\n\nIsi.\n",
        "kursus/merit/02-lanjut/2-a.md": LESSON,
        "kursus/merit/02-lanjut/tanpa-nomor.md": LESSON,
    }).course  # fmt: skip
    assert course is not None
    assert [(m.id, m.title, m.summary) for m in course.modules] == [
        ("dasar", "Dasar", ""),
        ("lanjut", "Lanjutan: dua", "Isi."),
    ]
    assert [item.id for item in course.items] == ["pengantar", "kuis", "a", "bab-b", "tanpa-nomor"]
    assert [type(item) for item in course.items][:2] == [Lesson, Quiz]
    assert course.find_item("lama") is course.items[3]
    assert [item.id for item in course.required_items] == ["pengantar", "kuis", "a", "tanpa-nomor"]
    assert len(course.version) == 64


def test_renumbering_and_moving_keep_ids_and_versions(tmp_path: Path) -> None:
    before = loaded(tmp_path / "a").course
    moved = dict(GOOD)
    moved["kursus/merit/03-akhir/07-kuis.md"] = moved.pop(QUIZ_PATH)
    from elearn.content.course import load_course
    from elearn.content.files import content_hash, scan
    from tests.content.folders import write

    write(tmp_path / "b", dict(moved))
    tree = scan((tmp_path / "b").resolve(), "kursus/merit")
    after = load_course(tree, content_hash(tree, {})[1]).course
    assert before is not None
    assert after is not None
    assert [(i.id, i.version, i.body_key) for i in before.items] == [(i.id, i.version, i.body_key) for i in after.items]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"kursus/merit/02-b/01-pengantar.md": LESSON},
         "01-pengantar.md:1: id `pengantar` sudah dipakai `kursus/merit/01-dasar"),
        ({QUIZ_PATH: QUIZ.replace("menit: 4", "id: pengantar")}, "02-kuis.md:3: id `pengantar` sudah dipakai"),
        ({QUIZ_PATH: QUIZ.replace("menit: 4", "bekas: [pengantar]")}, "02-kuis.md:3: `bekas: pengantar` masih dipakai"),
        ({"kursus/merit/03-dasar/01-x.md": LESSON}, "03-dasar:1: id modul `dasar` sama dengan `01-dasar`"),
        ({"kursus/merit/02-b/modul.md": "---\njudul: B\n---\nTeks.\n", "kursus/merit/02-b/01-x.md": LESSON},
         "modul.md:4: isi `modul.md` tidak ditampilkan"),
        ({LESSON_PATH: "---\nwajib: tidak\n---\n" + LESSON, QUIZ_PATH: QUIZ.replace("menit: 4", "wajib: tidak")},
         "kursus.md:1: kursus belum memuat materi atau kuis wajib"),
        ({COURSE_PATH: COURSE.replace("judul: Sistem Merit\n", "")}, "kursus.md:1: kunci `judul` belum ada"),
        ({"kursus/baru/01-a/01-x.md": LESSON}, "kursus.md:1: berkas `kursus.md` belum ada"),
    ],
)  # fmt: skip
def test_errors_of_a_course(tmp_path: Path, files: dict[str, str | bytes], message: str) -> None:
    found = errors(spoiled(tmp_path, files))
    assert any(error.startswith(message) for error in found), found


def test_all_findings_of_a_course_come_at_once(tmp_path: Path) -> None:
    found = errors(spoiled(tmp_path, {
        COURSE_PATH: COURSE.replace("status", "statuss"),
        LESSON_PATH: "# J\n\n### Lompat\n\n[x](tiada.md)\n",
        QUIZ_PATH: QUIZ.replace("- [x]", "- [v]").replace(" {#merit-1}", ""),
    }))  # fmt: skip
    assert [error.split(": ")[0] for error in found] == [
        "01-pengantar.md:3", "01-pengantar.md:5", "02-kuis.md:7", "02-kuis.md:10", "kursus.md:7",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("jp", "minutes", "told"), [("0,1", 4, False), ("1", 34, False), ("1", 33, True), ("1", 57, True)]
)
def test_stated_jp_against_minutes(tmp_path: Path, jp: str, minutes: int, told: bool) -> None:
    found = advice(spoiled(tmp_path, {
        COURSE_PATH: COURSE.replace("0,1", jp), QUIZ_PATH: QUIZ.replace("menit: 4", f"menit: {minutes - 1}"),
    }))  # fmt: skip
    assert any(message.startswith("kursus.md:4: `jp` setara ") for message in found) is told, found


def test_the_stated_jp_suggestion_can_be_written(tmp_path: Path) -> None:
    found = advice(spoiled(tmp_path, {COURSE_PATH: COURSE.replace("0,1", "4")}))
    assert any("butir wajib berjumlah 5 menit" in message and "tulis `jp: 0,1`" in message for message in found)


def test_a_competency_that_no_post_test_covers(tmp_path: Path) -> None:
    wanted = "kursus.md:5: kompetensi `integritas` tidak diuji"
    assert any(
        m.startswith(wanted) for m in advice(spoiled(tmp_path, {QUIZ_PATH: QUIZ.replace("pasca-uji", "latihan")}))
    )
    assert any(
        m.startswith(wanted) for m in advice(spoiled(tmp_path, {QUIZ_PATH: QUIZ.replace("Kompetensi: integritas", "")}))
    )


def test_an_unknown_competency_in_a_question(tmp_path: Path) -> None:
    found = errors(spoiled(tmp_path, {QUIZ_PATH: QUIZ.replace("Kompetensi: integritas", "Kompetensi: intgritas")}))
    assert found == [
        "02-kuis.md:7: kompetensi `intgritas` tidak ada di `referensi/kompetensi.yml`; mungkin maksud Anda `integritas`"
    ]


def test_a_missing_summary_and_repeated_numbers_are_advice(tmp_path: Path) -> None:
    found = spoiled(
        tmp_path,
        {COURSE_PATH: COURSE.replace("ringkasan: Dasar sistem merit.\n", ""), "kursus/merit/01-dasar/02-x.md": LESSON},
    )
    assert errors(found) == []
    assert "kursus.md:1: `ringkasan` belum ada; tulis satu kalimat untuk katalog" in advice(found)
    assert any("nomor 02 juga dipakai" in message for message in advice(found))


def test_links_between_courses(tmp_path: Path) -> None:
    other = {f"kursus/etika{name.removeprefix('kursus/merit')}": text for name, text in GOOD.items()}
    text = LESSON + "\n[Etika](../../etika/kursus.md)\n"
    assert errors(spoiled(tmp_path, {**other, LESSON_PATH: text})) == []
    assert any(b"/kursus/etika" in data for data in loaded(tmp_path, {LESSON_PATH: text}).bodies.values())
