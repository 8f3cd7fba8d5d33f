"""A number, in any of the spellings that people type."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import cast

from elearn.content.answers import parse_number
from elearn.content.model import NumericKey, Question
from elearn.questions.rules import text
from elearn.questions.rules.base import Answer, Kind

MOST_DECIMALS = 16


def fits(key: NumericKey, typed: str) -> bool:
    """Whether what was typed is a number within the closed interval of the key."""
    value = parse_number(typed)
    return value is not None and key.low <= value <= key.high


def share(question: Question, answer: Answer) -> Fraction:
    """All if the number is accepted."""
    return Fraction(bool(answer) and fits(cast(NumericKey, question.key), answer[0]))


def right(question: Question) -> tuple[str, ...]:
    """The key as the trainer wrote it."""
    return (cast(NumericKey, question.key).shown,)


def within(key: NumericKey) -> str:
    """A number inside the interval, with as few decimals as will do, as a learner types it."""
    for decimals in range(MOST_DECIMALS):
        scale = 10**decimals
        lowest = ceil(key.low * scale)
        if lowest <= key.high * scale:
            nearest = min(max(round((key.low + key.high) / 2 * scale), lowest), int(key.high * scale // 1))
            whole, rest = divmod(abs(nearest), scale)
            return ("-" if nearest < 0 else "") + str(whole) + (f",{rest:0{decimals}}" if decimals else "")
    return key.shown


def right_answer(question: Question) -> Answer:
    """A number that is accepted."""
    return (within(cast(NumericKey, question.key)),)


NUMBER = Kind(
    "angka",
    "isian angka",
    text.read,
    share,
    right,
    right_answer,
    note="Isian angka boleh memakai koma atau titik desimal, tanpa satuan.",
)
