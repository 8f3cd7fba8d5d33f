"""Quizzes: how they are asked, and their questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from elearn.content.model.keys import AnswerKey, ChoiceKey, type_of_key

HUNDRED = 100


class QuizPurpose(StrEnum):
    """Why a quiz is asked; only a post-test counts towards the final score, and a survey has no right answers."""

    PRE_TEST = "pra-uji"
    PRACTICE = "latihan"
    POST_TEST = "pasca-uji"
    SURVEY = "survei"


class FeedbackRule(StrEnum):
    """When a learner may see keys and explanations. ``AT_ONCE``: question by question, as soon as each is answered."""

    AT_ONCE = "langsung"
    AFTER_SUBMIT = "setelah-kirim"
    AFTER_PASS = "setelah-lulus"  # noqa: S105  # passing a quiz, not a password
    NEVER = "tidak"


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
        """The name of its kind: ``tunggal`` or ``jamak`` for choices, else as in ``type_of_key``."""
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
