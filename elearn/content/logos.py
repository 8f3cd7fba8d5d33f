"""The logo of an organiser: looked at once, so that no certificate fails for it later."""

from __future__ import annotations

import re

from elearn.content.files import Entry
from elearn.content.pictures import BadPicture

KINDS = frozenset({".svg", ".png"})
LARGEST = 500_000
# In pixels: smaller looks blurred on paper at 300 dots an inch, larger only makes every file heavier.
SMALLEST, WIDEST = 250, 2_000
SLENDEREST = 3
# What a printed emblem does not need: it could make drawing slow, or different from one machine to another.
TOO_CLEVER = re.compile(rb"<(text|image|use|symbol|filter|pattern|mask|marker|switch|feImage)\b")


def clean_logo(entry: Entry) -> bytes:
    """The logo in a file: a clean SVG of shapes only, or a PNG without metadata.

    Raises BadPicture (its message goes on after the file's name) or OSError.
    """
    if entry.size > LARGEST:
        raise BadPicture(f"{entry.size // 1000} kB; kecilkan sampai di bawah {LARGEST // 1000} kB")
    with open(entry.full, "rb") as file:
        data = file.read(LARGEST + 1)
    return _drawing(data) if entry.suffix == ".svg" else _photo(data)


def _drawing(data: bytes) -> bytes:
    from elearn.content.vector import clean_svg

    drawing = clean_svg(data)
    if drawing.removed:
        raise BadPicture(f"memuat {', '.join(drawing.removed)}; simpan ulang sebagai SVG polos (plain SVG)")
    clever = sorted({found.decode() for found in TOO_CLEVER.findall(drawing.data)})
    if clever:
        named = ", ".join(f"<{name}>" for name in clever)
        raise BadPicture(f"memuat {named}; ubah teks menjadi kurva dan simpan sebagai SVG yang hanya berisi bentuk")
    _check_sides(drawing.width, drawing.height)
    return drawing.data


def _photo(data: bytes) -> bytes:
    from elearn.content.develop import examine

    look = examine(data)
    if look.mime != "image/png" or look.moves:
        raise BadPicture("bukan PNG biasa; simpan ulang sebagai PNG yang tidak bergerak")
    if max(look.width, look.height) < SMALLEST:
        raise BadPicture(f"hanya {look.width} × {look.height} piksel; pakai sedikitnya {SMALLEST} piksel, atau SVG")
    if max(look.width, look.height) > WIDEST:
        raise BadPicture(f"{look.width} × {look.height} piksel; kecilkan sampai {WIDEST} piksel")
    _check_sides(look.width, look.height)
    return look.stripped


def _check_sides(width: int, height: int) -> None:
    if not width or not height:
        raise BadPicture("tidak menyebut ukurannya; tambahkan `width` dan `height`, atau `viewBox`")
    if max(width, height) > SLENDEREST * min(width, height):
        raise BadPicture(
            f"terlalu panjang ({width} × {height}); sisi panjang paling banyak {SLENDEREST} kali sisi pendek"
        )
