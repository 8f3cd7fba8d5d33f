"""Front matter as people write it, and every way of getting it wrong."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from elearn.content.model import CompetencyTarget, CourseStatus, FeedbackRule, Quiz, QuizPurpose
from tests.content.folders import COURSE, COURSE_PATH, GOOD, QUIZ, QUIZ_PATH, errors, loaded, spoiled


def test_every_key_of_a_course(tmp_path: Path) -> None:
    course = loaded(tmp_path, {COURSE_PATH: """---
# komentar
judul: Etika: dasar            # komentar
ringkasan: >-
  Dua baris
  menjadi satu.
jp: 1,25
jenis_diklat: 16
penyelenggara: "BKPSDM: Kota"
pengajar:
  - Maria Bria, S.Sos.
  - Budi: ahli
kompetensi:
  - {kode: integritas, level: 2}
  - kode: kerja-sama
    level: 3
prasyarat: [etika-asn, dasar]
urutan: berurutan
lulus: 75
berlaku: 2 tahun
status: terbit
---
Teks.
"""}).course  # fmt: skip
    assert course is not None
    assert (course.title, course.summary, course.jp) == ("Etika: dasar", "Dua baris menjadi satu.", 125)
    assert (course.training_type, course.organiser) == ("16", "BKPSDM: Kota")
    assert course.teachers == ("Maria Bria, S.Sos.", "Budi: ahli")
    assert course.competencies == (CompetencyTarget("integritas", 2), CompetencyTarget("kerja-sama", 3))
    assert course.prerequisites == ("etika-asn", "dasar")
    assert (course.sequential, course.pass_mark, course.validity_months) == (True, 75, 24)
    assert (course.status, course.description_html) == (CourseStatus.PUBLISHED, "<p>Teks.</p>")


def test_defaults_of_a_course(tmp_path: Path) -> None:
    course = loaded(tmp_path, {COURSE_PATH: "---\njudul: A\njp: 1\n---\n"}).course
    assert course is not None
    assert (course.training_type, course.organiser, course.teachers, course.competencies) == ("16", "", (), ())
    assert (course.sequential, course.pass_mark, course.validity_months) == (False, 70, None)
    assert course.status is CourseStatus.DRAFT


def quiz(folder: Path, keys: str, course_keys: str = "") -> Quiz:
    text = QUIZ.replace("jenis: pasca-uji\nmenit: 4\n", keys)
    found = loaded(folder, {QUIZ_PATH: text, COURSE_PATH: COURSE.replace("status:", f"{course_keys}status:")}).course
    assert found is not None
    item = found.items[1]
    assert isinstance(item, Quiz)
    return item


def test_every_key_of_a_quiz(tmp_path: Path) -> None:
    item = quiz(tmp_path, """id: ujian
bekas: [kuis-lama, kuis-tua]
menit: 30 menit
wajib: tidak
jenis: pasca-uji
bobot: 2
lulus: 80%
percobaan: 5
waktu: 2 jam
acak: soal, pilihan
pembahasan: tidak
""")  # fmt: skip
    assert (item.id, item.former_ids, item.minutes, item.required) == ("ujian", ("kuis-lama", "kuis-tua"), 30, False)
    assert (item.purpose, item.weight, item.pass_mark, item.attempts) == (QuizPurpose.POST_TEST, 2, 80, 5)
    assert (item.time_limit, item.shuffle_questions, item.shuffle_options) == (120, True, True)
    assert item.feedback is FeedbackRule.NEVER


def test_defaults_of_a_quiz(tmp_path: Path) -> None:
    post = quiz(tmp_path, "jenis: pasca-uji\n", "lulus: 65\n")
    assert (post.id, post.minutes, post.required, post.weight, post.pass_mark) == ("kuis", 1, True, 1, 65)
    assert (post.attempts, post.time_limit, post.shuffle_questions) == (3, None, False)
    assert post.feedback is FeedbackRule.AFTER_PASS
    practice = quiz(tmp_path, "jenis: latihan\n")
    assert (practice.attempts, practice.pass_mark, practice.feedback) == (None, 70, FeedbackRule.AFTER_SUBMIT)
    assert quiz(tmp_path, "jenis: pra-uji\n").attempts == 3


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("lulos: 70", "kunci `lulos` tidak dikenal dalam kursus.md; mungkin maksud Anda `lulus`"),
        ("xyzzy: 70", "kunci `xyzzy` tidak dikenal dalam kursus.md; yang dikenal: `judul`"),
        ("waktu: 20 menit", "kunci `waktu` tidak dikenal dalam kursus.md"),
        ("lulus: 101", "`lulus`: `101` bukan bilangan bulat 0 sampai 100; tulis misalnya `70`"),
        ("lulus: tujuh", "`lulus`: `tujuh` bukan bilangan bulat"),
        ("lulus:", "`lulus`: masih kosong"),
        ("lulus: [70]", "`lulus`: harus satu teks, bukan daftar"),
        ("jp: 2", "kunci `jp` ditulis dua kali"),
        ("berlaku: 24", "`berlaku`: `24` tidak dapat dibaca; tulis misalnya `24 bulan`"),
        ("berlaku: 0 bulan", "`berlaku`: `0 bulan` tidak dapat dibaca"),
        ("urutan: urut", "`urutan`: `urut` tidak dikenal; mungkin maksud Anda `berurutan`"),
        ("jenis_diklat: e-learning", "bukan kode SIASN; tulis misalnya `16`"),
        ("jenis_diklat: 99", "jenis diklat `99` tidak ada di `referensi/jenis-diklat.yml`"),
        ("prasyarat: [Etika ASN]", "bukan id yang sah (huruf kecil, angka, tanda hubung); tulis misalnya `etika-asn`"),
        ("prasyarat: [merid]", "kursus `merid` tidak ada"),
        ("prasyarat: [merit]", "kursus tidak dapat menjadi prasyarat dirinya sendiri"),
        ("pengajar: {a: b}", "`pengajar`: harus berupa daftar"),
        ("penyelenggara: &a x", "`&` (jangkar YAML) tidak dipakai"),
        ("penyelenggara: *a", "`*` (alias YAML) tidak dipakai"),
        ("penyelenggara: !!python/object:os.system x", "`!` (tag YAML) tidak dipakai"),
        ("penyelenggara: 'tak ditutup", "penulisan YAML keliru di sini"),
        ("penyelenggara: [a, b", "penulisan YAML keliru di sini"),
        ("penyelenggara:tanpa spasi", "beri spasi sesudah titik dua: `penyelenggara: …`"),
        ("bukan kunci", "baris front matter harus berbentuk `kunci: nilai`"),
        ("- daftar", "`status`: `terbit - daftar` tidak dikenal"),
        (f"penyelenggara: {'a' * 501}", "paling panjang 500 huruf, ini 501"),
    ],
)
def test_mistakes_in_kursus_md(tmp_path: Path, line: str, message: str) -> None:
    found = errors(spoiled(tmp_path, {COURSE_PATH: COURSE.replace("status: terbit", f"status: terbit\n{line}")}))
    assert any(message in error for error in found), found
    assert all(error.startswith(("kursus.md:8: ", "kursus.md:7: ")) for error in found), found


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("integritas", "harus berupa daftar; tulis misalnya `- {kode: pelayanan-publik, level: 2}`"),
        ("[integritas]", "tiap butir memuat `kode` dan `level`"),
        ("[{kode: integritas}]", "tiap butir memuat `kode` dan `level`"),
        ("[{kode: integritas, level: 6}]", "`6` bukan bilangan bulat 1 sampai 5"),
        ("[{kode: integritas, level: 1}, {kode: integritas, level: 2}]", "`integritas` ditulis dua kali"),
        ("[{kode: intergitas, level: 1}]", "kompetensi `intergitas` tidak ada di `referensi/kompetensi.yml`; mungkin"),
    ],
)
def test_mistakes_in_competencies(tmp_path: Path, target: str, message: str) -> None:
    text = COURSE.replace("kompetensi:\n  - {kode: integritas, level: 2}", f"kompetensi: {target}")
    assert any(
        error.startswith("kursus.md:5: ") and message in error
        for error in errors(spoiled(tmp_path, {COURSE_PATH: text}))
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("jenis: pasca-ujian", "`jenis`: `pasca-ujian` tidak dikenal; mungkin maksud Anda `pasca-uji`"),
        ("jenis: latihan\nwaktu: 20", "tulis misalnya `20 menit`"),
        ("jenis: latihan\nacak: semua", "`acak`: `semua` tidak dikenal; yang dikenal: `soal`"),
        ("jenis: latihan\nacak: soal, tidak", "`tidak` tidak dapat digabung"),
        ("jenis: latihan\npercobaan: tak terbatas", "bukan bilangan bulat 1 sampai 100"),
        ("jenis: latihan\nwajib: no", "`wajib`: `no` tidak dikenal; yang dikenal: `ya`, `tidak`"),
        ("jenis: latihan\nid: Kuis Satu", "tulis misalnya `kuis-satu`"),
        ("jenis: latihan\njudul: Kuis", "kunci `judul` tidak dikenal dalam berkas kuis"),
        ("jenis: latihan\nmenit: 0", "bukan bilangan bulat 1 sampai 6000"),
    ],
)
def test_mistakes_in_a_quiz_head(tmp_path: Path, line: str, message: str) -> None:
    found = errors(spoiled(tmp_path, {QUIZ_PATH: QUIZ.replace("jenis: pasca-uji\nmenit: 4", line)}))
    assert any(message in error for error in found), found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\njudul: A\njp: 1\n", "kursus.md:1: front matter tidak ditutup"),
        ("---\n- a\n- b\n---\n", "kursus.md:2: baris front matter harus berbentuk `kunci: nilai`"),
        ("---\nhalo\n---\n", "kursus.md:2: baris front matter harus berbentuk `kunci: nilai`"),
        ("Tanpa front matter.\n", "kursus.md:1: kunci `judul` belum ada; tambahkan `judul: …` di front matter"),
        ("---\n---\n", "kursus.md:1: kunci `jp` belum ada"),
    ],
)
def test_front_matter_that_is_none(tmp_path: Path, text: str, message: str) -> None:
    assert any(error.startswith(message) for error in errors(spoiled(tmp_path, {COURSE_PATH: text})))


@pytest.mark.parametrize("value", ["[" * 10_000, "{" * 10_000, "[" * 10_000 + "]" * 10_000, "'" * 10_001, '"' * 9_999])
def test_nesting_is_a_finding_and_takes_no_time(tmp_path: Path, value: str) -> None:
    started = time.process_time()
    found = errors(spoiled(tmp_path, {COURSE_PATH: COURSE.replace("jp: 0,1", f"jp: 0,1\npengajar: {value}")}))
    assert any(error.startswith("kursus.md:5: ") for error in found)
    assert time.process_time() - started < 5


def test_yes_no_numbers_and_times_mean_what_they_say(tmp_path: Path) -> None:
    course = loaded(
        tmp_path, {COURSE_PATH: COURSE.replace("judul: Sistem Merit", "judul: no").replace("0,1", "010")}
    ).course
    assert course is not None
    assert (course.title, course.jp) == ("no", 1000)
    other = loaded(tmp_path, {COURSE_PATH: COURSE.replace("judul: Sistem Merit", "judul: 1:30")}).course
    assert other is not None
    assert other.title == "1:30"


def test_the_good_course_is_good(tmp_path: Path) -> None:
    assert spoiled(tmp_path, {}) == ()
    assert GOOD[COURSE_PATH] == COURSE
