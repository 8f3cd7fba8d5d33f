"""Quizzes: how they are asked, their questions and their keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

HUNDRED = 100


class QuizPurpose(StrEnum):
    """Why a quiz is asked; only a post-test counts towards the final score."""

    PRE_TEST = "pra-uji"
    PRACTICE = "latihan"
    POST_TEST = "pasca-uji"


class FeedbackRule(StrEnum):
    """When a learner may see keys and explanations."""

    AFTER_SUBMIT = "setelah-kirim"
    AFTER_PASS = "setelah-lulus"  # noqa: S105  # passing a quiz, not a password
    NEVER = "tidak"


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


type_of_key = {ChoiceKey: "pilihan", TextKey: "teks", NumericKey: "angka"}
AnswerKey = ChoiceKey | TextKey | NumericKey


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``points`` are integer hundredths (``Poin: 1,5`` is 150)."""

    id: str
    stem_html: str
    key: AnswerKey
    points: int = HUNDRED
    competency: str | None = None
    level: str | None = None
    hint_html: str = ""
    explanation_html: str = ""
    right_html: str = ""
    wrong_html: str = ""

    @property
    def kind(self) -> str:
        """``tunggal``, ``jamak``, ``teks`` or ``angka``: names the partial template that shows it."""
        if isinstance(self.key, ChoiceKey):
            return "jamak" if self.key.multiple else "tunggal"
        return type_of_key[type(self.key)]


@dataclass(frozen=True, slots=True)
class Pool:
    """Questions of one kind; ``draw`` of them are asked (``None``: all)."""

    id: str
    title: str
    questions: tuple[Question, ...]
    draw: int | None = None

    @property
    def asked(self) -> int:
        return len(self.questions) if self.draw is None else self.draw


@dataclass(frozen=True, slots=True)
class QuizBody:
    """The questions of one version of a quiz, as kept for ever in the store."""

    intro_html: str
    pools: tuple[Pool, ...]

    def questions(self) -> Iterator[Question]:
        for pool in self.pools:
            yield from pool.questions
