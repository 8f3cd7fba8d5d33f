"""Single choice (with true/false) and multiple choice."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from elearn.content.model import ChoiceKey, Question, Scoring
from elearn.questions.rules.base import ALL, NONE, Answer, Kind, Order, Shuffle


def key_of(question: Question) -> ChoiceKey:
    """The key of a question known to be a choice."""
    return cast(ChoiceKey, question.key)


def read(question: Question, sent: Sequence[str]) -> Answer:
    """The known options among those sent, each once, in source order: the order of ticking means nothing."""
    chosen = set(sent)
    return tuple(option.key for option in key_of(question).options if option.key in chosen)


def single_share(question: Question, answer: Answer) -> Fraction:
    """All for the one right option. Two options at once cannot come from our page and earn nothing."""
    return ALL if len(answer) == 1 and answer[0] in key_of(question).correct_keys else NONE


def multiple_share(question: Question, answer: Answer) -> Fraction:
    """Proportional: max(0, right ticked / all right - wrong ticked / all wrong): ticking everything earns nothing."""
    key = key_of(question)
    right = key.correct_keys
    wrong = frozenset(option.key for option in key.options) - right
    ticked = frozenset(answer)
    if not right:
        return NONE
    if key.scoring is Scoring.ALL_OR_NOTHING or not wrong:
        return ALL if ticked == right else NONE
    return max(NONE, Fraction(len(ticked & right), len(right)) - Fraction(len(ticked & wrong), len(wrong)))


def right(question: Question) -> tuple[str, ...]:
    """Keys of the right options, in source order."""
    return tuple(option.key for option in key_of(question).options if option.correct)


def right_answer(question: Question) -> Answer:
    """The right options; in a survey, which has none, the first one."""
    return right(question) or (key_of(question).options[0].key,)


def order(question: Question, shuffle_options: bool, shuffled: Shuffle) -> Order:
    """Shuffled where the quiz asks for it, but those pinned stay last and Benar/Salah never moves."""
    key = key_of(question)
    if not shuffle_options or key.fixed_order:
        return tuple(option.key for option in key.options)
    loose = [option.key for option in key.options if not option.pinned]
    return (*shuffled(loose), *(option.key for option in key.options if option.pinned))


SINGLE = Kind("tunggal", "pilihan dengan satu jawaban", read, single_share, right, right_answer, order)
MULTIPLE = Kind(
    "jamak",
    "pilihan dengan beberapa jawaban",
    read,
    multiple_share,
    right,
    right_answer,
    order,
    note="Pada pilihan dengan beberapa jawaban, centang yang salah mengurangi nilai soal itu, paling rendah nol.",
)
