"""Cloze questions: ``Ibu kota NTT ialah [[Kupang]].`` Each blank leaves a marker in the stem and a key."""

from __future__ import annotations

import re
from collections.abc import Callable

from elearn.content.model import AnswerKey, Blank, ClozeKey, DropKey, Label, marker
from elearn.content.model.keys import MARKER_OPEN, split_markers
from elearn.content.quiz.draft import LETTERS, NO_KEY, Reading
from elearn.content.quiz.keyread import read_alternatives
from elearn.content.quiz.labels import alike, plain_label
from elearn.content.quiz.raw import Passage
from elearn.content.text import mask
from elearn.content.values import BadValue

# Not ``[[1]](alamat)`` (a link), ``\[[`` (a bracket as text), nor a footnote.
BLANK = re.compile(r"(?<![\\!])\[\[(?!\^)((?:(?!\]\]).)*)\]\](?![(\[])")
OPEN = re.compile(r"(?<![\\!])\[\[(?!\^)")
DOUBLE = re.compile(r"(?<!\\)\|\|")
BAR = re.compile(r"(?<!\\)\|")
TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>")
LINKED = re.compile(rf"<a\b[^>]*>(?:(?!</a>).)*{MARKER_OPEN}", re.DOTALL)
MOST_BLANKS = 50
HIDDEN = (
    "rumpang tidak dapat ditampilkan di dalam tautan, alamat, keterangan gambar, atau rumus; pindahkan ke teks biasa"
)


def has_blanks(stem: Passage) -> bool:
    """Whether a stem holds a blank outside code."""
    return any("[[" in line for line in stem.lines) and any(BLANK.search(line) for line in mask(stem.lines).lines)


def unclosed_blank(stem: Passage) -> int | None:
    """The line of the first ``[[`` that nothing closes on its line; None if there is none."""
    for number, line in zip(stem.numbers, mask(stem.lines).lines, strict=True):
        if OPEN.search(BLANK.sub("", line)):
            return number
    return None


def read_cloze(reading: Reading) -> Callable[[], AnswerKey]:
    """Take the blanks out of the stem, each for a marker. The key is made once the stem is rendered."""
    stem, note = reading.raw.stem, reading.note
    masked = mask(stem.lines).lines
    blanks: list[Blank | None] = []
    shown: list[str] = []
    for index, line in enumerate(stem.lines):
        pieces, done = [], 0
        for match in BLANK.finditer(masked[index]):
            pieces += [line[done : match.start()], marker(len(blanks))]
            done = match.end()
            try:
                blanks.append(_blank(line[match.start(1) : match.end(1)].strip()))
            except BadValue as error:
                note.error(stem.numbers[index], str(error))
                blanks.append(None)
        shown.append("".join(pieces) + line[done:])
    if len(blanks) > MOST_BLANKS:
        note.error(reading.raw.line, f"paling banyak {MOST_BLANKS} rumpang dalam satu soal, ini {len(blanks)}; pecah")
    reading.refuse(("Pilih", "Nilai"), "tidak dipakai pada soal rumpang")
    stem_text = Passage(stem.line, shown).text
    fragment = reading.draft.stem = reading.fragments.add(stem_text, stem.line, numbers=stem.numbers)

    def make() -> AnswerKey:
        if not stands(fragment.html, len(blanks)):
            note.error(reading.raw.line, HIDDEN)
            return NO_KEY
        return ClozeKey(tuple(blank if blank is not None else NO_KEY for blank in blanks))

    return make


def stands(html: str, count: int) -> bool:
    """Whether HTML holds exactly the markers 0, 1, … in order, each where a field can stand."""
    if MARKER_OPEN in "".join(TAG.findall(html)) or LINKED.search(html):
        return False
    return [piece for piece in split_markers(html) if isinstance(piece, int)] == list(range(count))


def _blank(written: str) -> Blank:
    """The key of one blank, from what stands between its brackets. Raises BadValue."""
    if not written:
        raise BadValue("rumpang kosong; tulis jawabannya, misalnya `[[merit]]`")
    alternatives = DOUBLE.split(written)
    if len(alternatives) > 1 and any(BAR.search(part) for part in alternatives):
        raise BadValue(
            "`||` (isian) dan `|` (daftar pilihan) tidak dapat digabung dalam satu rumpang; pilih salah satu"
        )
    options = BAR.split(written)
    if len(alternatives) == 1 and (len(options) > 1 or _key(written) is not None):
        return _drop_down([option.strip() for option in options])
    return read_alternatives([part.strip() for part in alternatives], "[[{}]]", "||")


def _drop_down(options: list[str]) -> DropKey:
    example = "misalnya `[[DPRD | (BKN) | camat]]`"
    if not 2 <= len(options) <= len(LETTERS):
        raise BadValue(f"daftar pilihan rumpang memuat 2 sampai {len(LETTERS)} pilihan; tulis {example}")
    right = [index for index, option in enumerate(options) if _key(option) is not None]
    if len(right) != 1:
        raise BadValue(f"apit satu pilihan yang benar dengan kurung, {example}")
    texts = [plain_label(_key(option) or option, "pilihan rumpang") for option in options]
    if not all(texts):
        raise BadValue("ada pilihan kosong di antara tanda `|`; hapus tanda yang berlebih")
    if len({alike(text) for text in texts}) < len(texts):
        raise BadValue("ada dua pilihan yang sama dalam satu rumpang; ubah salah satu")
    labels = tuple(Label(LETTERS[index], text) for index, text in enumerate(texts))
    return DropKey(labels, LETTERS[right[0]])


def _key(option: str) -> str | None:
    """What stands inside the parentheses that enclose a whole option; None if none do."""
    if not (option.startswith("(") and option.endswith(")")):
        return None
    depth = 0
    for index, sign in enumerate(option):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and index < len(option) - 1:
            return None
    return option[1:-1].strip() if depth == 0 else None
