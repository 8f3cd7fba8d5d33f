"""Files of ``media/``: which kinds there are, what each may weigh, and what a page calls them."""

from __future__ import annotations

import posixpath

from elearn.content.files import Entry

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
PHOTOS = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
IMAGES = PHOTOS | {".svg"}
VIDEOS = frozenset({".mp4", ".webm"})
SOUNDS = frozenset({".mp3", ".ogg"})
HEAVY = {".svg": 100_000, **dict.fromkeys(PHOTOS, 500_000)}
LARGEST = {".svg": 2_000_000, **dict.fromkeys(PHOTOS, 20_000_000)}
UNITS = ("B", "kB", "MB", "GB")


def too_large(entry: Entry) -> str:
    """The finding about a picture that is not even looked at; "" for all others."""
    most = LARGEST.get(entry.suffix)
    if most is None or entry.size <= most:
        return ""
    return f"gambar `{entry.name}` {size_text(entry.size)}; paling besar {size_text(most)}, kecilkan dahulu"


def heavy(entry: Entry) -> str:
    """The advice about a picture above its budget; "" for all others."""
    budget = HEAVY.get(entry.suffix)
    if budget is None or entry.size <= budget:
        return ""
    return f"gambar `{entry.name}` {entry.size // 1000} kB; kecilkan sampai di bawah {budget // 1000} kB"


def size_text(size: int) -> str:
    """Bytes as ``412 kB`` or ``3,1 MB``, as pages write them."""
    amount, unit = float(size), 0
    while amount >= 999.5 and unit < len(UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return (f"{amount:.1f}".removesuffix(".0") if unit and amount < 9.95 else f"{amount:.0f}").replace(
        ".", ","
    ) + f" {UNITS[unit]}"


def kind_text(name: str) -> str:
    """What kind of file a link leads to, as its label says: ``PDF``, ``DOCX``."""
    return posixpath.splitext(name)[1].removeprefix(".").upper()
