"""The kinds of questions. A new kind is a module beside this one, its two partials, and one line in KINDS.

The names on the left are those of ``content.model.Question.kind``; a test holds that each has its partials.
"""

from __future__ import annotations

from elearn.content.model import ChoiceKey, Question, TextKey
from elearn.questions.rules.base import Answer, AskedChoice, AskedLine, Kind, Order, ReviewedLine, Shuffle
from elearn.questions.rules.choice import MULTIPLE, SINGLE
from elearn.questions.rules.cloze import CLOZE
from elearn.questions.rules.essay import ESSAY, mark_share
from elearn.questions.rules.match import MATCH
from elearn.questions.rules.number import NUMBER
from elearn.questions.rules.scale import SCALE
from elearn.questions.rules.sequence import ORDER
from elearn.questions.rules.text import TEXT

KINDS = {
    "tunggal": SINGLE,
    "jamak": MULTIPLE,
    "teks": TEXT,
    "angka": NUMBER,
    "jodoh": MATCH,
    "urut": ORDER,
    "rumpang": CLOZE,
    "esai": ESSAY,
    "skala": SCALE,
}


def kind_of(question: Question) -> Kind:
    """The kind of a question."""
    return KINDS[question.kind]


def counts(question: Question) -> bool:
    """Whether a question can earn points: no scale does, nor a choice or a text of a survey, which have no key."""
    if isinstance(question.key, ChoiceKey):
        return bool(question.key.correct_keys)
    if isinstance(question.key, TextKey):
        return bool(question.key.accepted)
    return kind_of(question).scored


def can_be_checked(question: Question) -> bool:
    """Whether what was answered can be judged at once: something is right or wrong, and nobody has to mark it."""
    return counts(question) and not kind_of(question).marked


__all__ = [
    "KINDS",
    "Answer",
    "AskedChoice",
    "AskedLine",
    "Kind",
    "Order",
    "ReviewedLine",
    "Shuffle",
    "can_be_checked",
    "counts",
    "kind_of",
    "mark_share",
]
