"""Exports are what was asked, and no cell is ever run by a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core import tabular
from elearn.core.tabular import FORMULA_STARTS, Column, Row, neutral, write

COLUMNS = (
    Column("nip", "NIP"),
    Column("nama", "Nama"),
    Column("jp", "JP", "integer"),
    Column("tanggal", "Tanggal", "date"),
)
HOSTILE = ["=1+1", "+628123", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")']

# Text that a file can carry: no surrogates, no NUL; a lone CR would be read back as a line end.
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\n"))


def whole(kind: str, rows: list[Row]) -> bytes:
    return b"".join(write(kind, COLUMNS, rows))


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(st.lists(st.tuples(text, text, st.integers(0, 999), st.none() | st.dates(min_value=date(1900, 1, 1)))))
def test_a_csv_reads_back_as_it_was_written(rows: list[Row]) -> None:
    read = read_csv(whole("csv", rows))
    assert read[0] == ["NIP", "Nama", "JP", "Tanggal"]
    expected = [
        [neutral(nip), neutral(name), str(jp), day.strftime("%d-%m-%Y") if day else ""] for nip, name, jp, day in rows
    ]
    assert read[1:] == expected


@given(text)
def test_no_text_cell_starts_like_a_formula(value: str) -> None:
    assert not neutral(value).startswith(FORMULA_STARTS)


def test_a_csv_is_marked_as_utf_8_for_excel() -> None:
    assert whole("csv", []).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_cell_is_text_in_every_format(hostile: str) -> None:
    rows: list[Row] = [("199003152015032001", hostile, 3, date(2026, 3, 2))]
    assert read_csv(whole("csv", rows))[1][1] == f"'{hostile}"
    sheet = openpyxl.load_workbook(io.BytesIO(whole("xlsx", rows))).active
    assert sheet is not None
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "s"]
    assert sheet["A2"].value == "199003152015032001"
    assert json.loads(whole("jsonl", rows))["nama"] == hostile


def test_negative_numbers_stay_numbers() -> None:
    assert read_csv(whole("csv", [("1", "a", -3, None)]))[1] == ["1", "a", "-3", ""]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        write("pdf", COLUMNS, [])


@pytest.mark.parametrize(("rows", "sheets"), [(0, [0]), (2, [2]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])])
def test_what_one_sheet_cannot_hold_goes_on_in_another(
    monkeypatch: pytest.MonkeyPatch, rows: int, sheets: list[int]
) -> None:
    """A sheet of four rows holds the headings and three more."""
    monkeypatch.setattr(tabular, "SHEET_ROWS", 4)
    book = openpyxl.load_workbook(io.BytesIO(whole("xlsx", [(str(n), f"Nama {n}", n, None) for n in range(rows)])))
    read = [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    assert [lines[0] for lines in read] == [("NIP", "Nama", "JP", "Tanggal")] * len(sheets)
    assert [len(lines) - 1 for lines in read] == sheets
    assert [line[0] for lines in read for line in lines[1:]] == [str(n) for n in range(rows)]
    assert book.sheetnames == ["Data", *(f"Data {number}" for number in range(2, len(sheets) + 1))]


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_memory_does_not_grow_with_the_table(kind: str) -> None:
    def peak(rows: int) -> int:
        tracemalloc.start()
        data = ((f"19900315201503{n:04}", f"Nama {n}", n, date(2026, 1, 1)) for n in range(rows))
        for _piece in write(kind, COLUMNS, data):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)  # imports and caches
    assert peak(20_000) < peak(2_000) + 1_000_000
