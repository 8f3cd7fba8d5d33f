"""Tables on their way in: every way in which offices save them, and every way in which a file can lie."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.errors import Invalid
from elearn.core.tables import MOST_COLUMNS, MOST_ROWS, TableRow, read_table

SHEET = "xl/worksheets/sheet1.xml"
PLAIN = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)


def sheet(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def archive(**entries: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        return {name: made.read(name) for name in made.namelist()}


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv_as_people_save_it(delimiter: str, encoding: str, newline: str) -> None:
    lines = [["nip", "nama"], ["1", '"Bria, José; \tS.Sos."'], [], ["2", "O'Brien"]]
    text = newline.join(delimiter.join(line) for line in lines) + newline
    table = read_table(text.encode(encoding))
    assert table.headings == ("nip", "nama")
    assert table.rows == (TableRow(2, ("1", "Bria, José; \tS.Sos.")), TableRow(4, ("2", "O'Brien")))


def test_a_byte_that_no_encoding_knows_costs_one_letter_not_the_file() -> None:
    assert len(read_table(b"nip;nama\n1;A\x81B\n").rows[0].cells[1]) == 3


def test_excels_hint_about_the_delimiter_is_heeded() -> None:
    table = read_table(b"sep=;\r\nnip;nama\r\n1;a,b,c,d\r\n")
    assert (table.headings, table.rows) == (("nip", "nama"), (TableRow(3, ("1", "a,b,c,d")),))


def test_short_rows_are_filled_and_long_ones_kept_long() -> None:
    table = read_table(b"a;b;c\n1\n1;2;3;4\n;;\n1;2;3;;\n")
    assert [row.cells for row in table.rows] == [("1", "", ""), ("1", "2", "3", "4"), ("1", "2", "3")]
    assert [row.number for row in table.rows] == [2, 3, 5]


def test_a_sheet_gives_text() -> None:
    table = read_table(
        sheet(
            ["nip", "nama", "lahir", "angka", "benar"],
            ["199003152015032001", " Maria ", date(1990, 3, 15), 3.0, True],
            [],
            [1.99003152015032e17, "=1+1", datetime.fromisoformat("1990-03-15T08:30"), 2.5, None],
        )
    )
    assert table.rows[0] == TableRow(2, ("199003152015032001", "Maria", "1990-03-15", "3", "True"))
    assert table.rows[1].number == 4
    assert table.rows[1].cells[0] == "1.99003152015032E+17"
    assert table.rows[1].cells[2:4] == ("1990-03-15 08:30:00", "2.5")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "kosong"),
        (b"\n;;\n \n", "kosong"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, ".xls lama"),
        (b"PK\x03\x04 bukan zip", "rusak"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "bukan lembar kerja"),
        (b"\0\x01" + bytes(random.Random(7).choices(range(1, 256), k=400)), "bukan lembar kerja"),
        (bytes(random.Random(8).choices(range(1, 256), k=400)), "bukan berkas teks"),
        (archive(a=b"bukan lembar kerja"), "rusak"),
        (archive(**{"siasn.csv": b"kunci;x", "siasn.xlsx": sheet(["kunci"])}), "Buka ZIP-nya dahulu"),
        (archive(**{"sertifikat/A'B.PDF": b"%PDF"}) + b"x" * 5 * 1024 * 1024, "Buka ZIP-nya dahulu"),
        (b"x" * (5 * 1024 * 1024 + 1), "5 MB"),
        ((";".join("x" * (MOST_COLUMNS + 1)) + "\n").encode(), "kolom"),
        (b"a;b\n" + b"1;2\n" * (MOST_ROWS + 1), "baris"),
        (sheet(["x"] * (MOST_COLUMNS + 1)), "kolom"),
        (b"a;b\n" + b'"' + b"x" * 200_000 + b'";1\n', "tanda kutip"),
        (archive(**{f"x{number}": b"" for number in range(1001)}), "terlalu besar"),
        (archive(bomb=b"\0" * (51 * 1024 * 1024)), "terlalu besar"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(Invalid) as caught:
        read_table(data)
    assert said in caught.value.message


def test_as_many_rows_as_allowed_are_read() -> None:
    assert len(read_table(b"a;b\n" + b"1;2\n" * MOST_ROWS).rows) == MOST_ROWS


def test_entities_in_a_sheet_are_refused() -> None:
    """Billion laughs: a few bytes of XML that would unpack to gigabytes."""
    entries = unpacked(sheet(["nip", "nama"], ["1", "x"]))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    entries[SHEET] = entries[SHEET].replace(b"<worksheet", bomb + b"<worksheet", 1)
    with pytest.raises(Invalid, match="rusak"):
        read_table(archive(**entries))


def test_a_row_far_below_is_found_and_one_beyond_the_sheet_is_not_waited_for() -> None:
    book = openpyxl.Workbook()
    for row, value in ((1, "nip"), (50_000, "1")):
        book.active.cell(row, 1, value)
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_table(buffer.getvalue()).rows == (TableRow(50_000, ("1",)),)
    entries = unpacked(buffer.getvalue())
    entries[SHEET] = entries[SHEET].replace(b'"50000"', b'"999999999"').replace(b'"A50000"', b'"A999999999"')
    assert read_table(archive(**entries)).rows == ()


def test_a_sheet_that_lies_about_its_size_is_read_to_its_end() -> None:
    entries = unpacked(sheet(["nip", "nama"], ["1", "x"], ["2", "y"]))
    assert b'ref="A1:B3"' in entries[SHEET]
    entries[SHEET] = entries[SHEET].replace(b'ref="A1:B3"', b'ref="A1:A1"')
    assert [row.cells for row in read_table(archive(**entries)).rows] == [("1", "x"), ("2", "y")]


@given(st.lists(st.tuples(PLAIN, PLAIN).filter(lambda row: bool(row[1])), max_size=5))
def test_what_csv_writes_is_what_is_read(rows: list[tuple[str, str]]) -> None:
    import csv

    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerows([("satu", "dua"), *rows])
    read = read_table(b"\xef\xbb\xbf" + buffer.getvalue().encode())
    assert [row.cells for row in read.rows] == rows
