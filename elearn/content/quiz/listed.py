"""Answers that are lists: pairs to match, steps to put in order, statements to rate."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from elearn.content.findings import FileFindings
from elearn.content.model import AnswerKey, Label, MatchKey, MatchLeft, OrderKey, ScaleKey, Statement, Step
from elearn.content.quiz.draft import LETTERS, Reading, no_key
from elearn.content.quiz.fragments import Fragment
from elearn.content.quiz.labels import alike, plain_label
from elearn.content.quiz.raw import RawItem
from elearn.content.text import mask, plain
from elearn.content.values import BadValue

ARROW = re.compile(r"\u2192|(?<![-=<])[-=]>(?!>)")
# What word processors and other keyboards make of an arrow.
NEARLY_ARROW = re.compile(
    r"[\u21d2\u2794\u279c\u27a1\u27a4\u27f6\u2b95\u21a6\u27f9]|[\u2013\u2014]>|(?<!-)--+>|(?<!=)==+>|->>"
)
SCALE = re.compile(
    r"(\d{1,3})[ ]*\(([^()]+)\)[ ]*(?:[-\u2010-\u2015\u2212]|\.\.|sampai|s\.d\.)[ ]*(\d{1,3})[ ]*\(([^()]+)\)"
)
MOST_STATEMENTS = 50
WIDEST_SCALE = 10


def read_match(reading: Reading) -> Callable[[], AnswerKey]:
    """``- kiri → kanan``; an empty left side makes a distractor. Right sides are plain text, left sides Markdown."""
    note, items = reading.note, reading.raw.items
    word = reading.words["Jodohkan"]
    _no_value(word.value, word.line, "Jodohkan", note)
    reading.refuse(("Pilih", "Nilai"), "tidak dipakai pada soal menjodohkan")
    _markers(items, False, "pasangan", note)
    right: dict[str, Label] = {}
    taken: set[str] = set()
    left: dict[str, tuple[Fragment, str]] = {}
    wrong = False
    for item in items:
        try:
            source, text = _sides(item)
            known = alike(text)
            if not source and known in right:
                raise BadValue(f"pengecoh `{text[:40]}` sama dengan sisi kanan lain; hapus atau ubah")
            if source and known in right and known not in taken:
                raise BadValue(f"`{text[:40]}` sudah ditulis sebagai pengecoh; hapus pengecoh itu")
            if source and alike(source) in left:
                raise BadValue(f"sisi kiri `{source[:40]}` ditulis dua kali; hapus salah satu")
        except BadValue as error:
            note.error(item.line, str(error))
            wrong = True
            continue
        if len(right) < len(LETTERS):
            right.setdefault(known, Label(LETTERS[len(right)], text))
        if source and known in right:
            taken.add(known)
            left[alike(source)] = (reading.fragments.add(source, item.line, inline=True), right[known].key)
    _count(reading, len(items), "Jodohkan", "pasangan", "- kiri → kanan")
    if len(items) >= 2 and not wrong and (len(left) < 2 or len(right) < 2):
        note.error(reading.raw.line, "soal menjodohkan perlu dua sisi kiri dan dua sisi kanan yang berbeda; tambahkan")

    def make() -> AnswerKey:
        lefts = (MatchLeft(str(n), fragment.html, key) for n, (fragment, key) in enumerate(left.values(), 1))
        return MatchKey(tuple(lefts), tuple(right.values()))

    return make


def _sides(item: RawItem) -> tuple[str, str]:
    """The left side as Markdown (empty for a distractor), and the right side as plain text. Raises BadValue."""
    source = " ".join(line.strip() for line in item.body.lines if line.strip())
    [masked] = mask([source]).lines
    arrows = list(ARROW.finditer(masked))
    if not arrows:
        near = NEARLY_ARROW.search(masked)
        if near is not None:
            raise BadValue(f"`{near[0]}` bukan tanda panah yang dikenal; tulis `- kiri → kanan` atau `- kiri -> kanan`")
        raise BadValue("pasangan belum memuat tanda panah; tulis `- kiri → kanan` atau `- kiri -> kanan`")
    if len(arrows) > 1:
        raise BadValue(
            "lebih dari satu tanda panah dalam satu pasangan; apit yang bukan pemisah dengan tanda kutip balik"
        )
    right = plain_label(source[arrows[0].end() :], "sisi kanan pasangan")
    if not right:
        raise BadValue("sisi kanan pasangan kosong; tulis `- kiri → kanan`, atau `- → kanan` untuk pengecoh")
    return source[: arrows[0].start()].strip(), right


def read_order(reading: Reading) -> Callable[[], AnswerKey]:
    """``1. …``: steps in the right order, which is that of the file."""
    note, items = reading.note, reading.raw.items
    word = reading.words["Urutkan"]
    _no_value(word.value, word.line, "Urutkan", note)
    reading.refuse(("Pilih",), "tidak dipakai pada soal mengurutkan")
    _markers(items, True, "langkah", note)
    _check_numbers(items, note)
    _count(reading, len(items), "Urutkan", "langkah", "1. …")
    made = _rendered(reading, items[: len(LETTERS)], "langkah")

    def make() -> AnswerKey:
        steps = (Step(LETTERS[n], fragment.html, text) for n, (fragment, text) in enumerate(made))
        return OrderKey(tuple(steps), reading.draft.scoring)

    return make


def _check_numbers(items: list[RawItem], note: FileFindings) -> None:
    """Numbers that do not rise by one: a trainer may think that they, and not the lines, are the key."""
    numbers = [(int(item.marker[:-1]), item.line) for item in items if item.marker[:-1].isdigit()]
    if len({number for number, _ in numbers}) <= 1:
        return
    for (before, _), (number, line) in pairwise(numbers):
        if number != before + 1:
            note.error(line, "nomor langkah tidak berurutan; kuncinya urutan baris, jadi tulis 1., 2., 3. dari atas")
            return


def read_scale(reading: Reading) -> Callable[[], AnswerKey]:
    """``Skala: 1 (kurang) – 5 (sangat baik)`` and its statements."""
    note, items = reading.note, reading.raw.items
    word = reading.words["Skala"]
    reading.refuse(("Pilih", "Nilai", "Poin"), "tidak dipakai pada soal skala")
    _markers(items, False, "pernyataan", note)
    match = SCALE.fullmatch(" ".join(word.value.split()))
    if match is None:
        note.error(
            word.line, f"`Skala: {word.value[:60]}` tidak dapat dibaca; tulis `Skala: 1 (kurang) – 5 (sangat baik)`"
        )
        return no_key
    low, high = int(match[1]), int(match[3])
    if not 1 <= high - low <= WIDEST_SCALE:
        note.error(word.line, f"skala naik dari kecil ke besar, paling jauh {WIDEST_SCALE} langkah; ubah angkanya")
        return no_key
    if not items:
        note.error(word.line, "belum ada pernyataan di bawah `Skala:`; tulis satu per baris dengan `- …`")
    elif len(items) > MOST_STATEMENTS:
        note.error(reading.raw.line, f"paling banyak {MOST_STATEMENTS} pernyataan dalam satu soal; pecah")
    try:
        ends = plain_label(match[2], "ujung skala"), plain_label(match[4], "ujung skala")
    except BadValue as error:
        note.error(word.line, str(error))
        return no_key
    made = _rendered(reading, items[:MOST_STATEMENTS], "pernyataan")

    def make() -> AnswerKey:
        statements = (Statement(str(n), fragment.html, text) for n, (fragment, text) in enumerate(made, 1))
        return ScaleKey(low, high, *ends, tuple(statements))

    return make


def _rendered(reading: Reading, items: list[RawItem], what: str) -> list[tuple[Fragment, str]]:
    """Each item as a fragment and as plain text; two that look alike are a finding."""
    found: list[tuple[Fragment, str]] = []
    for item in items:
        text = plain(" ".join(item.body.text.split()))
        if alike(text) in (alike(earlier) for _, earlier in found):
            reading.note.error(item.line, f"{what} ini sama dengan {what} di atasnya; ubah atau hapus")
        found.append((reading.fragments.add(item.body.text, item.line, inline=True), text))
    return found


def _no_value(value: str, line: int, name: str, note: FileFindings) -> None:
    if value:
        note.error(line, f"sesudah `{name}:` tidak ada teks; tulis daftarnya di bawah, satu per baris")


def _markers(items: list[RawItem], numbered: bool, what: str, note: FileFindings) -> None:
    for item in items:
        if item.marker[:-1].isdigit() is not numbered:
            shape = "bernomor `1. …`" if numbered else "dengan `- …`"
            note.error(item.line, f"{what} ditulis {shape}; ganti `{item.marker}` di awal baris")
            return


def _count(reading: Reading, count: int, name: str, what: str, example: str) -> None:
    line = reading.words[name].line
    if not count:
        reading.note.error(line, f"belum ada {what} di bawah `{name}:`; tulis satu per baris, misalnya `{example}`")
    elif not 2 <= count <= len(LETTERS):
        reading.note.error(line, f"`{name}:` memuat 2 sampai {len(LETTERS)} {what}, ini {count}; ubah daftarnya")
