"""Files that people upload as evidence, and files that somebody wishes they would."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image


def pdf(body: bytes = b"") -> bytes:
    """A small PDF with a table of its parts; ``body`` stands in a comment."""
    head = b"%PDF-1.7\n%" + body + b"\n"
    parts = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Kids [] /Count 0 >>\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 3 >>\n"
    return head + parts + table + b"startxref\n%d\n%%%%EOF\n" % (len(head) + len(parts))


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48)) -> bytes:
    """A photo of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, "#2a6").save(made, kind)
    return made.getvalue()


def png_bomb(side: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that unpacks to gigabytes; all its checksums are right."""
    row = b"\0" * (1 + side // 8)
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def zipped() -> bytes:
    """A small archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.class", b"\xca\xfe\xba\xbe")
    return made.getvalue()
