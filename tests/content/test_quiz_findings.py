"""Mistakes in quizzes: each is found, at its line, with what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.content.folders import QUIZ_PATH, advice, errors, question_errors, quiz, spoiled

OPTIONS = "\n- [x] Satu\n- [ ] Dua\n"


@pytest.mark.parametrize(
    ("line", "repair"),
    [
        ("- [] A", "- [ ] …"),
        ("-[x] A", "- [x] …"),
        ("-[ ] A", "- [ ] …"),
        ("\u2013 [x] A", "- [x] …"),
        ("\u2014 [ ] A", "- [ ] …"),
        ("\u2022 [x] A", "- [x] …"),
        ("- [ x ] A", "- [x] …"),
        ("- [x ] A", "- [x] …"),
        ("- [\u00d7] A", "- [x] …"),
        ("- [v] A", "- [x] …"),
        ("- [V] A", "- [x] …"),
        ("- [\u2713] A", "- [x] …"),
        ("- [\u221a] A", "- [x] …"),
        ("- [*] A", "- [x] …"),
        ("- [x]A", "- [x] …"),
        ("- [ ]A", "- [ ] …"),
        ("[x] A", "- [x] …"),
        ("[ ] A", "- [ ] …"),
        ("1. [x] A", "- [x] …"),
        ("- \uff3bx\uff3d A", "- [x] …"),
        ("\u2611 A", "- [x] …"),
        ("- \u2610 A", "- [ ] …"),
    ],
)
def test_a_mistyped_box_is_found_and_still_read(line: str, repair: str) -> None:
    found = question_errors(f"### Mana? {{#q}}\n\n- [x] Satu\n{line}\n- [ ] Tiga\n")
    [only] = [message for message in found if message.startswith("kuis.md:6: ")]
    assert "kotak pilihan keliru" in only
    assert only.endswith(f"tulis `{repair}`")
    assert len(found) == 1


@pytest.mark.parametrize("line", ["- [v](tautan.md)", "- [1] rujukan", "- [lihat] ini", "[teks](https://a.id) lain"])
def test_brackets_that_are_no_boxes(line: str) -> None:
    found = question_errors(f"### Mana? {{#q}}\n\n{line}\n\n- [x] Satu\n- [ ] Dua\n")
    assert not any("kotak" in message for message in found)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("### A {#q}\n\n- [ ] Satu\n- [ ] Dua\n", 3, "belum ada pilihan yang benar; tandai dengan `- [x]`"),
        ("### A {#q}\n\n- [x] Satu\n- [x] Dua\n", 3, "semua pilihan ditandai benar"),
        ("### A {#q}\n\n- [x] Satu\n", 3, "soal pilihan memuat 2 sampai 26 pilihan, ini 1"),
        ("### A {#q}\n\n- [x] Satu\n- [ ] Satu\n", 6, "pilihan ini sama dengan pilihan di atasnya"),
        ("### A {#q}\n\n- [x] Satu\n- [ ]\n", 6, "pilihan kosong"),
        ("### A {#q}\n\nTeks saja.\n", 3, "soal belum memuat jawaban"),
        ("### {#q}\n" + OPTIONS, 3, "judul soal kosong"),
        ("### A {#q}\nPoinn: 2\n" + OPTIONS, 4, "kata kunci `Poinn` tidak dikenal; mungkin maksud Anda `Poin`"),
        ("### A {#q}\nCatatan: 2\n" + OPTIONS, 4, "bila ini bagian pertanyaan, beri baris kosong di atasnya"),
        ("### A {#q}\n\nTeks.\nTingkatt: C1\n" + OPTIONS, 6, "mungkin maksud Anda `Tingkat`"),
        ("### A {#q}\nPoin: dua\n" + OPTIONS, 4, "`Poin:` `dua` bukan bilangan"),
        ("### A {#q}\nPoin: 0\n" + OPTIONS, 4, "`Poin:` `0` bukan bilangan"),
        ("### A {#q}\nPoin: 1\nPoin: 2\n" + OPTIONS, 5, "`Poin:` ditulis dua kali"),
        ("### A {#q}\nPoin: 2, Tingkat: C2\n" + OPTIONS, 4, "dipisahkan dengan ` · `"),
        ("### A {#q}\nTingkat: C7\n" + OPTIONS, 4, "`Tingkat:` `C7` tidak dikenal"),
        ("### A {#q}\nKompetensi: Kerja Sama\n" + OPTIONS, 4, "tulis misalnya `kerja-sama`"),
        ("### A {#q}\nNilai: semua\n" + OPTIONS, 4, "`Nilai:` `semua` tidak dikenal; yang dikenal: `proporsional`"),
        ("### A {#q}\nNilai: proporsional\n" + OPTIONS, 4, "`Nilai:` hanya untuk soal dengan lebih dari satu"),
        ("### A {#q}\nPilih: satu\n\n- [x] 1\n- [x] 2\n- [ ] 3\n", 4, "`Pilih: satu`, tetapi 2 pilihan ditandai"),
        ("### A {#q}\nJawaban: a\n" + OPTIONS, 4, "soal memuat pilihan dan `Jawaban:` sekaligus"),
        ("### A {#q}\nJawaban: a\nJawaban persis: b\n", 5, "soal memuat `Jawaban:` dan `Jawaban persis:` sekaligus"),
        ("### A {#q}\nJawaban:\n", 4, "`Jawaban:` kosong"),
        ("### A {#q}\nJawaban: a | \n", 4, "ada jawaban kosong di antara tanda `|`"),
        ("### A {#q}\nJawaban: 1.250\n", 4, "dapat dibaca ribuan atau desimal; tulis `1250` atau `1,25`"),
        ("### A {#q}\nJawaban: 20 ± 1.250\n", 4, "dapat dibaca ribuan atau desimal"),
        ("### A {#q}\nJawaban: 21 .. 19\n", 4, "tulis `Jawaban: 19 .. 21`"),
        ("### A {#q}\nJawaban: 20 | 20,0\n", 4, "semua jawaban berupa angka; tulis satu saja"),
        ("### A {#q}\nJawaban: 1,2,3 ± 1\n", 4, "`1,2,3` bukan bilangan"),
        ("### A {#q}\nJawaban: ...\n", 4, "gunakan `Jawaban persis:`"),
        ("### A {#q}\nNilai: proporsional\nJawaban: a\n", 4, "`Nilai:` hanya untuk soal pilihan"),
        ("### A {#q}\nAmbil: 2\n" + OPTIONS, 4, "`Ambil:` ditulis di bawah judul kolam"),
        ("### A {#q}\n" + OPTIONS + "Poin: 2\n", 7, "kata kunci ditulis di atas pilihan"),
        ("### A {#q}\n" + OPTIONS + "\nTeks lepas.\n", 8, "teks sesudah jawaban tidak ditampilkan"),
        ("### A {#q}\n" + OPTIONS + "\n> Kutipan lepas.\n", 8, "kutipan sesudah jawaban harus diawali"),
        ("### A {#q}\n" + OPTIONS + "\n> Pembahsan: x\n", 8, "`Pembahsan:` tidak dikenal; mungkin maksud Anda"),
        ("### A {#q}\n" + OPTIONS + "\nPembahasan: x\n", 8, "harus berupa kutipan; tulis `> Pembahasan: …`"),
        ("### A {#q}\n" + OPTIONS + "\n> Pembahasan: x\n\n> Pembahasan: y\n", 10, "ditulis dua kali"),
        ("### A {#q}\n" + OPTIONS + "\n> Pembahasan:\n", 8, "`Pembahasan:` masih kosong"),
        ("### A {#q}\n\n- [x] Satu\n- polos\n- [ ] Dua\n", 6, "butir tanpa kotak di antara pilihan"),
        ("### A {#q}\n\n- polos\n- [x] Satu\n- [ ] Dua\n", 5, "butir tanpa kotak di antara pilihan"),
        ("### A {#q}\n\n- [x] Satu\n    - [ ] dalam\n- [ ] Dua\n", 6, "pilihan menjorok"),
        ("### A {#Q_1}\n" + OPTIONS, 3, "id `Q_1` harus huruf kecil, angka, dan tanda hubung; tulis `{#q-1}`"),
        ("### A {#q}\n" + OPTIONS + "\n#### Judul kecil\n", 8, "judul `####` tidak dipakai dalam kuis"),
        ("###A {#q}\n\n### B {#r}\nJawaban: a\n", 3, "beri spasi sesudah tanda `#`"),
        ("### A {#q}\n\nTeks\n----\n" + OPTIONS, 6, "garis bawah judul tidak dipakai dalam kuis"),
        ("### A {#q}\n\n```\nkode\n" + OPTIONS, 5, "blok kode tidak ditutup"),
        ("### A {#q}\n\n<!-- catatan\n" + OPTIONS, 5, "komentar `<!--` tidak ditutup"),
    ],
)
def test_findings_of_a_question(text: str, line: int, message: str) -> None:
    found = question_errors(text)
    assert any(error.startswith(f"kuis.md:{line}: ") and message in error for error in found), found


def test_a_missing_id_comes_with_the_text_to_add_and_stays_the_same() -> None:
    first = question_errors("### Apa itu merit?\nJawaban: a\n")
    again = question_errors("\n\n### Apa  itu merit?\nPoin: 2\nJawaban: b\n")
    assert first == ["kuis.md:3: soal belum ber-id; tambahkan ` {#kuis-3f311e}` di akhir baris ini"]
    assert again == ["kuis.md:5: soal belum ber-id; tambahkan ` {#kuis-3f311e}` di akhir baris ini"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("### A {#q}\nJawaban: a\n\n### B {#q}\nJawaban: b\n", 6, "id `q` sudah dipakai di baris 3"),
        ("## K\nAmbil: 3\n\n### A {#q}\nJawaban: a\n", 4, "kolam ini hanya memuat 1 soal"),
        ("## K\nAmbil: banyak\n\n### A {#q}\nJawaban: a\n", 4, "`Ambil: banyak` bukan bilangan"),
        ("## K\nAmbil: 0\n\n### A {#q}\nJawaban: a\n", 4, "`Ambil: 0` bukan bilangan"),
        ("## K\nAmbl: 1\n\n### A {#q}\nJawaban: a\n", 4, "`Ambl:` tidak dipakai pada kolam; di sini hanya `Ambil: 5`"),
        ("## K\n\nTeks kolam.\n\n### A {#q}\nJawaban: a\n", 5, "teks di antara judul kolam dan soal pertama"),
        ("## K\n\n### A {#q}\nJawaban: a\n\n## L\n", 8, "kolam `L` belum memuat soal"),
        ("## K\n\n### A {#q}\nJawaban: a\n\n## K\n\n### B {#r}\nJawaban: b\n", 8, "id kolam `k` dipakai dua kali"),
        ("## K {#K_1}\n\n### A {#q}\nJawaban: a\n", 3, "tulis `{#k-1}`"),
        ("# Lagi\n\n### A {#q}\nJawaban: a\n", 3, "judul `#` hanya satu dalam satu berkas"),
        ("- [x] A\n\n### A {#q}\nJawaban: a\n", 3, "pilihan tanpa soal; tulis pertanyaannya di atas"),
        ("Ambil: 1\n\n## K\n\n### A {#q}\nJawaban: a\n", 3, "`Ambil:` ditulis di bawah judul kolam"),
        ("Tidak ada soal.\n", 1, "kuis belum memuat soal"),
    ],
)
def test_findings_of_a_quiz(text: str, line: int, message: str) -> None:
    found = question_errors(text)
    assert any(error.startswith(f"kuis.md:{line}: ") and message in error for error in found), found


def test_a_quiz_without_a_title() -> None:
    assert any("judul kuis belum ada" in error for error in errors(quiz("### A {#q}\nJawaban: a\n")[1]))


def test_the_key_is_always_the_same_letter(tmp_path: Path) -> None:
    asked = "".join(f"### Soal {n} {{#s{n}}}\n\n- [ ] Pilihan panjang\n- [x] B{n}\n\n" for n in range(5))
    found = advice(spoiled(tmp_path, {QUIZ_PATH: f"---\njenis: latihan\nmenit: 4\n---\n# K\n\n{asked}"}))
    assert any("02-kuis.md:7: kunci semua soal pilihan adalah B" in message for message in found)
    shuffled = spoiled(tmp_path, {QUIZ_PATH: f"---\njenis: latihan\nmenit: 4\nacak: pilihan\n---\n# K\n\n{asked}"})
    assert not any("kunci semua soal" in message for message in advice(shuffled))


def test_the_longest_option_is_always_right(tmp_path: Path) -> None:
    def asked(count: int) -> str:
        return "".join(f"### Soal {n} {{#s{n}}}\n\n- [ ] A{n}\n- [x] Yang panjang\n\n" for n in range(count))

    head = "---\njenis: latihan\nmenit: 4\nacak: pilihan\n---\n# K\n\n"
    found = advice(spoiled(tmp_path, {QUIZ_PATH: head + asked(5)}))
    assert any("pilihan terpanjang adalah kuncinya" in message for message in found)
    assert not any("terpanjang" in m for m in advice(spoiled(tmp_path, {QUIZ_PATH: head + asked(4)})))


def test_letters_in_options_make_no_sense_when_shuffled(tmp_path: Path) -> None:
    text = "---\njenis: latihan\nacak: pilihan\n---\n# K\n\n### S {#s}\n\n- [x] Satu\n- [ ] Dua\n- [ ] A dan B\n"
    assert any("menyebut huruf pilihan" in m for m in advice(spoiled(tmp_path, {QUIZ_PATH: text})))
    assert not any(
        "huruf pilihan" in m for m in advice(spoiled(tmp_path, {QUIZ_PATH: text.replace("pilihan\n-", "soal\n-")}))
    )
