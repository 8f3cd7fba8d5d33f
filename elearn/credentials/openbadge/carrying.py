"""Credentials inside files: baked into PNG and SVG (Open Badges 3.0, §5.3), attached to PDF, or plain JSON."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from elearn.credentials.openbadge.reading import LARGEST, NoCredential, Unreadable

PNG = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
EMBEDDED = b"/EmbeddedFile"
LONGEST_HEADER = 1_000
MARK = b'"VerifiableCredential"'
MOST_STREAMS = 50
NOTHING = "Berkas ini tidak membawa kredensial Open Badges."


def bake_png(picture: bytes, credential: str) -> bytes:
    """A PNG with the credential in a text chunk of its own, right after the header; the picture stays as it is."""
    text = KEYWORD + b"\0\0\0\0\0" + credential.encode()  # not compressed; neither language nor translated keyword
    after_header = len(PNG) + 8 + 13 + 4
    return picture[:after_header] + _chunk(b"iTXt", text) + picture[after_header:]


def bake_svg(picture: str, credential: str) -> str:
    """An SVG with the credential as its first element."""
    start = re.search(r"<svg\b[^>]*>", picture)
    if start is None:
        raise ValueError("no SVG")
    baked = f'<openbadges:credential xmlns:openbadges="{NAMESPACE}">{escape(credential)}</openbadges:credential>'
    return picture[: start.end()] + baked + picture[start.end() :]


def carried(data: bytes) -> tuple[str, bytes]:
    """What kind of file this is (PDF, PNG, SVG or JSON), and the JSON of the credential in it. Raises Unreadable."""
    if data.startswith(PNG):
        return "PNG", _from_png(data)
    if b"%PDF-" in data[:1024]:
        return "PDF", _from_pdf(data)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and b"<svg" in data:
        return "SVG", _from_svg(data)
    if start.startswith(b"{"):
        return "JSON", data
    raise NoCredential("Jenis berkas ini tidak dikenal. Pilih PDF, PNG, SVG, atau JSON.")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _from_png(data: bytes) -> bytes:
    for kind, chunk in _chunks(data):
        if kind == b"iTXt" and chunk.startswith(KEYWORD + b"\0"):
            flags, rest = chunk[len(KEYWORD) + 1 : len(KEYWORD) + 3], chunk[len(KEYWORD) + 3 :]
            text = rest.split(b"\0", 2)[-1]
            return _inflated(text) if flags[:1] == b"\1" else text
    raise NoCredential(NOTHING)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG)
    while place + 12 <= len(data):
        (length,) = struct.unpack(">I", data[place : place + 4])
        yield data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        place += 12 + length


def _from_svg(data: bytes) -> bytes:
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Unreadable("Berkas SVG ini rusak.") from error
    for element in root.iter(f"{{{NAMESPACE}}}credential"):
        return str(element.text or element.get("verify") or "").strip().encode()
    raise NoCredential(NOTHING)


def _from_pdf(data: bytes) -> bytes:
    """The attachment that looks like a credential. A signature added later is appended, so streams stay in place."""
    place = 0
    for _try in range(MOST_STREAMS):
        place = data.find(EMBEDDED, place) + len(EMBEDDED)
        begin = data.find(b"stream", place, place + LONGEST_HEADER) + len(b"stream")
        if place < len(EMBEDDED):
            break
        if begin < len(b"stream"):
            continue
        header, body = data[max(0, place - LONGEST_HEADER) : begin], data[begin : begin + LARGEST].lstrip(b"\r\n")
        compressed = b"/FlateDecode" in header[header.rfind(b" obj") :]
        content = _inflated(body) if compressed else body.partition(b"endstream")[0]
        if MARK in content:
            return content.strip()
    raise NoCredential(NOTHING)


def _inflated(data: bytes) -> bytes:
    """What was compressed, at most one byte more than a credential may have. Raises Unreadable."""
    try:
        return zlib.decompressobj().decompress(data, LARGEST + 1)
    except zlib.error as error:
        raise Unreadable("Lampiran di berkas ini rusak.") from error
