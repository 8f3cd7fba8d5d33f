"""What a question accepts: one frozen value for each kind of key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Scoring(StrEnum):
    """How a multiple-choice answer that is partly right is valued."""

    PROPORTIONAL = "proporsional"
    ALL_OR_NOTHING = "semua-atau-nol"


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice question; ``key`` ("a", "b", …) follows source order and lives as long as the version."""

    key: str
    html: str
    correct: bool
    feedback_html: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class ChoiceKey:
    """Single choice (radio buttons) or multiple choice (check boxes); ``fixed_order`` for Benar/Salah."""

    options: tuple[Option, ...]
    multiple: bool = False
    scoring: Scoring = Scoring.PROPORTIONAL
    fixed_order: bool = False

    @property
    def correct_keys(self) -> frozenset[str]:
        return frozenset(option.key for option in self.options if option.correct)


@dataclass(frozen=True, slots=True)
class TextKey:
    """Accepted answers; unless strict, case, spacing and a final full stop are ignored."""

    accepted: tuple[str, ...]
    strict: bool = False


@dataclass(frozen=True, slots=True)
class NumericKey:
    """A closed interval of right answers; ``shown`` is the key as the trainer wrote it."""

    low: Fraction
    high: Fraction
    shown: str


@dataclass(frozen=True, slots=True)
class MatchLeft:
    """The left side of a pair; ``right`` is the key of the right side that belongs to it."""

    key: str
    html: str
    right: str


@dataclass(frozen=True, slots=True)
class Label:
    """A text that a drop-down offers: plain, because an option holds no markup."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class MatchKey:
    """Pairs. Left sides have the keys "1", "2", …; right sides, distractors included, "a", "b", …, both in source
    order; two left sides may share one right side.
    """

    left: tuple[MatchLeft, ...]
    right: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an ordering. ``text`` is the plain form of ``html``, for labels."""

    key: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class OrderKey:
    """Steps in the right order, with the keys "a", "b", …; learners always see them shuffled."""

    steps: tuple[Step, ...]
    scoring: Scoring = Scoring.PROPORTIONAL


@dataclass(frozen=True, slots=True)
class DropKey:
    """A blank that is filled from a drop-down; the keys of its options follow source order."""

    options: tuple[Label, ...]
    correct: str


Blank = TextKey | NumericKey | DropKey


@dataclass(frozen=True, slots=True)
class ClozeKey:
    """Blanks in reading order. In the stem each stands as a marker (see ``marker``) to be replaced by a field."""

    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """What earns this many points on a criterion."""

    points: int
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of a rubric; the weights (percent) of a rubric add up to 100. Levels are in falling order of points."""

    key: str
    title: str
    weight: int
    levels: tuple[RubricLevel, ...]


@dataclass(frozen=True, slots=True)
class EssayKey:
    """A text that a trainer marks by a rubric. Bounds are words, both advice: nothing is cut or refused."""

    fewest_words: int | None
    most_words: int | None
    rubric: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of a scale, answered by itself."""

    key: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class ScaleKey:
    """Statements ("1", "2", …) to be rated from ``low`` to ``high``; no answer is right."""

    low: int
    high: int
    low_text: str
    high_text: str
    statements: tuple[Statement, ...]


type_of_key = {
    ChoiceKey: "pilihan",
    TextKey: "teks",
    NumericKey: "angka",
    MatchKey: "jodoh",
    OrderKey: "urut",
    ClozeKey: "rumpang",
    EssayKey: "esai",
    ScaleKey: "skala",
    DropKey: "daftar",
}
AnswerKey = ChoiceKey | TextKey | NumericKey | MatchKey | OrderKey | ClozeKey | EssayKey | ScaleKey

# Private-use characters around the number of a blank (or of a check question): no sanitiser, no Markdown and no trainer
# gives them a meaning.
MARKER_OPEN, MARKER_CLOSE = "\ue000", "\ue001"


def marker(place: int) -> str:
    """What stands in HTML where field number ``place`` (from 0) belongs."""
    return f"{MARKER_OPEN}{place}{MARKER_CLOSE}"


def split_markers(html: str) -> Iterator[str | int]:
    """HTML in pieces: texts, and the numbers of the fields between them."""
    pieces = re.split(f"{MARKER_OPEN}(\\d{{1,4}}){MARKER_CLOSE}", html)
    for index, piece in enumerate(pieces):
        if index % 2:
            yield int(piece)
        elif piece:
            yield piece
