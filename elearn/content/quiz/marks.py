"""The marks of an option: ``- [ ]`` and ``- [x]``, and the many ways in which they are mistyped."""

from __future__ import annotations

import re
from dataclasses import dataclass

OPTION = re.compile(r"^( {0,3})[-*+][ \t]+\[([ xX])\](?=[ \t]|$)")
# A bullet (or a word processor's dash, or a number, or nothing) and a box that is nearly right.
NEARLY = re.compile(
    r"^([ \t]*)([-*+\u2010-\u2015\u2022\u00b7\u25cf\u25aa\uf0b7]|\d{1,3}[.)])?([ \t]*)"
    r"[\[\uff3b\u3010]([^\[\]\uff3d\u3011]{0,4})[\]\uff3d\u3011](?=([ \t]*))"
)
BOXES = re.compile("^([ \t]*)(?:[-*+][ \t]+)?([\u2610\u2611\u2612])")
TICKS = frozenset("xX\u00d7\u2715\u2716\u2717\u2718vV\u2713\u2714\u221a*\u0445\u0425")
BULLET = re.compile(r"^ {0,3}(?:[-*+]|\d{1,3}[.)])[ \t]+\S")

PINNED = re.compile(
    r"""^(?:(?:semua|seluruh)(?:nya)?(?:\s(?:jawaban|pilihan|pernyataan|opsi))?(?:\s(?:di\s?atas|tersebut|ini))?(?:\s(?:adalah))?(?:\s(?:benar|salah|tepat))?
      |(?:kedua|ketiga|keempat)nya(?:\s(?:benar|salah))?
      |tidak\sada(?:\s(?:jawaban|pilihan|satu\s?pun))?(?:\s(?:yang|di\s?atas))?(?:\s(?:benar|tepat|di\s?atas))*
      |bukan\s(?:salah\ssatu|semua)(?:nya)?(?:\sdi\s?atas)?
      |(?:hanya\s)?(?:jawaban\s)?[a-f](?:,\s?[a-f])*,?\s(?:dan|atau|&)\s[a-f](?:\s(?:benar|salah))?)$""",
    re.VERBOSE | re.IGNORECASE,
)
LETTERS = re.compile(r"^(?:hanya\s)?(?:jawaban\s)?[a-f](?:,\s?[a-f])*,?\s(?:dan|atau|&)\s[a-f]\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mark:
    """A box at the start of a line: where the option's text begins, whether it is ticked, and what is wrong with it."""

    start: int
    ticked: bool
    indent: int
    problem: str = ""


def read_mark(masked: str) -> Mark | None:
    """The box that opens this line, right or nearly right; None for any other line. Code must be blanked."""
    match = OPTION.match(masked)
    if match is not None:
        return Mark(match.end(), match[2] in "xX", len(match[1]))
    drawn = BOXES.match(masked)
    if drawn is not None:
        ticked = drawn[2] != "\u2610"
        return Mark(drawn.end(), ticked, len(drawn[1]), _repair(ticked, "kotak gambar tidak terbaca"))
    return _nearly(masked)


def _nearly(masked: str) -> Mark | None:
    match = NEARLY.match(masked)
    if match is None:
        return None
    indent, bullet, gap, inner, after = match.groups()
    inner = inner.strip()
    following = masked[match.end() : match.end() + 1]
    if inner not in TICKS and inner != "":
        return None
    if following in ("(", ":", "[", "{") and not after:
        return None
    if bullet is None and not after and following:
        return None
    ticked = bool(inner)
    right_box = match[0][len(indent) + len(bullet or "") + len(gap) :].rstrip() in ("[ ]", "[x]", "[X]")
    if len(indent) > 3 and right_box and bullet in ("-", "*", "+") and gap and (after or not following):
        return Mark(
            match.end(), ticked, len(indent), "pilihan menjorok; mulai setiap pilihan dari tepi kiri dengan `- [ ]`"
        )
    if bullet is None:
        why = "tanda hubung di depan kotak belum ada"
    elif bullet not in ("-", "*", "+"):
        why = f"`{bullet}` bukan tanda hubung"
    elif not gap:
        why = "spasi antara tanda hubung dan kotak belum ada"
    elif not right_box:
        why = "isi kotak harus satu spasi atau satu huruf x"
    else:
        why = "spasi sesudah kotak belum ada"
    return Mark(match.end(), ticked, len(indent), _repair(ticked, why))


def _repair(ticked: bool, why: str) -> str:
    return f"kotak pilihan keliru: {why}; tulis `- [{'x' if ticked else ' '}] …`"


def is_pinned(text: str) -> bool:
    """Whether an option speaks of the others ("Semua benar", "A dan B") and so stays last when options are shuffled."""
    return PINNED.match(text.strip().rstrip(".").strip()) is not None


def names_letters(text: str) -> bool:
    """Whether an option names others by their letters, which shuffling makes meaningless."""
    return LETTERS.match(text.strip()) is not None


ITEM = re.compile(r"^ {0,3}([-*+]|\d{1,3}[.)])[ \t]+(?=\S)")
# A word processor's bullet, or a right one without its blank; a lone dash before a digit is a minus, not a bullet.
NEARLY_ITEM = re.compile(
    r"^ {0,3}(?:([\u2010-\u2015\u2022\u00b7\u25cf\u25aa\uf0b7])[ \t]*|(-)(?![-\d])|(\d{1,3}[.)])(?!\d))(?=\S)"
)


@dataclass(frozen=True, slots=True)
class ItemMark:
    """The bullet or number that opens an item of a list: where the text begins, and what is wrong with the mark."""

    start: int
    marker: str
    problem: str = ""


def read_item(raw: str, masked: str) -> ItemMark | None:
    """The bullet or number that opens this line, right or nearly right; None for any other line."""
    match = ITEM.match(raw)
    if match is not None:
        return ItemMark(match.end(), match[1])
    nearly = NEARLY_ITEM.match(masked)
    if nearly is None:
        return None
    written = nearly[1] or nearly[2] or nearly[3]
    right = nearly[3] or "-"
    why = f"`{written}` bukan tanda hubung" if nearly[1] else f"spasi sesudah `{written}` belum ada"
    return ItemMark(nearly.end(), right, f"butir daftar keliru: {why}; tulis `{right} …`")
