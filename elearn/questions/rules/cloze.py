"""Cloze: blanks inside the sentences, each a text, a number or a drop-down."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from elearn.content.model import Blank, ClozeKey, DropKey, NumericKey, Question, TextKey
from elearn.questions.rules import number, text
from elearn.questions.rules.base import NONE, Answer, AskedChoice, AskedLine, Kind, Order, ReviewedLine


def key_of(question: Question) -> ClozeKey:
    """The key of a question known to be a cloze."""
    return cast(ClozeKey, question.key)


def _read_blank(blank: Blank, sent: str) -> str:
    typed = text.clean(sent)
    if isinstance(blank, DropKey):
        return typed if typed in {option.key for option in blank.options} else ""
    return typed


def read(question: Question, sent: Sequence[str]) -> Answer:
    """One value for each blank in reading order, "" for an empty one; nothing when all are empty."""
    blanks = key_of(question).blanks
    padded = [*sent[: len(blanks)], *[""] * (len(blanks) - len(sent))]
    values = tuple(_read_blank(blank, value) for blank, value in zip(blanks, padded, strict=True))
    return values if any(values) else ()


def _fits(blank: Blank, value: str) -> bool:
    if isinstance(blank, DropKey):
        return value == blank.correct
    return number.fits(blank, value) if isinstance(blank, NumericKey) else text.fits(blank, value)


def _filled(question: Question, answer: Answer) -> list[tuple[Blank, str, bool]]:
    """Each blank, what it holds, and whether that is right."""
    blanks = key_of(question).blanks
    return [
        (blank, value, bool(value) and _fits(blank, value))
        for blank, value in zip(blanks, answer or ("",) * len(blanks), strict=True)
    ]


def share(question: Question, answer: Answer) -> Fraction:
    """Right blanks of all blanks."""
    filled = _filled(question, answer)
    return Fraction(sum(fits for _, _, fits in filled), len(filled)) if filled else NONE


def _right_text(blank: Blank) -> str:
    if isinstance(blank, DropKey):
        return _shown(blank, blank.correct)
    return blank.shown if isinstance(blank, NumericKey) else " atau ".join(blank.accepted)


def _shown(blank: Blank, value: str) -> str:
    """A value as the learner saw it."""
    if isinstance(blank, DropKey):
        return next((option.text for option in blank.options if option.key == value), "")
    return value


def right(question: Question) -> tuple[str, ...]:
    """The right texts in reading order."""
    return tuple(_right_text(blank) for blank in key_of(question).blanks)


def right_answer(question: Question) -> Answer:
    """A right value for every blank."""
    return read(question, [_right_value(blank) for blank in key_of(question).blanks])


def _right_value(blank: Blank) -> str:
    if isinstance(blank, DropKey):
        return blank.correct
    return number.within(blank) if isinstance(blank, NumericKey) else blank.accepted[0]


def asked(question: Question, _order: Order, answer: Answer) -> tuple[AskedLine, ...]:
    """A field for each blank. Drop-downs keep the trainer's order."""
    return tuple(
        AskedLine(choices=tuple(AskedChoice(one.key, one.text, one.key == value) for one in blank.options))
        if isinstance(blank, DropKey)
        else AskedLine(typed=value, numeric=not isinstance(blank, TextKey))
        for blank, value, _ in _filled(question, answer)
    )


def reviewed(question: Question, answer: Answer) -> tuple[ReviewedLine, ...]:
    """Each blank with what it holds and what is right."""
    return tuple(
        ReviewedLine(
            "", _shown(blank, value), _right_text(blank), "kosong" if not value else "benar" if fits else "salah"
        )
        for blank, value, fits in _filled(question, answer)
    )


def summary(question: Question, answer: Answer) -> str:
    """How many blanks are right."""
    filled = _filled(question, answer)
    return f"Rumpang yang tepat: {sum(fits for _, _, fits in filled)} dari {len(filled)}."


CLOZE = Kind(
    "rumpang",
    "melengkapi rumpang",
    read,
    share,
    right,
    right_answer,
    asked=asked,
    reviewed=reviewed,
    summary=summary,
    note="Pada soal rumpang, nilainya sebanding dengan jumlah rumpang yang tepat.",
)
