"""The kinds of questions. A new kind is a module beside this one, its two partials, and one line in KINDS.

The names on the left are those of ``content.model.Question.kind``; a test holds that each has its partials.
"""

from __future__ import annotations

from elearn.assessment.rules.kinds.base import Answer, Kind
from elearn.assessment.rules.kinds.choice import MULTIPLE, SINGLE
from elearn.assessment.rules.kinds.number import NUMBER
from elearn.assessment.rules.kinds.text import TEXT
from elearn.content.model import Question

KINDS = {"tunggal": SINGLE, "jamak": MULTIPLE, "teks": TEXT, "angka": NUMBER}


def kind_of(question: Question) -> Kind:
    """The kind of a question."""
    return KINDS[question.kind]


__all__ = ["KINDS", "Answer", "Kind", "kind_of"]
