"""A number, in any of the spellings that people type."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from elearn.content.answers import parse_number
from elearn.content.model import NumericKey, Question
from elearn.questions.rules import text
from elearn.questions.rules.base import Answer, Kind


def share(question: Question, answer: Answer) -> Fraction:
    """All if what was typed is a number within the closed interval of the key."""
    key = cast(NumericKey, question.key)
    typed = parse_number(answer[0]) if answer else None
    return Fraction(typed is not None and key.low <= typed <= key.high)


def right(question: Question) -> tuple[str, ...]:
    """The key as the trainer wrote it."""
    return (cast(NumericKey, question.key).shown,)


NUMBER = Kind(
    "angka",
    "isian angka",
    text.read,
    share,
    right,
    note="Isian angka boleh memakai koma atau titik desimal, tanpa satuan.",
)
