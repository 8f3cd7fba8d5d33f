"""Aiken files and question sheets, as people save them."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from elearn.content.exchange.aiken import read_aiken
from elearn.content.exchange.items import Choices, Pairs, Steps
from elearn.content.exchange.report import Fate
from elearn.content.exchange.sheet import read_sheet
from elearn.content.model import EssayKey, NumericKey, TextKey
from elearn.core.errors import Invalid
from tests.content.exchange.banks import composed, imported, lines

AIKEN = (
    "Siapa PPK?\nA. Camat\nB) Bupati\nC. Menteri\nANSWER: B\n\nApa itu *JP*?\nDua baris.\nA. Jam\nB. Jalan\nANSWER: a\n"
)


def test_aiken() -> None:
    found = read_aiken(AIKEN)
    first, second = found.bank.questions
    assert isinstance(first.answer, Choices)
    assert [(o.text, o.right) for o in first.answer.options] == [("Camat", False), ("Bupati", True), ("Menteri", False)]
    assert second.stem == r"Apa itu \*JP\*?<br>Dua baris."
    assert [line.where for line in found.report.lines] == ["baris 1", "baris 7"]


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("Apa?\nA. a\nB. b\nANSWER: C\n", "baris 1", "kunci `C` tidak ada"),
        ("Apa?\nA. a\nB. b\n", "baris 1", "soal terakhir tanpa `ANSWER:`"),
        ("Judul saja\n\nApa?\nA. a\nB. b\nANSWER: A\n", "baris 1", "teks tanpa pilihan"),
        ("ANSWER: A\n", "baris 1", "tanpa soal"),
    ],
)
def test_what_is_wrong_with_an_aiken_file(text: str, where: str, why: str) -> None:
    [left] = [line for line in read_aiken(text).report.lines if line.fate is Fate.LEFT]
    assert (left.where, why in left.message) == (where, True)


SHEET = """\
No;Soal;Jenis;A;B;C;Kunci;Poin;Pembahasan;Kompetensi;Tingkat;Kolam;Catatan
1;Siapa PPK?;;Camat;Bupati;Menteri;B;2;Karena UU;integritas;c2;Dasar;x
2;Pilih dua;;a;b;c;A,C;;;;;;
3;Ibu kota NTT?;isian;;;;Kupang | kota Kupang;;;;;;
4;JP setahun?;;;;;20;;;;;;
5;PPK bupati;;;;;Benar;;;;;;
6;Jodohkan;jodoh;PNS -> tetap;PPPK → kontrak;-> alih daya;;;;;;;
7;Urutkan;urut;satu;dua;tiga;;;;;;;
8;Uraikan;esai;;;;;;;;;;
9;Kunci isi;;Camat;Bupati;;Bupati;1,5;;;;;
"""


def test_a_sheet_of_every_kind() -> None:
    found = read_sheet(SHEET.encode())
    answers = [asked.answer for asked in found.bank.questions]
    assert [type(answer) for answer in answers] == [
        Choices,
        Choices,
        TextKey,
        NumericKey,
        Choices,
        Pairs,
        Steps,
        EssayKey,
        Choices,
    ]
    first = found.bank.questions[0]
    assert (first.points, first.competency, first.level, first.pool, first.explanation) == (
        200,
        "integritas",
        "C2",
        "Dasar",
        "Karena UU",
    )
    assert answers[2] == TextKey(("Kupang", "kota Kupang"))
    assert answers[5] == Pairs((("PNS", "tetap"), ("PPPK", "kontrak")), ("alih daya",))
    assert found.bank.questions[8].points == 150
    assert "judul kolom tidak dikenal; 1 sel tidak diambil" in lines(found, Fate.LEFT)
    [text] = composed(found.bank, found.report)
    assert text.count("\n### ") == 9


def test_a_workbook_reads_like_a_csv() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate((("Pertanyaan", "Opsi A", "Opsi B", "Kunci Jawaban"), ("2 + 2?", 3, 4, "B"))):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
    text, _ = imported(out.getvalue(), "lembar")
    assert "### 2 + 2?" in text
    assert "- [ ] 3\n- [x] 4" in text


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (";;a;b;;A", "soal kosong"),
        ("Apa?;;a;b;;D", "bukan huruf pilihan"),
        ("Apa?;;a;b;;", "kunci kosong"),
        ("Apa?;;a;b;c;A,B,C", "semua pilihan benar"),
        ("Apa?;tebak;a;b;;A", "jenis `tebak` tidak dikenal"),
        ("Apa?;benar-salah;;;;mungkin", "bukan Benar atau Salah"),
        ("Apa?;jodoh;a;b -> c;;", "tanpa panah"),
        ("Apa?;isian;;;;", "tidak ada jawaban yang benar"),
    ],
)
def test_what_is_wrong_with_a_row(row: str, why: str) -> None:
    found = read_sheet(f"Soal;Jenis;A;B;C;Kunci\n{row}\n".encode())
    [left] = [line for line in found.report.lines if line.fate is Fate.LEFT]
    assert (left.where, why in left.message) == ("baris 2", True)
    assert left.source


def test_options_of_a_row_that_are_the_same_are_left_out_by_the_check() -> None:
    text, found = imported("Soal;A;B;Kunci\nApa?;x;x;A\nSiapa?;x;y;A\n", "lembar")
    assert text.count("### ") == 1
    [left] = [line for line in found.report.lines if line.fate is Fate.LEFT]
    assert (left.where, "sama dengan pilihan di atasnya" in left.message) == ("baris 2", True)
    assert len(lines(found, Fate.TAKEN)) == 1


def test_a_sheet_without_questions_says_which_columns_there_are() -> None:
    with pytest.raises(Invalid, match="Kolom `Soal` tidak ada"):
        read_sheet(b"Nama;NIP\nMaria;1\n")
