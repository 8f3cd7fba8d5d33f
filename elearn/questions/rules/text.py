"""Short text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from elearn.content.answers import normalise_text
from elearn.content.model import Question, TextKey
from elearn.questions.rules.base import Answer, Kind

LONGEST = 500


def read(_question: Question, sent: Sequence[str]) -> Answer:
    """The first text, trimmed, at most LONGEST characters. PostgreSQL refuses NUL, so it is dropped."""
    typed = sent[0].replace("\x00", "").strip()[:LONGEST].strip() if sent else ""
    return (typed,) if typed else ()


def share(question: Question, answer: Answer) -> Fraction:
    """All if the text is among the accepted ones. Strict compares letter by letter (composed alike, NFC)."""
    key = cast(TextKey, question.key)
    if not answer:
        return Fraction(0)
    if key.strict:
        alike = (unicodedata.normalize("NFC", text.strip()) for text in key.accepted)
        return Fraction(unicodedata.normalize("NFC", answer[0]) in alike)
    typed = normalise_text(answer[0])
    return Fraction(bool(typed) and typed in {normalise_text(text) for text in key.accepted})


def right(question: Question) -> tuple[str, ...]:
    """The accepted texts as the trainer wrote them."""
    return cast(TextKey, question.key).accepted


def right_answer(question: Question) -> Answer:
    """The first text accepted."""
    return read(question, right(question))


TEXT = Kind("teks", "isian singkat", read, share, right, right_answer)
