"""From answers to a score. Exact until the last step, which rounds down, so that nobody passes by rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from elearn.assessment.rules.drawing import Drawn
from elearn.content.model import QuizBody
from elearn.questions.rules import Answer, kind_of

FULL = 10_000  # hundredths of a percent


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What one question earned. ``share`` 0 to 1; ``max_points`` hundredths of a point; ``answer`` is canonical."""

    id: str
    answer: Answer
    share: Fraction
    max_points: int

    @property
    def answered(self) -> bool:
        return bool(self.answer)

    @property
    def points(self) -> int:
        """Hundredths of a point, rounded down."""
        return int(self.share * self.max_points)


@dataclass(frozen=True, slots=True)
class Grade:
    """``points`` and ``max_points`` in hundredths of a point; ``score`` in hundredths of a percent, rounded down."""

    points: int
    max_points: int
    score: int
    questions: tuple[QuestionResult, ...]

    @property
    def unanswered(self) -> int:
        return sum(not question.answered for question in self.questions)

    def passes(self, pass_mark: int) -> bool:
        """Whether the score reaches the pass mark (percent)."""
        return self.score >= pass_mark * 100


def grade(body: QuizBody, drawn: Drawn, answers: Mapping[str, Answer]) -> Grade:
    """Grade the answers to the questions drawn. Answers to other questions count for nothing; a missing one is empty.

    Raises KeyError if a drawn question is not in the body: then the body is not that of the attempt.
    """
    questions = {question.id: question for question in body.questions()}
    results = []
    for shown in drawn:
        question = questions[shown.id]
        kind = kind_of(question)
        answer = kind.read(question, answers.get(shown.id, ()))
        results.append(QuestionResult(shown.id, answer, kind.share(question, answer), question.points))
    earned = sum((result.share * result.max_points for result in results), Fraction(0))
    possible = sum(result.max_points for result in results)
    score = int(earned * FULL / possible) if possible else 0
    return Grade(int(earned), possible, score, tuple(results))
