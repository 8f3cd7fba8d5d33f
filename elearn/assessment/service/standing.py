"""How an attempt stands, and what may be said about it: shared by taking and reading."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import Event, Grade, MarkRow, State
from elearn.assessment.service.pages import PastAttempt
from elearn.content.model import Catalogue, Course, FeedbackRule, Quiz, QuizBody
from elearn.core.errors import NotFound

Bodies = Callable[[str], QuizBody]
NO_ATTEMPT = "Percobaan ini tidak ditemukan. Buka kuisnya dari halaman kursus."
NO_QUIZ = "Kuis ini tidak ditemukan. Buka daftar isi kursusnya untuk melihat yang terbaru."


def state_of(attempt: Attempt, now: datetime) -> State:
    """Running, overdue or closed."""
    return rules.state(attempt.submitted_at, attempt.deadline_at, now)


def body_of(attempt: Attempt, bodies: Bodies) -> QuizBody:
    """The quiz as the attempt shows it, with the keys that grade it: those corrected since, if it was graded again."""
    body = bodies(attempt.body_key)
    for key in attempt.regraded:
        body = rules.rekeyed(body, bodies(key))
    return body


def graded(
    attempt: Attempt, body: QuizBody, journal: Iterable[Event], marks: Iterable[MarkRow] = (), markers: int = rules.ONE
) -> Grade:
    """The grade of an attempt by its own questions, answers and marks; ``body`` is that of ``body_of``.

    Of a final attempt the marks up to ``marks_to`` count. Of one that waits, all do, once so many ``markers`` have
    marked.
    """
    return graded_by(rules.Grader(body), attempt, journal, marks, markers)


def graded_by(
    grader: rules.Grader,
    attempt: Attempt,
    journal: Iterable[Event],
    marks: Iterable[MarkRow] = (),
    markers: int = rules.ONE,
) -> Grade:
    """The same, where many attempts at one version are graded."""
    if attempt.passed is not None:
        marks, markers = [mark for mark in marks if mark.id <= (attempt.marks_to or 0)], rules.ONE
    shares = rules.shares(grader.body, marks, markers) if marks else {}
    return grader.grade(rules.from_rows(attempt.drawn), rules.fold(journal), shares)


def graded_now(session: Session, attempt: Attempt, bodies: Bodies) -> Grade:
    """The grade of an attempt from everything that is stored about it. One query, and two more if it holds essays."""
    body = body_of(attempt, bodies)
    journal = queries.events(session, attempt.id)
    if not rules.essays(body):
        return graded(attempt, body, journal)
    marks = queries.marks(session, [attempt.id]).get(attempt.id, [])
    return graded(attempt, body, journal, marks, queries.markers_wanted(session, [attempt.id]).get(attempt.id, 1))


def recomputable(session: Session, attempt: Attempt, bodies: Bodies) -> bool:
    """Whether grading a submitted attempt again gives exactly what is stored."""
    again = graded_now(session, attempt, bodies)
    stored = (attempt.points, attempt.max_points, attempt.score, attempt.passed)
    return stored == kept(again, attempt.pass_mark)


def kept(result: Grade, pass_mark: int) -> tuple[int | None, int | None, int | None, bool | None]:
    """What an attempt keeps of its grade: points, highest points, score and whether it passed; no points while it
    waits to be marked.
    """
    final = not result.waiting
    points, most = (result.points, result.max_points) if final else (None, None)
    return points, most, result.score, result.outcome(pass_mark)


def quiz_of(catalogue: Catalogue, attempt: Attempt) -> tuple[Course | None, Quiz | None]:
    """The course and the quiz of an attempt as they are today (None: taken out since)."""
    course = catalogue.courses.get(attempt.course)
    item = course.find_item(attempt.item) if course else None
    return course, item if isinstance(item, Quiz) else None


def stand_in(catalogue: Catalogue, attempt: Attempt) -> Quiz:
    """A quiz that was taken out of its course: its attempts stay readable under its last title, its keys closed."""
    course = catalogue.courses.get(attempt.course)
    titles = {one.id: one.title for one in course.retired} if course else {}
    return Quiz(
        id=attempt.item,
        title=titles.get(attempt.item, "Kuis yang sudah tidak ada"),
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
        result = graded(attempt, body_of(attempt, bodies), queries.events(session, attempt.id))
        return PastAttempt(
            id=attempt.id,
            number=attempt.number,
            started_at=attempt.started_at,
            submitted_at=attempt.deadline_at,
            score=result.score,
            passed=result.passes(attempt.pass_mark),
            by_deadline=True,
            pending=True,
            waiting=result.waiting,
        )
    return PastAttempt(
        id=attempt.id,
        number=attempt.number,
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        score=attempt.score,
        passed=bool(attempt.passed),
        by_deadline=attempt.closed_by == rules.ClosedBy.DEADLINE,
        waiting=attempt.submitted_at is not None and attempt.passed is None,
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
    def waiting(self) -> PastAttempt | None:
        """The attempt that waits to be marked."""
        return next((attempt for attempt in self.past if attempt.waiting), None)

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
    waiting = any(attempt.waiting for attempt in past)
    return Record(past, extra, left, passed, rules.refusal(quiz, left=left, passed=passed, waiting=waiting))


def require_quiz(item: object) -> Quiz:
    """The item as a quiz. Raises NotFound for a lesson."""
    if not isinstance(item, Quiz):
        raise NotFound(NO_QUIZ)
    return item
