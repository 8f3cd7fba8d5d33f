"""Taking out of a picture's file what a camera wrote beside the picture: place, time, owner, thumbnails, whole films.

Byte by byte, without decoding: the picture itself stays as it was. Of its metadata only colour and orientation remain.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset({
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs", b"cICP",
    b"acTL", b"fcTL", b"fdAT",
})  # fmt: skip
WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
WEBP_EXIF, WEBP_XMP = 0x08, 0x04
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
# What follows the start of a scan: pixels, in which FF is always followed by 00 or a restart mark.
JPEG_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
START, END, SCAN, ABOUT = 0xD8, 0xD9, 0xDA, 0xE1
JFIF, ICC, ADOBE = (0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe")


def stripped(data: bytes, orientation: int = 1) -> bytes:
    """The same picture (JPEG, PNG, WebP or GIF) without metadata; ``orientation`` (EXIF's 1 to 8) is written anew.

    Raises ValueError if the file is not put together as its format demands.
    """
    about = _orientation(orientation) if orientation != 1 else b""
    try:
        if data.startswith(b"\xff\xd8"):
            return b"".join(_jpeg(data, about))
        if data.startswith(PNG_SIGNATURE):
            return b"".join(_png(data, about))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data, about)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return b"".join(_gif(data))
    except (struct.error, IndexError) as error:
        raise ValueError("the file ends too early") from error
    raise ValueError("not a picture of a known kind")


def _orientation(value: int) -> bytes:
    """The smallest EXIF block that says how to turn the picture."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, value, 0, 0)


def _jpeg(data: bytes, about: bytes) -> Iterator[bytes]:
    yield data[:2]
    if about:
        yield struct.pack(">BBH", 0xFF, ABOUT, len(about) + 8) + b"Exif\0\0" + about
    at = 2
    while True:
        if data[at] != 0xFF:
            raise ValueError("no segment where one must begin")
        kind = data[at + 1]
        if kind == 0xFF:  # filling
            at += 1
            continue
        if kind == END:
            yield b"\xff\xd9"
            return
        after = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        if kind == SCAN:
            mark = JPEG_MARK.search(data, after)
            if mark is None:
                raise ValueError("the picture has no end")
            yield data[at : mark.start()]
            after = mark.start()
        elif _jpeg_kept(kind, data[at + 4 : at + 16]):
            yield data[at:after]
        at = after


def _jpeg_kept(kind: int, beginning: bytes) -> bool:
    if 0xE0 <= kind <= 0xEF:
        return any(kind == wanted and beginning.startswith(name) for wanted, name in (JFIF, ICC, ADOBE))
    return kind != 0xFE  # a comment


def _png(data: bytes, about: bytes) -> Iterator[bytes]:
    yield data[:8]
    at = 8
    while True:
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        after = at + length + 12
        if after > len(data):
            raise ValueError("a chunk is longer than the file")
        if kind in PNG_KEPT:
            yield data[at:after]
        if kind == b"IHDR" and about:
            yield struct.pack(">I", len(about)) + b"eXIf" + about + struct.pack(">I", zlib.crc32(b"eXIf" + about))
        if kind == b"IEND":
            return
        at = after


def _webp(data: bytes, about: bytes) -> bytes:
    chunks: list[bytes] = []
    at, end = 12, min(len(data), struct.unpack("<I", data[4:8])[0] + 8)
    while at + 8 <= end:
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        after = at + 8 + length + length % 2
        if at + 8 + length > len(data):
            raise ValueError("a chunk is longer than the file")
        if kind == b"VP8X":
            flags = data[at + 8] & ~(WEBP_EXIF | WEBP_XMP) | (WEBP_EXIF if about else 0)
            chunks.append(data[at : at + 8] + bytes([flags]) + data[at + 9 : after])
        elif kind in WEBP_KEPT:
            chunks.append(data[at:after])
        at = after
    if about and chunks and chunks[0].startswith(b"VP8X"):
        chunks.append(struct.pack("<4sI", b"EXIF", len(about)) + about)
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + _gif_colours(data[10])
    yield data[:at]
    while data[at] != 0x3B:
        if data[at] == 0x2C:
            after = _gif_blocks(data, at + 11 + _gif_colours(data[at + 9]))
            yield data[at:after]
        elif data[at] == 0x21:
            after = _gif_blocks(data, at + 2)
            loops = data[at + 1] == 0xFF and data[at + 3 : at + 14] in GIF_LOOPS
            if data[at + 1] == 0xF9 or loops:  # how a frame is shown, how often the film runs
                yield data[at:after]
        else:
            raise ValueError("no block where one must begin")
        at = after
    yield b"\x3b"


def _gif_colours(flags: int) -> int:
    """The length of a colour table in bytes."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int) -> int:
    """Where the blocks that begin at ``at`` end."""
    while data[at]:
        at += data[at] + 1
    return at + 1
