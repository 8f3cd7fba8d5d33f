"""The next attempt asks what the last ones did not."""

from __future__ import annotations

from elearn.assessment.models import Attempt
from elearn.content.model import Pool, Question, QuizBody, TextKey


def asked(session, number):
    return {row["id"] for row in session.get(Attempt, number).drawn}


def test_no_question_comes_twice_while_another_was_never_seen(session, world):
    questions = tuple(Question(f"soal-{n}", "", TextKey(("ya",))) for n in range(4))
    world.body = QuizBody("", (Pool("kolam", "", questions, 2),))
    first = world.start(session)
    world.submit(session, first, {})
    second = world.start(session)
    assert asked(session, first) | asked(session, second) == {question.id for question in questions}
    world.submit(session, second, {})
    assert len(asked(session, world.start(session))) == 2, "once all were seen, they are asked again"
