"""Essays marked by persons: of each marker the newest mark counts, of several markers the mean. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from elearn.content.model import EssayKey, Question, QuizBody, TextKey
from elearn.core.errors import Invalid
from elearn.questions.rules import mark_share

ONE, TWO = 1, 2
LONGEST_COMMENT = 4000
CHOOSE = "Pilih satu tingkat untuk setiap kriteria."


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark of one essay, as kept. ``points`` by the key of the criterion."""

    id: int
    question: str
    marker_id: int
    points: Mapping[str, int]
    comment: str
    marked_at: datetime


def essays(body: QuizBody) -> dict[str, Question]:
    """The questions of a quiz that persons mark, by id."""
    return {question.id: question for question in body.questions() if isinstance(question.key, EssayKey)}


def own_words(body: QuizBody) -> frozenset[str]:
    """The questions that are answered in one's own words and graded by no key: essays, and texts of a survey."""
    free = (each for each in body.questions() if isinstance(each.key, EssayKey) or each.key == TextKey(()))
    return frozenset(question.id for question in free)


def newest(marks: Iterable[MarkRow]) -> dict[tuple[str, int], MarkRow]:
    """The mark in force by question and marker, the one first marked first."""
    found: dict[tuple[str, int], MarkRow] = {}
    for mark in sorted(marks, key=lambda mark: mark.id):
        found[mark.question, mark.marker_id] = mark
    return found


def shares(body: QuizBody, marks: Iterable[MarkRow], markers: int) -> dict[str, Fraction]:
    """The share of each essay that has marks of at least so many markers: the mean of what they gave."""
    given: dict[str, list[Fraction]] = {}
    known = essays(body)
    for mark in newest(marks).values():
        if mark.question in known:
            given.setdefault(mark.question, []).append(mark_share(known[mark.question], mark.points))
    return {
        question: sum(found, Fraction(0)) / len(found) for question, found in given.items() if len(found) >= markers
    }


def markers_of(marks: Iterable[MarkRow], questions: Collection[str]) -> frozenset[int]:
    """Those who have marked every one of these essays."""
    found = newest(marks)
    people = {marker for _, marker in found}
    return frozenset(person for person in people if all((question, person) in found for question in questions))


def check_points(question: Question, sent: Mapping[str, str]) -> dict[str, int]:
    """The points of a form, by criterion: each must be one of the rubric's levels. Raises Invalid, naming the criteria
    that are missing.
    """
    key = question.key
    rubric = key.rubric if isinstance(key, EssayKey) else ()
    allowed = {criterion.key: {str(level.points): level.points for level in criterion.levels} for criterion in rubric}
    faults = {name: CHOOSE for name, levels in allowed.items() if sent.get(name) not in levels}
    if faults:
        raise Invalid(CHOOSE, faults)
    return {name: levels[sent[name]] for name, levels in allowed.items()}
