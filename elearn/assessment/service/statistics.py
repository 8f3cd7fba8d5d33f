"""How a quiz's questions fare: computed from every submitted attempt, each by the snapshot it was taken with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import QuestionResult
from elearn.assessment.service.standing import Bodies, graded
from elearn.content.model import ChoiceKey, Course, Question, Quiz

BATCH = 500
MOST_ATTEMPTS = 200_000
MOST_TYPED = 10  # different texts listed


@dataclass(frozen=True, slots=True)
class Chosen:
    """An option, or a text typed, and how often. ``html`` for options; ``text`` for what was typed."""

    count: int
    right: bool
    html: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """One version of one question. ``right`` counts full marks; ``right_share`` and ``mean_share`` are hundredths of a
    percent of the times it was asked. ``current``: today's quiz asks it so.
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
    chosen: tuple[Chosen, ...]


@dataclass
class _Tally:
    question: Question
    current: bool
    asked: int = 0
    answered: int = 0
    right: int = 0
    earned: Fraction = Fraction(0)
    chosen: Counter[str] = field(default_factory=Counter)

    def add(self, result: QuestionResult) -> None:
        self.asked += 1
        self.answered += result.answered
        self.right += result.share == 1
        self.earned += result.share
        self.chosen.update(result.answer)


def question_statistics(session: Session, course: Course, item: Quiz, bodies: Bodies) -> tuple[QuestionStatistics, ...]:
    """Per version of each question: in the order of today's quiz, older versions after their successors, last those
    that are asked no more. Whoever shows this has checked that the asker trains the course.
    """
    current = {question.id: question for question in bodies(item.body_key).questions()}
    tallies = {(question.id, question): _Tally(question, True) for question in current.values()}
    for attempt in _attempts(session, course.slug, queries.ids_of(item)):
        body = bodies(attempt[0].body_key)
        known = {question.id: question for question in body.questions()}
        for result in graded(attempt[0], body, attempt[1]).questions:
            question = known[result.id]
            tallies.setdefault((result.id, question), _Tally(question, False)).add(result)
    places = {question_id: place for place, question_id in enumerate(current)}
    order = sorted(tallies.values(), key=lambda tally: (places.get(tally.question.id, len(places)), not tally.current))
    return tuple(_statistics(tally) for tally in order)


def _attempts(session: Session, course: str, items: tuple[str, ...]) -> Iterator[tuple[Attempt, list[rules.Event]]]:
    last = 0
    for _batch in range(MOST_ATTEMPTS // BATCH):
        found = queries.submitted(session, course, items, last, BATCH)
        journals = dict(queries.journals(session, [attempt.id for attempt in found]))
        yield from ((attempt, journals.get(attempt.id, [])) for attempt in found)
        if len(found) < BATCH:
            return
        last = found[-1].id


def _statistics(tally: _Tally) -> QuestionStatistics:
    question = tally.question
    return QuestionStatistics(
        id=question.id,
        stem_html=question.stem_html,
        kind=rules.kind_of(question).label,
        current=tally.current,
        asked=tally.asked,
        answered=tally.answered,
        right=tally.right,
        right_share=tally.right * rules.FULL // tally.asked if tally.asked else 0,
        mean_share=int(tally.earned * rules.FULL / tally.asked) if tally.asked else 0,
        chosen=_chosen(tally),
    )


def _chosen(tally: _Tally) -> tuple[Chosen, ...]:
    question = tally.question
    if isinstance(question.key, ChoiceKey):
        return tuple(
            Chosen(tally.chosen[option.key], option.correct, html=option.html) for option in question.key.options
        )
    share = rules.kind_of(question).share
    typed = sorted(tally.chosen.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TYPED]
    return tuple(Chosen(count, share(question, (text,)) == 1, text=text) for text, count in typed)
