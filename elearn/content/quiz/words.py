"""Key words: ``Poin: 2 · Kompetensi: integritas``. One spelling each; unknown ones are refused with the nearest."""

from __future__ import annotations

import re
from dataclasses import dataclass

from elearn.content.findings import nearest

SETTINGS = ("Poin", "Kompetensi", "Tingkat", "Pilih", "Nilai")
ANSWERS = ("Jawaban", "Jawaban persis")
LISTS = ("Jodohkan", "Urutkan", "Skala")
ESSAY = "Esai"
# The key words that say what kind of answer a question has.
SHAPES = (*ANSWERS, *LISTS, ESSAY)
NOTES = ("Pembahasan", "Petunjuk", "Benar", "Salah")
QUESTION_WORDS = (*SETTINGS, *SHAPES)
WORD = re.compile(r"^([^\W\d_]+(?: [^\W\d_]+)?)[ \t]*:(?:[ \t]+(.*))?$")
NOTE = re.compile(r"^([^\W\d_]+)[ \t]*:[ \t]*(.*)$")
SEPARATOR = re.compile(r"\s+[·•∙]\s+")


@dataclass(frozen=True, slots=True)
class Word:
    """A key word, its value, and its line."""

    name: str
    value: str
    line: int


def split_words(line: str, number: int) -> list[Word] | None:
    """The key words of a line that is nothing but key words (known or not); None for ordinary text."""
    words = []
    for part in SEPARATOR.split(line.strip()):
        match = WORD.match(part)
        if match is None:
            return None
        words.append(Word(match[1], (match[2] or "").strip(), number))
    return words


def certainly_words(words: list[Word]) -> bool:
    """Whether a line in the middle of a question is meant as key words: its first word is one, or nearly one."""
    first = words[0].name
    if first in QUESTION_WORDS:
        return True
    guess = nearest(first, (*QUESTION_WORDS, "Ambil"))
    return guess is not None and guess[:1].lower() == first[:1].lower() and abs(len(guess) - len(first)) <= 2


def looks_like_note(line: str) -> str | None:
    """The label (``Pembahasan``, …) that a line without ``>`` starts with, or None."""
    match = NOTE.match(line.strip().replace("*", ""))
    return match[1] if match is not None and match[1] in ("Pembahasan", "Petunjuk") else None
