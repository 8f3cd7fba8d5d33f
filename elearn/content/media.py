"""Files of ``media/``: which may be shown, how large a picture is, and what weighs too much. Reads headers only."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable

from elearn.content.files import Entry
from elearn.content.findings import FileFindings

MIME = {
    ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp",
    ".svg": "image/svg+xml", ".mp4": "video/mp4", ".webm": "video/webm", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
    ".vtt": "text/vtt", ".pdf": "application/pdf", ".txt": "text/plain", ".csv": "text/csv", ".zip": "application/zip",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text", ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}  # fmt: skip
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"})
VIDEOS = frozenset({".mp4", ".webm"})
SOUNDS = frozenset({".mp3", ".ogg"})
RASTER_BUDGET = 500_000
SVG_BUDGET = 100_000
SVG_LIMIT = 5_000_000
HEADER = 65_536
LARGEST_SIDE = 20_000

ACTIVE_SVG = re.compile(
    rb"<\s*(?:script|foreignobject|iframe|embed|object|handler)|\son[a-z]+\s*=|javascript:|<!entity|xlink:href\s*=\s*[\"']\s*(?!#|data:image/)",
    re.IGNORECASE,
)
SVG_SIDE = re.compile(r"""\s(width|height)\s*=\s*["']\s*([0-9.]+)(?:px)?\s*["']""", re.IGNORECASE)
SVG_BOX = re.compile(
    r"""<svg\b[^>]*?\sviewBox\s*=\s*["']\s*[-0-9.]+[\s,]+[-0-9.]+[\s,]+([0-9.]+)[\s,]+([0-9.]+)""", re.IGNORECASE
)


def weigh(entry: Entry, note: FileFindings, line: int) -> None:
    """Advice about a picture that is slow to load on a phone; an error for one that carries a script."""
    if entry.suffix == ".svg":
        if entry.size > SVG_LIMIT:
            note.error(line, f"SVG `{entry.name}` {entry.size // 1000} kB; paling besar {SVG_LIMIT // 1000} kB")
            return
        if _active(entry):
            note.error(
                line, f"SVG `{entry.name}` memuat skrip, tautan luar, atau HTML; simpan ulang sebagai gambar polos"
            )
    budget = SVG_BUDGET if entry.suffix == ".svg" else RASTER_BUDGET
    if entry.size > budget:
        note.advice(
            line, f"gambar `{entry.name}` {entry.size // 1000} kB; kecilkan sampai di bawah {budget // 1000} kB"
        )


def _active(entry: Entry) -> bool:
    try:
        with open(entry.full, "rb") as file:
            return ACTIVE_SVG.search(file.read(SVG_LIMIT)) is not None
    except OSError:
        return True


def image_size(entry: Entry) -> tuple[int, int] | None:
    """Width and height in pixels from the file's header; None if they cannot be told cheaply."""
    reader = SIZES.get(entry.suffix)
    if reader is None:
        return None
    try:
        with open(entry.full, "rb") as file:
            size = reader(file.read(HEADER))
    except (OSError, struct.error, ValueError, IndexError):
        return None
    if size is None or not all(0 < side <= LARGEST_SIDE for side in size):
        return None
    return size


def _png(data: bytes) -> tuple[int, int] | None:
    return struct.unpack(">II", data[16:24]) if data.startswith(b"\x89PNG\r\n\x1a\n") else None


def _gif(data: bytes) -> tuple[int, int] | None:
    return struct.unpack("<HH", data[6:10]) if data.startswith((b"GIF87a", b"GIF89a")) else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        kind = data[at + 1]
        if kind == 0xFF:
            at += 1
        elif 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        else:
            at += 2 + max(2, struct.unpack(">H", data[at + 2 : at + 4])[0])
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 25:
        return None
    if data[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if data[12:16] == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if data[12:16] == b"VP8X" and len(data) >= 30:
        return int.from_bytes(data[24:27], "little") + 1, int.from_bytes(data[27:30], "little") + 1
    return None


def _svg(data: bytes) -> tuple[int, int] | None:
    start = data.find(b"<svg")
    text = data[start : start + 4096].decode("utf-8", "replace") if start >= 0 else ""
    sides = {name.lower(): float(value) for name, value in SVG_SIDE.findall(text[: text.find(">") + 1])}
    if len(sides) == 2:
        return round(sides["width"]), round(sides["height"])
    box = SVG_BOX.search(text)
    return (round(float(box[1])), round(float(box[2]))) if box is not None else None


SIZES: dict[str, Callable[[bytes], tuple[int, int] | None]] = {
    ".png": _png, ".gif": _gif, ".jpg": _jpeg, ".jpeg": _jpeg, ".webp": _webp, ".svg": _svg,
}  # fmt: skip
