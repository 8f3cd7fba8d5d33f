"""What an MP4 film says of itself before its first frame: how large, how long, and where it was taken."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

HOLDERS = frozenset({b"moov", b"udta", b"trak"})
# Where phones write the place: ISO 6709 text, the 3GPP box, and Apple's list of notes as a whole.
PLACES = frozenset({b"\xa9xyz", b"loci"})
NOTES, PLACE_NOTE = b"meta", b"location"
PIECE = 1 << 20
MOST_BOXES = 10_000
DEEPEST = 6
MOST_NOTES = 1_000_000


Places = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Film:
    """Sides in pixels and seconds (0: it does not say); ``places`` are (offset, head, size) of boxes that tell one."""

    width: int = 0
    height: int = 0
    seconds: int = 0
    places: Places = ()


@dataclass(slots=True)
class _Box:
    kind: bytes
    at: int
    head: int
    size: int


def read_film(path: str) -> Film:
    """Reads a few kB, however long the film is. A file that is no MP4 says nothing. Raises OSError."""
    with open(path, "rb") as file:
        end = file.seek(0, 2)
        width = height = seconds = 0
        places: list[tuple[int, int, int]] = []
        for box in _boxes(file, 0, end, 0, [0]):
            if box.kind == b"mvhd":
                seconds = _seconds(_content(file, box, 40))
            elif box.kind == b"tkhd":
                width, height = max((width, height), _sides(_content(file, box, 100)))
            elif box.kind in PLACES or (box.kind == NOTES and PLACE_NOTE in _content(file, box, MOST_NOTES)):
                places.append((box.at, box.head, box.size))
    return Film(width, height, seconds, tuple(places))


def copy_without_places(source: BinaryIO, target: BinaryIO, places: Places) -> tuple[str, str]:
    """Copy a film with those boxes emptied: nothing moves, so every offset in it stays right.

    Returns the sha256 of what was read and of what was written.
    """
    blanks = sorted(edit for at, head, size in places for edit in ((at + 4, b"free"), (at + head, bytes(size - head))))
    read, written = hashlib.sha256(), hashlib.sha256()
    position = 0
    while piece := bytearray(source.read(PIECE)):
        read.update(piece)
        for at, blank in blanks:
            first, last = max(at, position), min(at + len(blank), position + len(piece))
            if first < last:
                piece[first - position : last - position] = blank[first - at : last - at]
        written.update(piece)
        target.write(piece)
        position += len(piece)
    return read.hexdigest(), written.hexdigest()


def _boxes(file: BinaryIO, at: int, end: int, depth: int, seen: list[int]) -> Iterator[_Box]:
    while at + 8 <= end and seen[0] < MOST_BOXES:
        seen[0] += 1
        file.seek(at)
        beginning = file.read(16)
        if len(beginning) < 8:
            return
        size, kind = struct.unpack(">I4s", beginning[:8])
        head = 8
        if size == 1 and len(beginning) == 16:
            size, head = struct.unpack(">Q", beginning[8:])[0], 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            return
        yield _Box(kind, at, head, size)
        if kind in HOLDERS and depth < DEEPEST:
            yield from _boxes(file, at + head, at + size, depth + 1, seen)
        at += size


def _content(file: BinaryIO, box: _Box, most: int) -> bytes:
    file.seek(box.at + box.head)
    return file.read(min(most, box.size - box.head))


def _seconds(data: bytes) -> int:
    layout, at = (">IQ", 20) if data[:1] == b"\1" else (">II", 12)
    if len(data) < at + struct.calcsize(layout):
        return 0
    scale, length = struct.unpack_from(layout, data, at)
    return round(length / scale) if scale and length / scale < 1_000_000 else 0


def _sides(data: bytes) -> tuple[int, int]:
    at = 88 if data[:1] == b"\1" else 76
    if len(data) < at + 8:
        return 0, 0
    width, height = struct.unpack_from(">II", data, at)
    turned = data[at - 36 : at - 32] == b"\0\0\0\0"  # the first number of the matrix: filmed upright
    return (height >> 16, width >> 16) if turned else (width >> 16, height >> 16)
