"""What a file of evidence is, by its content and not by its name. Decodes no more than it must."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from elearn.core.errors import Invalid

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}
LARGEST_PICTURE = 50_000_000  # pixels
LONGEST_NAME = 80
PDF_HEAD = re.compile(rb"%PDF-[12]\.\d[\r\n ]")
PDF_TAIL = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
PDF_TABLE = re.compile(rb"\s*(?:xref\s|\d+\s+\d+\s+obj\b)")
PDF_ACTION = re.compile(rb"/(?:JavaScript|Launch)(?![A-Za-z0-9])")
PNG_HEAD, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB\x60\x82"
TAIL = 2048
EMPTY = "Berkas ini kosong. Pilih berkas bukti yang benar."
UNKNOWN = "Isi berkas ini bukan PDF, JPG, atau PNG. Simpan ulang sebagai PDF atau foto, lalu unggah lagi."
BROKEN = "Berkas ini rusak atau terpotong. Buka dahulu di perangkat Anda; bila terbaca, simpan ulang lalu unggah lagi."
ACTIVE = "PDF ini memuat perintah yang berjalan sendiri. Cetak ulang ke PDF biasa, lalu unggah hasilnya."
DOUBLE = "Berkas ini juga berisi arsip ZIP. Simpan ulang sebagai PDF atau foto biasa, lalu unggah lagi."
HUGE = "Gambar ini lebih dari 50 megapiksel. Perkecil dahulu, lalu unggah lagi."


@dataclass(frozen=True, slots=True)
class Inspected:
    """A sound file: its type and a name fit for a download. ``data`` are the bytes as they came."""

    data: bytes
    mime: str
    name: str


def inspect(data: bytes, name: str, *, most_bytes: int) -> Inspected:
    """Take a file for what its bytes say. Raises Invalid, at the field ``bukti``, for anything but a sound PDF, JPEG or
    PNG of at most ``most_bytes``.
    """
    try:
        mime = _kind(data, most_bytes)
    except Invalid as refused:
        raise Invalid(refused.message, {"bukti": refused.message}) from None
    return Inspected(data, mime, _tidy_name(name, mime))


def _kind(data: bytes, most_bytes: int) -> str:
    if not data:
        raise Invalid(EMPTY)
    if len(data) > most_bytes:
        raise Invalid(f"Berkas ini lebih besar dari {most_bytes // 1_000_000} MB. Perkecil dahulu, lalu unggah lagi.")
    if PDF_HEAD.match(data):
        _check_pdf(data)
        mime = PDF
    elif data.startswith(PNG_HEAD):
        mime = _check_picture(data, "PNG", PNG)
    elif data.startswith(b"\xff\xd8\xff"):
        mime = _check_picture(data, "JPEG", JPEG)
    else:
        raise Invalid(UNKNOWN)
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Invalid(DOUBLE)
    return mime


def _check_pdf(data: bytes) -> None:
    """The end names the table of its parts, the table is there, and nothing in plain sight runs by itself."""
    end = PDF_TAIL.search(data[-TAIL:])
    if end is None or not PDF_TABLE.match(data, int(end[1])):
        raise Invalid(BROKEN)
    if PDF_ACTION.search(data):
        raise Invalid(ACTIVE)


def _check_picture(data: bytes, kind: str, mime: str) -> str:
    """Its head tells the size before anything is decoded; then PNG's checksums, and JPEG at an eighth of its size."""
    from PIL import Image  # a heavy import that few requests need

    if kind == "PNG" and not data.endswith(PNG_END):
        raise Invalid(BROKEN)
    try:
        with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
            if picture.width * picture.height > LARGEST_PICTURE:
                raise Invalid(HUGE)
            if kind == "PNG":
                picture.verify()
            else:
                picture.draft("RGB", (picture.width // 8 or 1, picture.height // 8 or 1))
                picture.load()
    except Invalid:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid(HUGE) from None
    except Exception:  # whatever a broken picture makes the decoder raise, the person hears one sentence
        raise Invalid(BROKEN) from None
    return mime


def _tidy_name(name: str, mime: str) -> str:
    """The uploader's name without path, odd characters and ending, with the ending that its content has."""
    stem = PurePath(name.replace("\\", "/")).stem
    plain = re.sub(r"[^\w .-]+", "-", stem).strip(" .-_")[:LONGEST_NAME].strip(" .-_")
    return f"{plain or 'bukti'}.{ENDINGS[mime]}"
