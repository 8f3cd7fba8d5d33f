"""From answers to a score. Exact until the last step, which rounds down, so that nobody passes by rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from elearn.assessment.rules.drawing import Drawn
from elearn.content.model import Question, QuizBody
from elearn.questions.rules import Answer, counts, kind_of

FULL = 10_000  # hundredths of a percent
MOST_KNOWN = 20_000  # answers remembered: typed texts are without end
NOTHING: Mapping[str, Fraction] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What one question earned. ``share`` 0 to 1; ``max_points`` hundredths of a point (0: it counts for nothing);
    ``answer`` is canonical. ``waiting``: it was answered, and a person has yet to mark it.
    """

    id: str
    answer: Answer
    share: Fraction
    max_points: int
    waiting: bool = False

    @property
    def answered(self) -> bool:
        return bool(self.answer)

    @property
    def points(self) -> int:
        """Hundredths of a point, rounded down."""
        return int(self.share * self.max_points)


@dataclass(frozen=True, slots=True)
class Grade:
    """``points`` and ``max_points`` in hundredths of a point; ``score`` in hundredths of a percent, rounded down.

    ``score`` is None while an essay waits to be marked (``points`` are then those known so far), and for a survey, of
    which nothing counts (``max_points`` is 0).
    """

    points: int
    max_points: int
    score: int | None
    questions: tuple[QuestionResult, ...]

    @property
    def unanswered(self) -> int:
        return sum(not question.answered for question in self.questions)

    @property
    def waiting(self) -> bool:
        """Whether the grade is not final: an essay has yet to be marked."""
        return any(question.waiting for question in self.questions)

    def outcome(self, pass_mark: int) -> bool | None:
        """Whether the final score reaches the pass mark (percent); None while it waits. A survey is always passed."""
        if self.waiting:
            return None
        return True if self.score is None else self.score >= pass_mark * 100

    def passes(self, pass_mark: int) -> bool:
        """Whether the score reaches the pass mark (percent), and is final."""
        return self.outcome(pass_mark) is True


def grade(
    body: QuizBody, drawn: Drawn, answers: Mapping[str, Answer], marked: Mapping[str, Fraction] = NOTHING
) -> Grade:
    """Grade the answers to the questions drawn. Answers to other questions count for nothing; a missing one is empty.

    ``marked`` holds the shares that persons gave, by question, where their marks are complete. An empty essay earns
    nothing and waits for nobody. Raises KeyError if a drawn question is not in the body: then the body is not that of
    the attempt.
    """
    return Grader(body).grade(drawn, answers, marked)


class Grader:
    """Grades many attempts at one version of a quiz: what an answer earns is worked out once, however many gave it."""

    def __init__(self, body: QuizBody) -> None:
        self.body = body
        self.questions = {question.id: question for question in body.questions()}
        self.known: dict[tuple[str, Answer], QuestionResult] = {}

    def grade(self, drawn: Drawn, answers: Mapping[str, Answer], marked: Mapping[str, Fraction] = NOTHING) -> Grade:
        """As the function of that name."""
        results = tuple(self._result(shown.id, answers.get(shown.id, ()), marked) for shown in drawn)
        earned = sum((result.share * result.max_points for result in results if result.share), Fraction(0))
        possible = sum(result.max_points for result in results)
        final = possible and not any(result.waiting for result in results)
        score = int(earned * FULL / possible) if final else None
        return Grade(int(earned), possible, score, results)

    def _result(self, name: str, sent: Answer, marked: Mapping[str, Fraction]) -> QuestionResult:
        found = self.known.get((name, sent))
        if found is None:
            found = _result(self.questions[name], sent, marked)
            if len(self.known) < MOST_KNOWN and not kind_of(self.questions[name]).marked:
                self.known[name, sent] = found
        return found


def _result(question: Question, sent: Answer, marked: Mapping[str, Fraction]) -> QuestionResult:
    kind = kind_of(question)
    answer = kind.read(question, sent)
    if not counts(question):
        return QuestionResult(question.id, answer, Fraction(0), 0)
    if not kind.marked:
        return QuestionResult(question.id, answer, kind.share(question, answer), question.points)
    share = marked.get(question.id, Fraction(0)) if answer else Fraction(0)
    return QuestionResult(
        question.id, answer, share, question.points, waiting=bool(answer) and question.id not in marked
    )
