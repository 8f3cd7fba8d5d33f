"""What a kind of question is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from elearn.content.model import Question

# A canonical answer: the keys of the options chosen, in source order, or one text; empty: not answered.
Answer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """Everything the room knows of one kind of question.

    ``template`` names two partials: ``questions/soal/<template>.html`` asks, ``questions/bahas/<template>.html``
    reviews. ``read`` turns what a form or the enhancer sent into a canonical answer; it drops what cannot be one and
    never raises.
    ``label`` is said before the start, ``note`` (may be empty) is the rule that a learner must know beforehand.
    ``share`` is the part of the points earned, 0 to 1, exactly. ``right`` lists the right answers as plain text.
    """

    template: str
    label: str
    read: Callable[[Question, Sequence[str]], Answer]
    share: Callable[[Question, Answer], Fraction]
    right: Callable[[Question], tuple[str, ...]]
    note: str = ""
