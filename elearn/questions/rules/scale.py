"""Scale: statements to be rated, in surveys. Nothing is right or wrong, nothing is scored."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from elearn.content.model import Question, ScaleKey
from elearn.questions.rules import pairs
from elearn.questions.rules.base import NONE, Answer, AskedChoice, AskedLine, Kind, Order, ReviewedLine


def key_of(question: Question) -> ScaleKey:
    """The key of a question known to be a scale."""
    return cast(ScaleKey, question.key)


def _values(key: ScaleKey) -> list[str]:
    return [str(value) for value in range(key.low, key.high + 1)]


def read(question: Question, sent: Sequence[str]) -> Answer:
    """The ratings, in the order of the statements."""
    key = key_of(question)
    return pairs.read_pairs(sent, {one.key: one.key for one in key.statements}, {v: v for v in _values(key)})


def share(_question: Question, _answer: Answer) -> Fraction:
    """Nothing to earn."""
    return NONE


def right(_question: Question) -> tuple[str, ...]:
    """No rating is the right one."""
    return ()


def right_answer(question: Question) -> Answer:
    """The highest rating everywhere, for demonstrations and tests."""
    key = key_of(question)
    return tuple(f"{one.key}={key.high}" for one in key.statements)


def asked(question: Question, _order: Order, answer: Answer) -> tuple[AskedLine, ...]:
    """A row of radio buttons for each statement."""
    key, given = key_of(question), pairs.as_dict(answer)
    return tuple(
        AskedLine(one.html, tuple(AskedChoice(f"{one.key}={v}", v, given.get(one.key) == v) for v in _values(key)))
        for one in key.statements
    )


def reviewed(question: Question, answer: Answer) -> tuple[ReviewedLine, ...]:
    """Each statement with its rating."""
    given = pairs.as_dict(answer)
    return tuple(
        ReviewedLine(one.html, given.get(one.key, ""), "", "" if one.key in given else "kosong")
        for one in key_of(question).statements
    )


SCALE = Kind(
    "skala",
    "skala penilaian",
    read,
    share,
    right,
    right_answer,
    asked=asked,
    reviewed=reviewed,
    scored=False,
)
