"""How an attempt stands, and what may be said about it: shared by taking and reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import Event, Grade, State
from elearn.assessment.service.pages import PastAttempt
from elearn.content.model import Catalogue, Course, FeedbackRule, Quiz, QuizBody
from elearn.core.errors import NotFound

Bodies = Callable[[str], QuizBody]
NO_ATTEMPT = "Percobaan ini tidak ditemukan. Buka kuisnya dari halaman kursus."
NO_QUIZ = "Kuis ini tidak ditemukan. Buka daftar isi kursusnya untuk melihat yang terbaru."


def state_of(attempt: Attempt, now: datetime) -> State:
    """Running, overdue or closed."""
    return rules.state(attempt.submitted_at, attempt.deadline_at, now)


def graded(attempt: Attempt, body: QuizBody, journal: Iterable[Event]) -> Grade:
    """The grade of an attempt by its own questions and its own snapshot of the quiz."""
    return rules.grade(body, rules.from_rows(attempt.drawn), rules.fold(journal))


def recomputable(session: Session, attempt: Attempt, bodies: Bodies) -> bool:
    """Whether grading a submitted attempt again gives exactly what is stored."""
    again = graded(attempt, bodies(attempt.body_key), queries.events(session, attempt.id))
    stored = (attempt.points, attempt.max_points, attempt.score, attempt.passed)
    return stored == (again.points, again.max_points, again.score, again.passes(attempt.pass_mark))


def quiz_of(catalogue: Catalogue, attempt: Attempt) -> tuple[Course | None, Quiz | None]:
    """The course and the quiz of an attempt as they are today (None: taken out since)."""
    course = catalogue.courses.get(attempt.course)
    item = course.find_item(attempt.item) if course else None
    return course, item if isinstance(item, Quiz) else None


def stand_in(attempt: Attempt) -> Quiz:
    """A quiz that was taken out of its course: its attempts stay readable, its keys closed."""
    return Quiz(
        id=attempt.item,
        title="Kuis yang sudah tidak ada",
        minutes=0,
        required=False,
        version=attempt.version,
        body_key=attempt.body_key,
        path="",
        pass_mark=attempt.pass_mark,
        feedback=FeedbackRule.NEVER,
    )


def past_attempt(session: Session, attempt: Attempt, bodies: Bodies, now: datetime) -> PastAttempt:
    """A line of the list. An overdue attempt reads as submitted at its deadline, graded as it will be when closed."""
    if state_of(attempt, now) is State.OVERDUE:
        result = graded(attempt, bodies(attempt.body_key), queries.events(session, attempt.id))
        passed = result.passes(attempt.pass_mark)
        ended = attempt.deadline_at
        return PastAttempt(attempt.id, attempt.number, attempt.started_at, ended, result.score, passed, True, True)
    return PastAttempt(
        id=attempt.id,
        number=attempt.number,
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        score=attempt.score,
        passed=bool(attempt.passed),
        by_deadline=attempt.closed_by == rules.ClosedBy.DEADLINE,
    )


@dataclass(frozen=True, slots=True)
class Record:
    """All attempts of one run at one quiz, oldest first, and what may follow. ``left`` None: unlimited."""

    past: tuple[PastAttempt, ...]
    granted: int
    left: int | None
    passed: bool
    refusal: str | None

    @property
    def running(self) -> PastAttempt | None:
        return next((attempt for attempt in self.past if attempt.running), None)

    @property
    def best_score(self) -> int | None:
        return max((attempt.score for attempt in self.past if attempt.score is not None), default=None)


def record_of(session: Session, quiz: Quiz, enrolment_id: int, bodies: Bodies, now: datetime) -> Record:
    """The attempts of a run at a quiz. Two queries, and one more for an attempt whose deadline just passed."""
    ids = queries.ids_of(quiz)
    found = queries.attempts_at(session, enrolment_id, ids)
    past = tuple(past_attempt(session, attempt, bodies, now) for attempt in found)
    extra = queries.granted(session, enrolment_id, ids)
    left = rules.attempts_left(quiz.attempts, extra, len(past))
    passed = any(attempt.passed for attempt in past)
    return Record(past, extra, left, passed, rules.refusal(quiz, left=left, passed=passed))


def require_quiz(item: object) -> Quiz:
    """The item as a quiz. Raises NotFound for a lesson."""
    if not isinstance(item, Quiz):
        raise NotFound(NO_QUIZ)
    return item
