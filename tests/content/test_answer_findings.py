"""Mistakes in pairs, steps, blanks, rubrics and scales: each is found, at its line, with what to write instead."""

from __future__ import annotations

import pytest

from elearn.content.model import QuizPurpose
from tests.content.folders import question_errors

PAIRS = "### A {#q}\nJodohkan:\n\n"
STEPS = "### A {#q}\nUrutkan:\n\n"
ESSAY = "### A {#q}\nEsai:\n\n"
HEAD = "| Kriteria | Bobot | 4 | 0 |\n|---|---|---|---|\n"
SCALE = "### A {#q}\nSkala: 1 (kurang) – 5 (baik)\n\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (PAIRS, 4, "belum ada pasangan di bawah `Jodohkan:`; tulis satu per baris, misalnya `- kiri → kanan`"),
        (PAIRS + "- A → 1\n", 4, "`Jodohkan:` memuat 2 sampai 26 pasangan, ini 1"),
        (PAIRS + "".join(f"- A{n} → {n}\n" for n in range(27)), 4, "memuat 2 sampai 26 pasangan, ini 27"),
        (PAIRS + "- A → 1\n- B\n", 7, "pasangan belum memuat tanda panah; tulis `- kiri → kanan`"),
        (PAIRS + "- A → 1\n- B ⇒ 2\n", 7, "`⇒` bukan tanda panah yang dikenal; tulis `- kiri → kanan`"),
        (PAIRS + "- A → 1\n- B –> 2\n", 7, "`–>` bukan tanda panah yang dikenal"),
        (PAIRS + "- A → 1\n- B --> 2\n", 7, "`-->` bukan tanda panah yang dikenal"),
        (PAIRS + "- A → 1\n- B → 2 → 3\n", 7, "lebih dari satu tanda panah"),
        (PAIRS + "- A → 1\n- B →\n", 7, "sisi kanan pasangan kosong"),
        (PAIRS + "- A → 1\n- B → **2**\n", 7, "sisi kanan pasangan tampil sebagai teks polos"),
        (PAIRS + "- A → 1\n- B → [2](x.md)\n", 7, "hapus tanda `[`"),
        (PAIRS + "- A → 1\n- B → `2`\n", 7, "hapus tanda kutip balik"),
        (PAIRS + f"- A → 1\n- B → {'x' * 201}\n", 7, "sisi kanan pasangan paling panjang 200 huruf, ini 201"),
        (PAIRS + "- A → 1\n- a → 2\n", 7, "sisi kiri `a` ditulis dua kali"),
        (PAIRS + "- A → 1\n- B → 2\n- → 2\n", 8, "pengecoh `2` sama dengan sisi kanan lain"),
        (PAIRS + "- A → 1\n- → 2\n- B → 2\n", 8, "`2` sudah ditulis sebagai pengecoh"),
        (PAIRS + "- A → 1\n- B → 1\n", 3, "perlu dua sisi kiri dan dua sisi kanan yang berbeda"),
        (PAIRS + "- A → 1\n- → 2\n", 3, "perlu dua sisi kiri dan dua sisi kanan yang berbeda"),
        (PAIRS + "1. A → 1\n2. B → 2\n", 6, "pasangan ditulis dengan `- …`; ganti `1.` di awal baris"),
        (PAIRS + "- A → 1\n– B → 2\n", 7, "butir daftar keliru: `–` bukan tanda hubung; tulis `- …`"),
        (PAIRS + "- A → 1\n-B → 2\n", 7, "butir daftar keliru: spasi sesudah `-` belum ada; tulis `- …`"),
        (PAIRS + "- A → 1\n    > umpan\n- B → 2\n", 7, "umpan balik per butir hanya untuk soal pilihan"),
        (PAIRS + "- A → 1\n- B → 2\n\nLepas.\n", 9, "teks sesudah jawaban tidak ditampilkan"),
        (PAIRS + "- A → 1\n- B → 2\n\nPoin: 2\n", 9, "kata kunci ditulis di atas daftar jawaban"),
        (PAIRS + "- A → 1\n- B → 2\n\n- [x] C\n- [ ] D\n", 4, "soal memuat pilihan dan `Jodohkan:` sekaligus"),
        ("### A {#q}\nJodohkan: istilah\n\n- A → 1\n- B → 2\n", 4, "sesudah `Jodohkan:` tidak ada teks"),
        ("### A {#q}\nJodohkan:\nNilai: proporsional\n\n- A → 1\n- B → 2\n", 5, "`Nilai:` tidak dipakai pada soal men"),
        (
            "### A {#q}\nJodohkan:\nUrutkan:\n\n- A → 1\n- B → 2\n",
            5,
            "soal memuat `Jodohkan:` dan `Urutkan:` sekaligus",
        ),
        ("### A {#q}\nJodokan:\n\n- A → 1\n", 4, "kata kunci `Jodokan` tidak dikenal; mungkin maksud Anda `Jodohkan`"),
        (STEPS, 4, "belum ada langkah di bawah `Urutkan:`"),
        (STEPS + "1. A\n", 4, "`Urutkan:` memuat 2 sampai 26 langkah, ini 1"),
        (STEPS + "- A\n- B\n", 6, "langkah ditulis bernomor `1. …`; ganti `-` di awal baris"),
        (STEPS + "1. A\n2. a\n", 7, "langkah ini sama dengan langkah di atasnya"),
        (STEPS + "3. C\n1. A\n2. B\n", 7, "nomor langkah tidak berurutan; kuncinya urutan baris"),
        (STEPS + "1. A\n3. B\n", 7, "nomor langkah tidak berurutan"),
        (STEPS + "1. A\n2.B\n", 7, "spasi sesudah `2.` belum ada; tulis `2. …`"),
        ("### A {#q}\nUrutkan:\nNilai: separuh\n\n1. A\n2. B\n", 5, "`Nilai:` `separuh` tidak dikenal"),
        ("### A {#q}\nUrutkan:\nPilih: satu\n\n1. A\n2. B\n", 5, "`Pilih:` tidak dipakai pada soal mengurutkan"),
        ("### A {#q}\n\nIsi\n\n[[]] saja\n", 7, "rumpang kosong; tulis jawabannya"),
        ("### A {#q}\n\nIsi [[merit\n]] saja\n", 5, "rumpang tidak ditutup; tulis `]]` pada baris yang sama"),
        ("### A {#q}\n\nIsi [[a | b]]\n", 5, "apit satu pilihan yang benar dengan kurung"),
        ("### A {#q}\n\nIsi [[(a) | (b)]]\n", 5, "apit satu pilihan yang benar dengan kurung"),
        ("### A {#q}\n\nIsi [[(a)]]\n", 5, "daftar pilihan rumpang memuat 2 sampai 26 pilihan"),
        ("### A {#q}\n\nIsi [[(a) | ]]\n", 5, "ada pilihan kosong di antara tanda `|`"),
        ("### A {#q}\n\nIsi [[(a) | A]]\n", 5, "ada dua pilihan yang sama dalam satu rumpang"),
        ("### A {#q}\n\nIsi [[(a) | *b*]]\n", 5, "pilihan rumpang tampil sebagai teks polos"),
        ("### A {#q}\n\nIsi [[a || b | (c)]]\n", 5, "`||` (isian) dan `|` (daftar pilihan) tidak dapat digabung"),
        ("### A {#q}\n\nIsi [[a || ]]\n", 5, "ada jawaban kosong di antara tanda `||`"),
        ("### A {#q}\n\nIsi [[20 || 21]]\n", 5, "semua jawaban berupa angka; tulis satu saja, misalnya `[[20]]`"),
        ("### A {#q}\n\nIsi [[1.250]]\n", 5, "dapat dibaca ribuan atau desimal; tulis `1250` atau `1,25`"),
        ("### A {#q}\n\nIsi [[21 .. 19]]\n", 5, "tulis `[[19 .. 21]]`"),
        ("### A {#q}\n\nIsi [[...]]\n", 5, "hanya tanda baca; tulis kata atau angka"),
        ("### A {#q}\n\nIsi $x [[2]]$\n", 3, "rumpang tidak dapat ditampilkan di dalam tautan"),
        ("### A {#q}\n\nIsi [lihat [[2]] ya](https://a.id)\n", 3, "rumpang tidak dapat ditampilkan di dalam tautan"),
        ('### A {#q}\n\nIsi <span title="[[2]]">x</span>\n', 3, "rumpang tidak dapat ditampilkan di dalam tautan"),
        ("### A {#q}\n\n" + "[[a]] b\n\n" * 51, 3, "paling banyak 50 rumpang dalam satu soal, ini 51"),
        ("### A {#q}\n\nIsi [[b]]\n\nJawaban: a\n", 7, "soal memuat `Jawaban:` dan rumpang `[[…]]` sekaligus"),
        ("### A {#q}\n\nIsi [[b]]\n\n- [x] a\n- [ ] c\n", 3, "kurung yang bukan rumpang ditulis `\\[["),
        ("### A {#q}\nNilai: proporsional\n\nIsi [[b]]\n", 4, "`Nilai:` tidak dipakai pada soal rumpang"),
        (ESSAY, 4, "rubrik belum ada; tulis tabel di bawah `Esai:` dengan kepala `| Kriteria | Bobot | 4 | 2 | 0 |`"),
        ("### A {#q}\nEsai: 150 kata\n\n" + HEAD, 4, "`Esai: 150 kata` tidak dapat dibaca; tulis `Esai: 150–300 kata`"),
        ("### A {#q}\nEsai: 300-150 kata\n\n" + HEAD, 4, "batas kata terbalik atau nol"),
        (ESSAY + "| Kriteria | Bobot | 4 | 0 |\n", 6, "garis `|---|---|` di bawah kepala rubrik belum ada"),
        (ESSAY + HEAD, 6, "rubrik memuat 1 sampai 20 kriteria, ini 0"),
        (ESSAY + HEAD + "| A | 60 | x | y |\n| B | 30 | x | y |\n", 6, "bobot rubrik berjumlah 90; ubah sampai"),
        (ESSAY + HEAD + "| A | 100 | x |\n", 8, "baris rubrik memuat 3 sel, kepalanya 4"),
        (ESSAY + HEAD + "| A | 100 | x | |\n", 8, "ada sel rubrik yang kosong"),
        (ESSAY + HEAD + "| A | banyak | x | y |\n", 8, "bobot `banyak` bukan bilangan bulat 1 sampai 100"),
        (ESSAY + HEAD + "| A | 50 | x | y |\n| a | 50 | x | y |\n", 9, "kriteria `a` ditulis dua kali"),
        (ESSAY + HEAD + "| A | 100 | **x** | y |\n", 8, "isi rubrik tampil sebagai teks polos"),
        (ESSAY + HEAD.replace("4", "0"), 6, "angka kepala rubrik menurun"),
        (ESSAY + HEAD.replace("4", "baik"), 6, "kepala rubrik sesudah `Bobot` hanya angka 0 sampai 100"),
        (ESSAY + HEAD.replace("Bobot", "Nilai"), 6, "kepala rubrik memuat kriteria, bobot, dan paling sedikit dua"),
        (ESSAY + HEAD + "| A | 100 | x | y |\n\nLepas.\n", 10, "teks sesudah jawaban tidak ditampilkan"),
    ],
)
def test_findings(text: str, line: int, message: str) -> None:
    found = question_errors(text)
    assert any(error.startswith(f"kuis.md:{line}: ") and message in error for error in found), found


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (SCALE, 4, "belum ada pernyataan di bawah `Skala:`"),
        (SCALE + "1. a\n", 6, "pernyataan ditulis dengan `- …`"),
        (SCALE + "- a\n- A\n", 7, "pernyataan ini sama dengan pernyataan di atasnya"),
        (SCALE.replace("1 (", "5 ("), 4, "skala naik dari kecil ke besar, paling jauh 10 langkah"),
        (SCALE.replace("5 (", "50 ("), 4, "skala naik dari kecil ke besar, paling jauh 10 langkah"),
        (SCALE.replace("(baik)", ""), 4, "tidak dapat dibaca; tulis `Skala: 1 (kurang) – 5 (sangat baik)`"),
        (SCALE.replace("(baik)", "(**baik**)") + "- a\n", 4, "ujung skala tampil sebagai teks polos"),
        (SCALE + "- a\n\n> Pembahasan: x\n", 8, "`Pembahasan:` tidak dipakai dalam survei"),
        (SCALE.replace("Skala", "Poin: 2 · Skala") + "- a\n", 4, "`Poin:` tidak dipakai"),
        ("### A {#q}\n\n- [x] a\n- [ ] b\n", 5, "survei tidak memuat kunci; tulis `- [ ]` pada semua pilihan"),
        ("### A {#q}\n\n- [ ] a\n    > umpan\n- [ ] b\n", 6, "survei tidak memuat umpan balik"),
        ("### A {#q}\nNilai: proporsional\n\n- [ ] a\n- [ ] b\n", 4, "`Nilai:` tidak dipakai dalam survei"),
        ("### A {#q}\nJawaban: merit\n", 4, "survei tidak memuat kunci; tulis `Jawaban:` saja"),
        ("### A {#q}\nJawaban persis:\n", 4, "survei tidak memuat kunci; tulis `Jawaban:` saja"),
        (PAIRS + "- A → 1\n- B → 2\n", 3, "survei hanya memuat soal pilihan, `Jawaban:` kosong, dan `Skala:`"),
        ("### A [[b]] {#q}\n", 3, "survei hanya memuat soal pilihan"),
        (ESSAY + HEAD + "| A | 100 | x | y |\n", 3, "survei hanya memuat soal pilihan"),
    ],
)
def test_findings_in_a_survey(text: str, line: int, message: str) -> None:
    found = question_errors(text, QuizPurpose.SURVEY)
    assert any(error.startswith(f"kuis.md:{line}: ") and message in error for error in found), found


@pytest.mark.parametrize("purpose", [purpose for purpose in QuizPurpose if purpose is not QuizPurpose.SURVEY])
def test_kinds_and_purposes(purpose: QuizPurpose) -> None:
    assert any(
        "soal `Skala:` hanya untuk `jenis: survei`" in error for error in question_errors(SCALE + "- a\n", purpose)
    )
    essay = question_errors(ESSAY + HEAD + "| A | 100 | x | y |\n", purpose)
    assert essay == (
        ["kuis.md:3: soal `Esai:` tidak untuk `jenis: pra-uji`; pindahkan ke `latihan` atau `pasca-uji`"]
        if purpose is QuizPurpose.PRE_TEST
        else []
    )
