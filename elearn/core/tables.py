"""Tables on their way in: CSV and XLSX as people really save them, read with guards and without guessing at numbers.

Every cell becomes text. A number that a spreadsheet has already rounded stays recognisable as such
(``1.99003152015032E+17``), so that whoever reads the column can refuse it.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any
from unicodedata import category

from elearn.core.errors import Invalid

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 30
LOOKED_AT = 30  # rows among which the headings are looked for
MOST_LINES = LOOKED_AT + MOST_ROWS + 2  # one too many of each, so that it is told
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOOKED_INTO = 10_000  # characters
DELIMITERS = ";,\t"
LAST_ROW = 1_048_576  # of a sheet; a file may claim more, and the reader would fill the gap
EXACT = 10**15  # a spreadsheet keeps 15 digits
BROKEN = "Berkas XLSX ini rusak atau bukan lembar kerja. Buka di program lembar kerja, simpan ulang, lalu coba lagi."
PACKED = "Berkas ini ZIP. Buka ZIP-nya dahulu, lalu unggah berkas XLSX atau CSV yang ada di dalamnya."
FILED = (".xlsx", ".csv", ".pdf")  # what is put into a ZIP, and not found in a workbook
NO_TABLE = (
    "Berkas ini bukan lembar kerja dan bukan berkas teks, apa pun akhiran namanya. Pilih berkas XLSX, atau CSV yang "
    "disimpan dari program lembar kerja."
)

IsHeading = Callable[[Sequence[str]], bool]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row, with the number that a spreadsheet shows beside it. Cells are trimmed; never fewer than headings."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be taken in, with its cells as they were and the reason."""

    row: int
    cells: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """A heading row and the rows below it; empty rows are left out."""

    headings: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(data: bytes, is_heading: IsHeading | None = None) -> Table:
    """Read a CSV (semicolon, comma or tab; UTF-8, UTF-16 or Windows-1252) or XLSX file (its first sheet).

    The first row is the heading row; with ``is_heading`` it is the first of 30 rows that this recognises, so that
    titles above it do no harm. Raises Invalid, in words, for anything too large, broken, or without a heading row.
    """
    if _packed(data):
        raise Invalid(PACKED)
    if len(data) > MOST_BYTES:
        raise Invalid(f"Berkas ini lebih besar dari {MOST_BYTES // 1024 // 1024} MB. Bagi menjadi beberapa berkas.")
    if data.startswith(OLE):
        raise Invalid("Berkas .xls lama tidak dapat dibaca. Simpan sebagai .xlsx atau .csv, lalu coba lagi.")
    lines = _xlsx_lines(data) if data.startswith(ZIP) else _csv_lines(data, is_heading)
    return _table(_from_heading(lines, is_heading) if is_heading else lines)


def _from_heading(
    lines: Iterator[tuple[int, Sequence[str]]], is_heading: IsHeading
) -> Iterable[tuple[int, Sequence[str]]]:
    """The lines from the headings on; all of them when none of the first is recognised."""
    passed = []
    for line in islice(lines, LOOKED_AT):
        if is_heading(line[1]):
            return chain([line], lines)
        passed.append(line)
    return chain(passed, lines)


def _table(lines: Iterable[tuple[int, Sequence[str]]]) -> Table:
    headings: tuple[str, ...] = ()
    rows: list[TableRow] = []
    for number, line in lines:
        cells = tuple(cell.strip() for cell in line)
        while cells and not cells[-1]:
            cells = cells[:-1]
        if not cells:
            continue
        if len(cells) > MOST_COLUMNS:
            raise Invalid(f"Baris {number} memiliki lebih dari {MOST_COLUMNS} kolom.")
        if not headings:
            headings = cells
            continue
        if len(rows) == MOST_ROWS:
            raise Invalid(f"Berkas ini berisi lebih dari {MOST_ROWS} baris. Bagi menjadi beberapa berkas.")
        rows.append(TableRow(number, cells + ("",) * (len(headings) - len(cells))))
    if not headings:
        raise Invalid("Berkas ini kosong. Baris pertama harus berisi judul kolom.")
    return Table(headings, tuple(rows))


def _csv_lines(data: bytes, is_heading: IsHeading | None) -> Iterator[tuple[int, Sequence[str]]]:
    text = _decoded(data)
    if "\0" in text or _is_odd(text[:LOOKED_INTO]):  # a picture, a PDF: no table has it
        raise Invalid(NO_TABLE)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = _telling(text, is_heading) or max(DELIMITERS, key=first.count)
    if first.lower().startswith("sep=") and len(first.strip()) <= 5:  # Excel's own hint about the delimiter
        delimiter = first[4:5] or "\t"
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, line in enumerate(reader, 1):
            if number == 1 and line and "".join(line).lower().startswith("sep="):
                continue
            yield number, line
    except csv.Error:
        raise Invalid(f"Berkas CSV rusak di sekitar baris {reader.line_num}. Periksa tanda kutipnya.") from None


def _telling(text: str, is_heading: IsHeading | None) -> str | None:
    """The delimiter by which one of the first lines is a heading row, should there be one."""
    for delimiter in DELIMITERS if is_heading else "":
        lines = islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), LOOKED_AT)
        try:
            if is_heading and any(is_heading(line) for line in lines):
                return delimiter
        except csv.Error:  # with this delimiter the text is no table
            continue
    return None


def _is_odd(text: str) -> bool:
    """Whether it holds more than a few control characters or unreadable ones: a name may have one and is text still."""
    odd = sum(symbol == "\ufffd" or (category(symbol) == "Cc" and not symbol.isspace()) for symbol in text)
    return odd > max(2, len(text) // 50)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:2]:  # UTF-16 whose mark was lost: text has no NUL, and headings begin with plain letters
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")  # knows every byte


def _xlsx_lines(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    import openpyxl  # takes a while, and only imports need it

    _guard_zip(data)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module="openpyxl")  # about styles and extensions that are not read
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what a file says of its size need not be true
            found = sheet.iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS + 1, values_only=True)
            filled = ((number, line) for number, line in enumerate(found, 1) if any(cell is not None for cell in line))
            lines = [
                (number, [_text(cell) for cell in line]) for number, line in islice(filled, LOOKED_AT + MOST_ROWS + 2)
            ]
            book.close()
    except Exception as error:  # whatever a broken file makes the reader raise, the person hears one sentence
        raise Invalid(BROKEN) from error
    yield from lines


def _packed(data: bytes) -> bool:
    """Whether this is an archive of documents: its first entry names one. A workbook, also a ZIP, has only parts."""
    length = int.from_bytes(data[26:28], "little")
    return data.startswith(ZIP) and data[30 : 30 + length].lower().endswith(tuple(map(str.encode, FILED)))


def _guard_zip(data: bytes) -> None:
    """Refuse archives that unpack to far more than they weigh. Reading stops at the size each entry declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise Invalid(BROKEN) from None
    if len(entries) > 1000 or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Invalid("Isi berkas XLSX ini terlalu besar. Simpan hanya lembar yang diperlukan, lalu coba lagi.")


def _text(value: Any) -> str:
    """A cell as text: dates as ISO, whole numbers without a point, rounded ones in scientific notation."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value).upper()
    return str(value)
