"""Check questions inside a lesson: judged on the spot, kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from elearn.content.model import LessonBody, Question, split_markers
from elearn.questions.rules import Answer, kind_of
from elearn.questions.service.pages import LESSON, AskedQuestion, Review
from elearn.questions.service.showing import ask, review, settled_order


@dataclass(frozen=True, slots=True)
class LessonCheck:
    """One check question where it stands in its lesson. ``review``: it was answered and judged; ``empty``: its button
    was pressed without an answer. ``others`` are the answers judged before, to be sent along: question id and value.
    """

    asked: AskedQuestion
    review: Review | None
    empty: bool
    others: tuple[tuple[str, str], ...]


def lesson_parts(
    body: LessonBody, sent: Mapping[str, Sequence[str]], pressed: str = ""
) -> tuple[str | LessonCheck, ...]:
    """A lesson's text with its check questions in place. ``sent`` holds what fields said, by question id; ``pressed``
    is the question whose button was used. Whatever was sent and can be an answer is judged.
    """
    answers = {question.id: kind_of(question).read(question, sent.get(question.id, ())) for question in body.questions}
    others = {question_id: [(question_id, value) for value in answer] for question_id, answer in answers.items()}
    found: list[str | LessonCheck] = []
    for piece in split_markers(body.html):
        if isinstance(piece, str):
            found.append(piece)
            continue
        question = body.questions[piece]
        answer = answers[question.id]
        found.append(
            LessonCheck(
                asked=_asked(body, piece, answer),
                review=_reviewed(body, piece, answer) if answer else None,
                empty=question.id == pressed and not answer,
                others=tuple(pair for name, pairs in others.items() if name != question.id for pair in pairs),
            )
        )
    return tuple(found)


def _asked(body: LessonBody, place: int, answer: Answer) -> AskedQuestion:
    question: Question = body.questions[place]
    order = settled_order(question)
    return ask(place + 1, question, order, answer, total=len(body.questions), where=LESSON)


def _reviewed(body: LessonBody, place: int, answer: Answer) -> Review:
    question: Question = body.questions[place]
    share = kind_of(question).share(question, answer)
    return review(place + 1, question, settled_order(question), answer, share, total=len(body.questions), where=LESSON)
