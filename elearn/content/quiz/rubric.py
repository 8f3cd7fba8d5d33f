"""Essays: ``Esai: 150–300 kata`` and the rubric by which a trainer marks them."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from elearn.content.model import AnswerKey, Criterion, EssayKey, RubricLevel
from elearn.content.quiz.draft import Reading, no_key
from elearn.content.quiz.labels import alike, plain_label
from elearn.content.values import BadValue

WORDS = re.compile(
    r"(?P<low>\d{1,5})[ ]*(?:[-\u2010-\u2015\u2212]|\.\.|sampai|s\.d\.)[ ]*(?P<high>\d{1,5})[ ]*kata"
    r"|paling sedikit[ ](?P<least>\d{1,5})[ ]*kata|paling banyak[ ](?P<most>\d{1,5})[ ]*kata"
)
BAR = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"[ \t]*:?-+:?[ \t]*")
WEIGHT = re.compile(r"(\d{1,3})[ ]*%?")
EXAMPLE = "`| Kriteria | Bobot | 4 | 2 | 0 |`"
MOST_CRITERIA, MOST_LEVELS, MOST_POINTS = 20, 10, 100


def read_essay(reading: Reading) -> Callable[[], AnswerKey]:
    """The bounds in words (advice to the writer) and the rubric, whose weights add up to 100."""
    reading.refuse(("Pilih", "Nilai"), "tidak dipakai pada soal esai")
    word = reading.words["Esai"]
    try:
        least, most = _bounds(" ".join(word.value.split()))
    except BadValue as error:
        reading.note.error(word.line, str(error))
        least = most = None
    rubric = _rubric(reading)
    return (lambda: EssayKey(least, most, rubric)) if rubric else no_key


def _bounds(value: str) -> tuple[int | None, int | None]:
    if not value:
        return None, None
    match = WORDS.fullmatch(value)
    if match is None:
        raise BadValue(
            f"`Esai: {value[:40]}` tidak dapat dibaca; tulis `Esai: 150–300 kata`, `Esai: paling banyak 300 kata`, "
            "atau `Esai:` saja"
        )
    low, high = match["low"] or match["least"], match["high"] or match["most"]
    least, most = int(low) if low else None, int(high) if high else None
    if most == 0 or (least is not None and most is not None and least > most):
        raise BadValue("batas kata terbalik atau nol; tulis misalnya `Esai: 150–300 kata`")
    return least, most


def _rubric(reading: Reading) -> tuple[Criterion, ...]:
    """The criteria; empty (and a finding) if the table cannot be used."""
    note, rows = reading.note, [(line, _cells(row)) for line, row in reading.raw.rows]
    if not rows:
        note.error(
            reading.words["Esai"].line, f"rubrik belum ada; tulis tabel di bawah `Esai:` dengan kepala {EXAMPLE}"
        )
        return ()
    head_line, head = rows[0]
    try:
        points = _head(head)
        if len(rows) < 2 or not all(RULE.fullmatch(cell) for cell in rows[1][1]):
            raise BadValue("garis `|---|---|` di bawah kepala rubrik belum ada; tambahkan")
        if not 1 <= len(rows) - 2 <= MOST_CRITERIA:
            raise BadValue(f"rubrik memuat 1 sampai {MOST_CRITERIA} kriteria, ini {len(rows) - 2}; ubah tabelnya")
    except BadValue as error:
        note.error(head_line, str(error))
        return ()
    found: list[Criterion] = []
    for line, cells in rows[2:]:
        try:
            criterion = _criterion(str(len(found) + 1), cells, points)
            if any(alike(criterion.title) == alike(earlier.title) for earlier in found):
                raise BadValue(f"kriteria `{criterion.title[:40]}` ditulis dua kali; ganti salah satu")
            found.append(criterion)
        except BadValue as error:
            note.error(line, str(error))
    weights = sum(criterion.weight for criterion in found)
    if len(found) == len(rows) - 2 and weights != 100:
        note.error(head_line, f"bobot rubrik berjumlah {weights}; ubah sampai berjumlah 100")
    return tuple(found)


def _cells(row: str) -> list[str]:
    bare = row.strip().removeprefix("|")
    cells = BAR.split(bare)
    if len(cells) > 1 and not cells[-1].strip():
        cells.pop()
    return [cell.strip() for cell in cells]


def _head(cells: list[str]) -> list[int]:
    """The points that stand at the head of each level. Raises BadValue."""
    if len(cells) < 4 or alike(cells[1]) != "bobot":
        raise BadValue(f"kepala rubrik memuat kriteria, bobot, dan paling sedikit dua angka; tulis misalnya {EXAMPLE}")
    written = cells[2:]
    if not all(re.fullmatch(r"\d{1,3}", cell) and int(cell) <= MOST_POINTS for cell in written):
        raise BadValue(f"kepala rubrik sesudah `Bobot` hanya angka 0 sampai {MOST_POINTS}; tulis misalnya {EXAMPLE}")
    points = [int(cell) for cell in written]
    if len(points) > MOST_LEVELS or any(first <= second for first, second in pairwise(points)):
        raise BadValue(f"angka kepala rubrik menurun, paling banyak {MOST_LEVELS}; tulis misalnya {EXAMPLE}")
    return points


def _criterion(key: str, cells: list[str], points: list[int]) -> Criterion:
    if len(cells) != len(points) + 2:
        raise BadValue(f"baris rubrik memuat {len(cells)} sel, kepalanya {len(points) + 2}; samakan banyaknya")
    texts = [plain_label(cell, "isi rubrik") for cell in cells]
    if not all(texts):
        raise BadValue("ada sel rubrik yang kosong; isi")
    weight = WEIGHT.fullmatch(texts[1])
    if weight is None or not 1 <= int(weight[1]) <= 100:
        raise BadValue(f"bobot `{texts[1][:20]}` bukan bilangan bulat 1 sampai 100; tulis misalnya `60`")
    levels = tuple(RubricLevel(value, text) for value, text in zip(points, texts[2:], strict=True))
    return Criterion(key, texts[0], int(weight[1]), levels)
