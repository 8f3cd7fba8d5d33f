"""Taking out of a picture's file what a camera wrote beside the picture: place, time, owner, thumbnails, whole films.

Byte by byte, without decoding: the picture itself stays as it was. Of its metadata only colour and orientation remain.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

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
NOTE = b"\0catatan "  # no piece of a picture begins like this
MOST_PIECES = 20_000
MOST_BLOCKS = 100_000  # of a GIF's frame: 255 bytes each
FILLING = re.compile(rb"\xff+")
START, END, SCAN, ABOUT = 0xD8, 0xD9, 0xDA, 0xE1
JFIF, ICC, ADOBE = (0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe")


@dataclass(frozen=True, slots=True)
class Stripped:
    """A file without metadata, but for how the picture is turned: EXIF's ``orientation``, 1 to 8."""

    data: bytes
    orientation: int


def stripped(data: bytes) -> Stripped:
    """The same picture (JPEG, PNG, WebP or GIF) without metadata.

    Raises ValueError if the file is not put together as its format demands, or of more pieces than any honest one.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            return _assembled(_jpeg(data), 2)
        if data.startswith(PNG_SIGNATURE):
            return _assembled(_png(data), 33)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data.startswith((b"GIF87a", b"GIF89a")):
            return Stripped(b"".join(_few(_gif(data))), 1)
    except (struct.error, IndexError) as error:
        raise ValueError("the file ends too early") from error
    raise ValueError("not a picture of a known kind")


def _few(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces, as long as there are not too many: empty ones would keep every decoder busy for minutes."""
    for number, piece in enumerate(pieces):
        if number > MOST_PIECES:
            raise ValueError("the file has too many pieces")
        yield piece


def _assembled(pieces: Iterator[bytes], head: int) -> Stripped:
    """A JPEG or PNG of its pieces, of which those that begin with NOTE tell the orientation."""
    kept: list[bytes] = []
    orientation = 1
    for piece in _few(pieces):
        if piece.startswith(NOTE):
            orientation = _turned(piece[len(NOTE) :]) or orientation
        else:
            kept.append(piece)
    data = b"".join(kept)
    if orientation == 1:
        return Stripped(data, 1)
    note = _note(orientation)
    if data.startswith(PNG_SIGNATURE):
        inside = struct.pack(">I", len(note)) + b"eXIf" + note + struct.pack(">I", zlib.crc32(b"eXIf" + note))
    else:
        inside = struct.pack(">BBH", 0xFF, ABOUT, len(note) + 8) + b"Exif\0\0" + note
    return Stripped(data[:head] + inside + data[head:], orientation)


def _note(orientation: int) -> bytes:
    """The smallest EXIF block that says how to turn the picture."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def _turned(about: bytes) -> int:
    """The orientation in an EXIF block; 0 if it does not say."""
    about = about.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(about[:4])
    if order is None:
        return 0
    try:
        at = struct.unpack_from(f"{order}I", about, 4)[0]
        for number in range(struct.unpack_from(f"{order}H", about, at)[0]):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", about, at + 2 + number * 12)
            if tag == 0x0112 and kind == 3:
                return value if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while True:
        filling = FILLING.match(data, at)
        if filling is None:
            raise ValueError("no segment where one must begin")
        at = filling.end() - 1
        kind = data[at + 1]
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
        elif kind == ABOUT and data[at + 4 : at + 8] == b"Exif":
            yield NOTE + data[at + 4 : after]
        else:
            yield data[at:after] if _jpeg_kept(kind, data[at + 4 : at + 16]) else b""
        at = after


def _jpeg_kept(kind: int, beginning: bytes) -> bool:
    if 0xE0 <= kind <= 0xEF:
        return any(kind == wanted and beginning.startswith(name) for wanted, name in (JFIF, ICC, ADOBE))
    return kind != 0xFE  # a comment


def _png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    at = 8
    while True:
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        after = at + length + 12
        if after > len(data):
            raise ValueError("a chunk is longer than the file")
        if kind == b"eXIf":
            yield NOTE + data[at + 8 : after - 4]
        else:
            yield data[at:after] if kind in PNG_KEPT else b""
        if kind == b"IEND":
            return
        at = after


def _webp(data: bytes) -> Stripped:
    chunks: list[bytes] = []
    orientation = 1
    for kind, chunk in _few_chunks(data):
        if kind == b"EXIF":
            orientation = _turned(chunk[8:]) or orientation
        elif kind in WEBP_KEPT:
            chunks.append(chunk)
    if chunks and chunks[0].startswith(b"VP8X"):
        turned = orientation != 1
        flags = chunks[0][8] & ~(WEBP_EXIF | WEBP_XMP) | (WEBP_EXIF if turned else 0)
        chunks[0] = chunks[0][:8] + bytes([flags]) + chunks[0][9:]
        note = _note(orientation)
        chunks += [struct.pack("<4sI", b"EXIF", len(note)) + note] if turned else []
    body = b"WEBP" + b"".join(chunks)
    return Stripped(b"RIFF" + struct.pack("<I", len(body)) + body, orientation)


def _few_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, min(len(data), struct.unpack("<I", data[4:8])[0] + 8)
    for _ in range(MOST_PIECES):
        if at + 8 > end:
            return
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        if at + 8 + length > len(data):
            raise ValueError("a chunk is longer than the file")
        after = at + 8 + length + length % 2
        yield kind, data[at:after]
        at = after
    raise ValueError("the file has too many pieces")


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
            # How a frame is shown, how often the film runs; nothing else.
            yield data[at:after] if data[at + 1] == 0xF9 or loops else b""
        else:
            raise ValueError("no block where one must begin")
        at = after
    yield b"\x3b"


def _gif_colours(flags: int) -> int:
    """The length of a colour table in bytes."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _gif_blocks(data: bytes, at: int) -> int:
    """Where the blocks that begin at ``at`` end."""
    for _ in range(MOST_BLOCKS):
        if not data[at]:
            return at + 1
        at += data[at] + 1
    raise ValueError("the file has too many pieces")
