"""Lists of people as offices really save them: whatever is around the table, the people in it are found."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.errors import Invalid
from elearn.people.rules.importing import LONGEST_CODE, NOT_A_CODE, code_for, exported, is_about_somebody, shown_value
from elearn.people.rules.roster import read_headings, unused
from elearn.people.service.import_planning import read_people
from elearn.people.service.units import CODE

HEADINGS = ["No.", "N A M A", "Nama Lengkap", "NIP / NI PPPK", "Gol. Ruang", "Unit Kerja"]
ROWS = [
    ["1", "", "Maria Bria, S.Sos", "'19900315 201503 2 001", "III/a", "Dinas Kesehatan"],
    ["2", "", "Yosef, José", "198812012023211007", "IX", "Dinas PU"],
]
AROUND = [["PEMERINTAH KOTA CONTOH"], ["DAFTAR PEGAWAI, KEADAAN 31 DESEMBER 2025; PNS dan PPPK"], []]
BELOW = [[], ["Jumlah", "", "2 orang"]]


def text_of(*lines: Sequence[str], delimiter: str) -> str:
    return "\r\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in line) for line in lines)


def sheet(*lines: Sequence[Any]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(list(line))
    book.active.merge_cells("A1:F1")
    book.active.merge_cells("A2:F2")
    book.save(file)
    return file.getvalue()


def people(data: bytes) -> list[tuple[str, ...]]:
    return [row.cells[2:5] for row in read_people(data).rows]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_titles_above_numbers_of_columns_and_totals_do_no_harm(delimiter: str, encoding: str) -> None:
    numbers = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]
    text = text_of(*AROUND, HEADINGS, numbers, *ROWS, *BELOW, delimiter=delimiter)
    assert people(text.encode(encoding)) == [tuple(row[2:5]) for row in ROWS]


def test_a_sheet_with_merged_titles_keeps_its_row_numbers() -> None:
    table = read_people(sheet(*AROUND, HEADINGS, *ROWS, *BELOW))
    assert [row.number for row in table.rows] == [5, 6]
    assert table.headings == tuple(HEADINGS)


def test_a_number_that_a_sheet_has_rounded_stays_recognisable() -> None:
    made = sheet(*AROUND, HEADINGS, ["1", "", "Maria", 199003152015032001.0, "III/a", "Dinas PU"])
    assert read_people(made).rows[0].cells[3] == "1.99003152015032E+17"


def test_a_list_without_headings_is_refused_with_what_is_missing() -> None:
    with pytest.raises(Invalid, match="nip"):
        read_people(text_of(*AROUND, ["No.", "Nama", "Jabatan"], *ROWS, delimiter=";").encode())


@pytest.mark.parametrize(
    ("cells", "somebody"),
    [
        (["Total", "", "", ""], False),
        (["", "JUMLAH PNS", "", ""], False),
        (["Total Sitompul", "199003152015032001", "", ""], True),
        (["Total Sitompul", "", "total@contoh.id", ""], True),
        (["Jumlahwati", "", "", ""], True),
        (["1", "2", "3", "4"], False),
        (["Maria", "", "", ""], True),  # without a number: refused in words, not left out
    ],
)
def test_what_is_no_person_is_left_out_and_everybody_else_kept(cells: list[str], somebody: bool) -> None:
    assert is_about_somebody(read_headings(["nama", "nip", "surel", "unit"]), cells) is somebody


def test_a_unit_that_has_only_a_name_gets_a_code() -> None:
    assert code_for("Bidang  Gizi & KIA", ()) == "BIDANG-GIZI-KIA"
    assert code_for("Bidang Gizi", {"bidang-gizi", "bidang-gizi-2"}) == "BIDANG-GIZI-3"
    assert code_for("!!!", ()) == "UNIT"
    assert len(code_for("x" * 200, {"x" * 34})) <= 40
    assert code_for("x" * 200, {("X" * 34).casefold()}) == "X" * 34 + "-2"


WORDS = st.lists(st.text("abcÉ", min_size=1, max_size=45), max_size=8)


@given(st.lists(WORDS.map(" ".join), max_size=6))
def test_codes_of_names_are_whole_words_and_no_two_alike(names: list[str]) -> None:
    """Names that differ only in what a code cannot hold get different codes, too."""
    taken: set[str] = set()
    for name in names:
        code = code_for(name, taken)
        assert CODE.fullmatch(code)
        assert code.casefold() not in taken
        taken.add(code.casefold())
        words = NOT_A_CODE.sub("-", name.upper()).strip("-").split("-")
        kept = code.split("-")
        if kept[-1].isdigit():  # there was one like it
            kept.pop()
        assert kept == words[: len(kept)] or kept == ["UNIT"] or (len(words[0]) > LONGEST_CODE and len(kept) == 1)


def test_a_long_name_gives_a_code_of_whole_words() -> None:
    name = "Bidang Pembinaan Ketenagaan dan Penjaminan Mutu"
    assert code_for(name, ()) == "BIDANG-PEMBINAAN-KETENAGAAN-DAN"
    assert code_for(name, {"bidang-pembinaan-ketenagaan-dan"}) == "BIDANG-PEMBINAAN-KETENAGAAN-DAN-2"


def test_headings_that_end_in_a_full_stop_are_told_with_one() -> None:
    assert f"Tidak dipakai: {unused(['No.', 'Ket.'])}." == "Tidak dipakai: “No.”, “Ket.”."


def test_values_in_words() -> None:
    assert shown_value("status", "pppk-paruh-waktu") == "PPPK paruh waktu"
    assert (shown_value("birth_date", "1990-12-31"), shown_value("email", "")) == ("31-12-1990", "–")
    assert [exported(text) for text in ("'=x", "=x", "'Abdul")] == ["''=x", "=x", "'Abdul"]
