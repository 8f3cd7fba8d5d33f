"""From what was written to what it means: the readers of values. Each raises BadValue with what to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from elearn.content.answers import parse_number
from elearn.content.findings import meant
from elearn.content.model import CompetencyTarget, CourseStatus, FeedbackRule, QuizPurpose
from elearn.content.nodes import Node
from elearn.content.text import is_id, slug

LONGEST_TEXT = 500
DURATION = re.compile(r"(\d{1,4})\s*(\w+)")
Reader = Callable[[Node], Any]


class BadValue(ValueError):
    """A value that cannot be used; the message (Indonesian) ends with what to write."""


def text(node: Node) -> str:
    """One line of text, not empty, at most 500 characters."""
    value = node.text
    if value is None:
        raise BadValue(f"harus satu teks, bukan {node.shape}; apit dengan tanda kutip bila memuat kurung")
    value = " ".join(value.split())
    if not value:
        raise BadValue("masih kosong; tulis nilainya atau hapus barisnya")
    if len(value) > LONGEST_TEXT:
        raise BadValue(f"paling panjang {LONGEST_TEXT} huruf, ini {len(value)}; ringkas")
    return value


def whole(low: int, high: int) -> Reader:
    """A whole number between two bounds, both included."""

    def read(node: Node) -> int:
        written = text(node).removesuffix("%").strip()
        if not re.fullmatch(r"[0-9]{1,6}", written) or not low <= int(written) <= high:
            raise BadValue(
                f"`{written[:40]}` bukan bilangan bulat {low} sampai {high}; tulis misalnya `{max(low, min(70, high))}`"
            )
        return int(written)

    return read


def hundredths(low: int, high: int) -> Reader:
    """A decimal with at most two places as integer hundredths; the bounds are hundredths too."""

    def read(node: Node) -> int:
        written = text(node)
        value = parse_number(written)
        if value is None or (value * 100).denominator != 1 or not low <= value * 100 <= high:
            bounds = f"{low / 100:g} sampai {high / 100:g}".replace(".", ",")
            raise BadValue(
                f"`{written[:40]}` bukan bilangan {bounds} dengan paling banyak dua desimal; "
                "tulis misalnya `6` atau `1,5`"
            )
        return int(value * 100)

    return read


def choice(kind: type[StrEnum]) -> Reader:
    """One of the words of an enumeration."""

    def read(node: Node) -> StrEnum:
        written = text(node)
        try:
            return kind(written)
        except ValueError:
            raise BadValue(
                f"`{written[:40]}` tidak dikenal{meant(written, [member.value for member in kind])}"
            ) from None

    return read


def word(*words: str) -> Reader:
    """One of some words."""

    def read(node: Node) -> str:
        written = text(node)
        if written not in words:
            raise BadValue(f"`{written[:40]}` tidak dikenal{meant(written, words)}")
        return written

    return read


def yes(node: Node) -> bool:
    """``ya`` or ``tidak``."""
    return bool(word("ya", "tidak")(node) == "ya")


def sequential(node: Node) -> bool:
    """``berurutan`` (True) or ``bebas``."""
    return bool(word("berurutan", "bebas")(node) == "berurutan")


def _duration(node: Node, units: dict[str, int], high: int, example: str) -> int:
    written = text(node)
    match = DURATION.fullmatch(written)
    if match is None or match[2].lower() not in units or not 1 <= int(match[1]) * units[match[2].lower()] <= high:
        raise BadValue(f"`{written[:40]}` tidak dapat dibaca; tulis misalnya `{example}`")
    return int(match[1]) * units[match[2].lower()]


def months(node: Node) -> int:
    """``24 bulan`` or ``2 tahun`` as months."""
    return _duration(node, {"bulan": 1, "tahun": 12}, 1200, "24 bulan")


def days(node: Node) -> int:
    """``90 hari`` or ``3 bulan`` (of 30 days) as days."""
    return _duration(node, {"hari": 1, "bulan": 30}, 3650, "90 hari")


def minutes_limit(node: Node) -> int:
    """``20 menit`` or ``2 jam`` as minutes."""
    return _duration(node, {"menit": 1, "jam": 60}, 24 * 60, "20 menit")


def minutes(node: Node) -> int:
    """Minutes of work: ``15`` or ``15 menit``."""
    written = text(node)
    bare = re.sub(r"\s*menit$", "", written)
    return int(whole(1, 6000)(Node(bare, node.line)))


def identifier(node: Node) -> str:
    """An id: lower-case letters, digits, hyphens."""
    written = text(node)
    if not is_id(written):
        raise BadValue(
            f"`{written[:40]}` bukan id yang sah (huruf kecil, angka, tanda hubung); "
            f"tulis misalnya `{slug(written) or 'materi-1'}`"
        )
    return written


def _items(node: Node) -> list[Node]:
    if isinstance(node.value, list):
        return node.value
    if isinstance(node.value, str) and node.value.strip():
        return [Node(part, node.line) for part in node.value.split(",")]
    raise BadValue("harus berupa daftar; tulis satu per baris dengan `- ` di depannya")


def identifiers(node: Node) -> tuple[str, ...]:
    """A list of ids, in brackets, one a line, or separated by commas."""
    return tuple(identifier(item) for item in _items(node))


def names(node: Node) -> tuple[str, ...]:
    """A list of texts; one alone may stand without a dash (and keeps its commas: they belong to titles)."""
    if isinstance(node.value, str):
        return (text(node),)
    return tuple(text(item) for item in _items(node))


def shuffles(node: Node) -> frozenset[str]:
    """``soal``, ``pilihan``, both, or ``tidak``."""
    found = [word("soal", "pilihan", "tidak")(item) for item in _items(node)]
    if "tidak" in found and len(found) > 1:
        raise BadValue("`tidak` tidak dapat digabung; tulis `soal, pilihan` atau `tidak`")
    return frozenset(found) - {"tidak"}


def targets(node: Node) -> tuple[CompetencyTarget, ...]:
    """``- {kode: pelayanan-publik, level: 2}``: the competencies a course develops."""
    example = "tulis misalnya `- {kode: pelayanan-publik, level: 2}`"
    if not isinstance(node.value, list):
        raise BadValue(f"harus berupa daftar; {example}")
    found: dict[str, CompetencyTarget] = {}
    for item in node.value:
        if not isinstance(item.value, dict) or set(item.value) != {"kode", "level"}:
            raise BadValue(f"tiap butir memuat `kode` dan `level`; {example}")
        code = identifier(item.value["kode"])
        if code in found:
            raise BadValue(f"`{code}` ditulis dua kali; hapus salah satu")
        found[code] = CompetencyTarget(code, int(whole(1, 5)(item.value["level"])))
    return tuple(found.values())


def training_type(node: Node) -> str:
    """A SIASN code of ``jenisDiklat``; whether it exists is checked against the reference facts."""
    written = text(node)
    if not re.fullmatch(r"[0-9]{1,3}", written):
        raise BadValue(f"`{written[:40]}` bukan kode SIASN; tulis misalnya `16` untuk E-Learning")
    return str(int(written))


status = choice(CourseStatus)
purpose = choice(QuizPurpose)
feedback = choice(FeedbackRule)
