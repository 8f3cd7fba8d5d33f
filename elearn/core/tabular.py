"""Tables on their way out: columns declared once, written as CSV, XLSX or JSON Lines in constant memory.

A row is a sequence in the order of the columns. A cell that a spreadsheet would take for a formula is made text, and a
number that is a name (a NIP) is written as text, because a spreadsheet keeps only 15 digits.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

Kind = Literal["text", "integer", "decimal", "date"]
Row = Sequence[Any]

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl; charset=utf-8",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
SHEET_ROWS = 1_048_576  # of a sheet, its headings included; more go on in another sheet
MOST_AT_ONCE = 10_000  # rows that are sent while somebody waits; longer lists are made in the background
ROWS_A_CHUNK = 1000
BYTES_A_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` names it in JSON, ``heading`` in spreadsheets. Dates are shown dd-mm-yyyy, as in SIASN."""

    key: str
    heading: str
    kind: Kind = "text"


def write(
    kind: str, columns: Sequence[Column], rows: Iterable[Row], *, made_at: datetime | None = None
) -> Iterator[bytes]:
    """The table in one of ``FORMATS``, in pieces. ``made_at``: what a workbook says about when it was made (UTC), so
    that made again it is the same byte by byte. Raises KeyError for any other format.
    """
    if kind == "xlsx":
        return _xlsx(columns, rows, made_at)
    return {"csv": _csv, "jsonl": _jsonl}[kind](columns, rows)


def neutral(value: str) -> str:
    """The text of a cell that no spreadsheet runs: ``=1+1`` becomes ``'=1+1``."""
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def shown_date(value: date | None) -> str:
    """dd-mm-yyyy; empty for no date."""
    return f"{value.day:02}-{value.month:02}-{value.year:04}" if value else ""


def _csv(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")  # tells Excel that this is UTF-8
    writer.writerow([column.heading for column in columns])
    texts = [index for index, column in enumerate(columns) if column.kind == "text"]
    dates = [index for index, column in enumerate(columns) if column.kind == "date"]
    starts = FORMULA_STARTS
    known: dict[date, str] = {}
    for number, row in enumerate(rows, 1):
        cells = list(row)
        for index in texts:
            value = cells[index]
            if value and value.startswith(starts):
                cells[index] = "'" + value
        for index in dates:
            day = cells[index]
            if day is not None:
                text = known.get(day)
                if text is None:
                    text = known[day] = shown_date(day)
                cells[index] = text
        writer.writerow(cells)
        if number % ROWS_A_CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _jsonl(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[bytes]:
    keys = [column.key for column in columns]
    lines: list[str] = []
    for row in rows:
        lines.append(json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False, default=date.isoformat))
        if len(lines) == ROWS_A_CHUNK:
            yield ("\n".join(lines) + "\n").encode()
            lines.clear()
    if lines:
        yield ("\n".join(lines) + "\n").encode()


def _xlsx(columns: Sequence[Column], rows: Iterable[Row], made_at: datetime | None) -> Iterator[bytes]:
    import xlsxwriter  # a heavy import that few requests need

    with tempfile.TemporaryFile() as file:
        # A sheet of long cells may pass 4 GB before it is packed.
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "use_zip64": True}
        with xlsxwriter.Workbook(file, options) as book:
            if made_at is not None:
                book.set_properties({"created": made_at.replace(tzinfo=None)})
            sheet, number = _sheet(book, "Data", columns), 0
            for row in rows:
                number += 1
                if number == SHEET_ROWS:
                    sheet, number = _sheet(book, f"Data {len(book.worksheets()) + 1}", columns), 1
                for index, (column, value) in enumerate(zip(columns, row, strict=True)):
                    if value is None or value == "":
                        continue
                    if column.kind in {"integer", "decimal"}:
                        sheet.write_number(number, index, value)
                    else:
                        text = shown_date(value) if column.kind == "date" else str(value)
                        sheet.write_string(number, index, text)
        file.seek(0)
        while piece := file.read(BYTES_A_CHUNK):
            yield piece


def _sheet(book: Any, name: str, columns: Sequence[Column]) -> Any:
    """A further sheet with its headings."""
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, max(12, min(40, len(column.heading) + 4)))
        sheet.write_string(0, index, column.heading, bold)
    return sheet
