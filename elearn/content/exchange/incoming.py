"""Which format a file is in, and its questions."""

from __future__ import annotations

import io
import re
import zipfile

from elearn.content.exchange.aiken import read_aiken
from elearn.content.exchange.decode import decoded
from elearn.content.exchange.gift_read import read_gift
from elearn.content.exchange.items import Read
from elearn.content.exchange.moodle_read import read_moodle
from elearn.content.exchange.qti_package import read_qti
from elearn.content.exchange.sheet import read_sheet
from elearn.core.errors import Invalid

FORMATS = ("gift", "aiken", "moodle", "qti", "lembar")
NAMES = {"gift": "GIFT", "aiken": "Aiken", "moodle": "Moodle XML", "qti": "QTI 2.1", "lembar": "lembar soal"}
AIKEN = re.compile(r"^\s*(?:ANSWER|JAWABAN|KUNCI)\s*:\s*[A-Za-z]\s*$", re.IGNORECASE | re.MULTILINE)
ROOT = re.compile(rb"<(?!\?|!)(?:\w+:)?(\w[\w-]*)")


def format_of(name: str, data: bytes) -> str:
    """One of FORMATS, by the name's ending and by what the file begins with."""
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if data.startswith(b"PK\x03\x04"):
        return "lembar" if suffix == "xlsx" or _is_workbook(data) else "qti"
    if suffix in ("csv", "tsv", "xlsx", "xls"):
        return "lembar"
    head = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if suffix == "xml" or head.startswith(b"<?xml"):
        root = ROOT.search(head)
        return "moodle" if root is not None and root[1] == b"quiz" else "qti"
    text = data[:200_000].decode("utf-8", "replace")
    return "aiken" if AIKEN.search(text) and not re.search(r"(?<!\\)\{", text) else "gift"


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def read_questions(data: bytes, kind: str) -> Read:
    """All questions of a file in one of FORMATS. Raises Invalid, in words, for a file that cannot be read at all."""
    if not data.strip():
        raise Invalid("Berkas ini kosong.")
    if kind == "moodle":
        return read_moodle(data)
    if kind == "qti":
        return read_qti(data)
    if kind == "lembar":
        return read_sheet(data)
    text, remark = decoded(data)
    read = read_gift(text) if kind == "gift" else read_aiken(text)
    if remark:
        read.report.changed("berkas", remark)
    return read
