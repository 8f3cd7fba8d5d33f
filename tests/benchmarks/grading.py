"""Grading attempts at every quiz of the shipped courses, every kind of question, from what is stored; in the same run,
how long it takes only to read what is stored.
"""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from elearn.assessment.rules import draw, from_rows, grade, to_rows
from elearn.content.library import Library
from elearn.content.model import Question, Quiz, QuizBody
from tests.benchmarks.report import PAIRS, Row
from tests.benchmarks.site import ROOT

ATTEMPTS = 20  # at each quiz

Stored = tuple[QuizBody, str, str]


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(ROOT / "content", Path(folder))
        library.refresh()
        stored = list(_attempts(library))
    kinds = {question.kind for body, _, _ in stored for question in body.questions()}
    assert len(kinds) >= 9, kinds
    speeds, ratios = [], []
    for _ in range(PAIRS):
        reading = _seconds(lambda: [(json.loads(drawn), json.loads(answers)) for _, drawn, answers in stored])
        grading = _seconds(lambda: [_graded(*attempt) for attempt in stored])
        speeds.append(len(stored) / grading)
        ratios.append(grading / reading)
    yield Row("attempts graded, all kinds of questions", statistics.median(speeds), "/s", least=1000)
    yield Row("grading an attempt against reading its JSON", statistics.median(ratios), "×", most=25)


def _attempts(library: Library) -> Iterator[Stored]:
    chance = random.Random("benih")
    for course in library.catalogue.courses.values():
        for quiz in (item for item in course.items if isinstance(item, Quiz)):
            body = library.quiz(quiz.body_key)
            questions = {question.id: question for question in body.questions()}
            for number in range(ATTEMPTS):
                drawn = draw(body, quiz, f"{quiz.id}-{number}")
                answers = {shown.id: _answer(questions[shown.id], chance) for shown in drawn}
                yield body, json.dumps(to_rows(drawn)), json.dumps(answers)


def _answer(question: Question, chance: random.Random) -> list[str]:
    """What somebody might send: one of the options, or words."""
    options = [option.key for option in getattr(question.key, "options", ())]
    return [chance.choice(options)] if options else [chance.choice(("merit", "20", "2,5", "Pejabat Pembina"))]


def _graded(body: QuizBody, drawn: str, answers: str) -> Any:
    return grade(body, from_rows(json.loads(drawn)), {name: tuple(sent) for name, sent in json.loads(answers).items()})


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
