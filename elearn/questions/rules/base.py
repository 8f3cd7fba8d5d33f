"""What a kind of question is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from elearn.content.model import Question

# A canonical answer: keys of options, texts, or pairs such as "1=b"; empty: not answered.
Answer = tuple[str, ...]
# How the keys of a question's options stand on the page of one attempt; empty for a kind that shuffles nothing.
Order = tuple[str, ...]
# Puts keys into an order that depends on the attempt's seed only.
Shuffle = Callable[[Sequence[str]], list[str]]

NONE, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class AskedChoice:
    """One entry of a drop-down or of a row of radio buttons: what is sent, and what is shown (plain text)."""

    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One field of a question that has several: a left side, a step, a blank, a statement.

    Without ``choices`` it is typed, and ``typed`` holds what was; ``numeric`` asks for the keyboard of numbers.
    """

    html: str = ""
    choices: tuple[AskedChoice, ...] = ()
    typed: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """One field with its key. ``given`` and ``right`` are plain text, empty: not answered, no right answer.

    ``verdict``: benar, salah, kosong; "" where nothing is right or wrong.
    """

    html: str
    given: str
    right: str
    verdict: str


def as_nothing(_question: Question, _shuffle_options: bool, _shuffled: Shuffle) -> Order:
    """A kind without options has no order."""
    return ()


def no_lines(_question: Question, _order: Order, _answer: Answer) -> tuple[AskedLine, ...]:
    """A kind with one field, or with options."""
    return ()


def no_reviewed_lines(_question: Question, _answer: Answer) -> tuple[ReviewedLine, ...]:
    """A kind with one field, or with options."""
    return ()


def as_kept(_question: Question, answer: Answer) -> Answer:
    """A kind whose page says its keys."""
    return answer


def no_summary(_question: Question, _answer: Answer) -> str:
    """A kind whose verdict says it all."""
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything the room knows of one kind of question.

    ``template`` names two partials: ``questions/soal/<template>.html`` asks, ``questions/bahas/<template>.html``
    reviews. ``label`` is said before the start, ``note`` (may be empty) is the rule to be known beforehand.
    ``read`` turns what a form or the enhancer sent into a canonical answer; it drops what cannot be one, never raises,
    and reads a canonical answer as itself.
    ``sent`` is a canonical answer as the fields of a page would send it: where keys follow source order and that is the
    answer, a page must never be told them.
    ``share`` is the part of the points earned, 0 to 1, exactly. ``right`` lists the right answers as plain text,
    ``right_answer`` is one canonical answer that earns everything (any sound one where nothing is right or wrong).
    ``order`` is how the options stand in one attempt; ``asked`` and ``reviewed`` make the lines of kinds with several
    fields; ``summary`` says in a sentence what the share came from.
    ``marked``: a person marks it, ``share`` of an answer is 0 until then. ``scored``: it counts in the score at all.
    """

    template: str
    label: str
    read: Callable[[Question, Sequence[str]], Answer]
    share: Callable[[Question, Answer], Fraction]
    right: Callable[[Question], tuple[str, ...]]
    right_answer: Callable[[Question], Answer]
    order: Callable[[Question, bool, Shuffle], Order] = as_nothing
    asked: Callable[[Question, Order, Answer], tuple[AskedLine, ...]] = no_lines
    reviewed: Callable[[Question, Answer], tuple[ReviewedLine, ...]] = no_reviewed_lines
    summary: Callable[[Question, Answer], str] = no_summary
    sent: Callable[[Question, Answer], Answer] = as_kept
    note: str = ""
    marked: bool = False
    scored: bool = True
