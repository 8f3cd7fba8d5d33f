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


def clean(typed: str, longest: int = LONGEST) -> str:
    """What was typed, trimmed and cut, with plain line ends. No database keeps NUL or half a character: dropped."""
    whole = typed.encode("utf-8", "ignore").decode("utf-8")
    return whole.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()[:longest].strip()


def read(_question: Question, sent: Sequence[str]) -> Answer:
    """The first text, at most LONGEST characters."""
    typed = clean(sent[0]) if sent else ""
    return (typed,) if typed else ()


def fits(key: TextKey, typed: str) -> bool:
    """Whether the text is among the accepted ones. Strict compares letter by letter (composed alike, NFC)."""
    if key.strict:
        alike = (unicodedata.normalize("NFC", text.strip()) for text in key.accepted)
        return unicodedata.normalize("NFC", typed) in alike
    normal = normalise_text(typed)
    return bool(normal) and normal in {normalise_text(text) for text in key.accepted}


def share(question: Question, answer: Answer) -> Fraction:
    """All if the text is accepted."""
    return Fraction(bool(answer) and fits(cast(TextKey, question.key), answer[0]))


def right(question: Question) -> tuple[str, ...]:
    """The accepted texts as the trainer wrote them."""
    return cast(TextKey, question.key).accepted


def right_answer(question: Question) -> Answer:
    """The first text accepted; in a survey, which accepts none, any."""
    return read(question, right(question) or ("Sudah jelas",))


TEXT = Kind("teks", "isian singkat", read, share, right, right_answer)
