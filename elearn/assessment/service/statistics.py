"""How a quiz's questions fare: computed from every submitted attempt, each by the snapshot it was taken with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import MarkRow, QuestionResult
from elearn.assessment.service.standing import Bodies, body_of, graded
from elearn.content.model import ChoiceKey, Course, NumericKey, Question, Quiz, QuizBody, TextKey
from elearn.questions.rules import counts
from elearn.questions.service import answer_parts, shown_stem

BATCH = 500
MOST_ATTEMPTS = 200_000
MOST_TYPED = 10  # different texts listed
MOST_PARTS = 60  # the same for questions with several fields


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option, or what one field held, and how often. ``html`` for options; ``text`` for the others."""

    count: int
    right: bool
    html: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """One version of one question. ``right`` counts full marks; ``right_share`` and ``mean_share`` are hundredths of a
    percent of the times it was asked. ``current``: today's quiz asks it so. Not ``scored``: nothing is right or wrong.
    """

    id: str
    stem_html: str
    kind: str
    current: bool
    asked: int
    answered: int
    right: int
    right_share: int
    mean_share: int
    scored: bool
    chosen: tuple[Chosen, ...]


@dataclass
class _Tally:
    question: Question
    current: bool
    asked: int = 0
    answered: int = 0
    right: int = 0
    earned: Fraction = Fraction(0)
    chosen: Counter[tuple[str, bool]] = field(default_factory=Counter)

    def add(self, result: QuestionResult) -> None:
        self.asked += 1
        self.answered += result.answered
        self.right += result.share == 1
        self.earned += result.share
        self.chosen.update(answer_parts(self.question, result.answer))


def question_statistics(session: Session, course: Course, item: Quiz, bodies: Bodies) -> tuple[QuestionStatistics, ...]:
    """Per version of each question: in the order of today's quiz, older versions after their successors, last those
    that are asked no more. Whoever shows this has checked that the asker trains the course.
    """
    current = {question.id: question for question in bodies(item.body_key).questions()}
    tallies = {(question.id, question): _Tally(question, True) for question in current.values()}
    versions: dict[tuple[str, ...], QuizBody] = {}
    for attempt, journal, marks in _attempts(session, course.slug, queries.ids_of(item)):
        version = (attempt.body_key, *attempt.regraded)
        if version not in versions:
            versions[version] = body_of(attempt, bodies)
        body = versions[version]
        known = {question.id: question for question in body.questions()}
        for result in graded(attempt, body, journal, marks).questions:
            if not result.waiting:
                question = known[result.id]
                tallies.setdefault((result.id, question), _Tally(question, False)).add(result)
    places = {question_id: place for place, question_id in enumerate(current)}
    order = sorted(tallies.values(), key=lambda tally: (places.get(tally.question.id, len(places)), not tally.current))
    return tuple(_statistics(tally) for tally in order)


Taken = tuple[Attempt, list[rules.Event], list[MarkRow]]


def _attempts(session: Session, course: str, items: tuple[str, ...]) -> Iterator[Taken]:
    last = 0
    for _batch in range(MOST_ATTEMPTS // BATCH):
        found = queries.submitted(session, course, items, last, BATCH)
        ids = [attempt.id for attempt in found]
        journals, marks = dict(queries.journals(session, ids)), queries.marks(session, ids)
        yield from ((attempt, journals.get(attempt.id, []), marks.get(attempt.id, [])) for attempt in found)
        if len(found) < BATCH:
            return
        last = found[-1].id


def _statistics(tally: _Tally) -> QuestionStatistics:
    question = tally.question
    return QuestionStatistics(
        id=question.id,
        stem_html=shown_stem(question),
        kind=rules.kind_of(question).label,
        current=tally.current,
        asked=tally.asked,
        answered=tally.answered,
        right=tally.right,
        right_share=tally.right * rules.FULL // tally.asked if tally.asked else 0,
        mean_share=int(tally.earned * rules.FULL / tally.asked) if tally.asked else 0,
        scored=counts(question),
        chosen=_chosen(tally),
    )


def _chosen(tally: _Tally) -> tuple[Chosen, ...]:
    question = tally.question
    if isinstance(question.key, ChoiceKey):
        times = {text: count for (text, _), count in tally.chosen.items()}
        return tuple(
            Chosen(times.get(option.key, 0), option.correct, html=option.html) for option in question.key.options
        )
    if isinstance(question.key, TextKey | NumericKey):
        found = sorted(tally.chosen.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TYPED]
    else:  # field by field
        found = sorted(tally.chosen.items())[:MOST_PARTS]
    return tuple(Chosen(count, right, text=text) for (text, right), count in found)
