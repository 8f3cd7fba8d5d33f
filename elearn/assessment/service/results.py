"""After an attempt: the score, and what was right and why where the quiz's rule allows it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import QuestionResult, State
from elearn.assessment.service.pages import ResultPage
from elearn.assessment.service.standing import (
    NO_ATTEMPT,
    Bodies,
    Record,
    graded,
    quiz_of,
    record_of,
    stand_in,
    state_of,
)
from elearn.content.model import (
    Catalogue,
    Course,
    FeedbackRule,
    Lesson,
    Quiz,
    QuizBody,
    QuizPurpose,
)
from elearn.core.errors import NotFound
from elearn.learning.rules import neighbours
from elearn.people.rules import Actor
from elearn.questions.service import Review, review


def result_page(
    session: Session, catalogue: Catalogue, attempt_id: int, *, bodies: Bodies, actor: Actor, now: datetime
) -> ResultPage | None:
    """A submitted (or overdue) attempt, by the snapshot it was taken with; None while it runs.

    Whether keys are shown follows the quiz's rule of today; a quiz taken out of its course shows none. Raises NotFound
    for somebody else's attempt.
    """
    attempt = queries.own_attempt(session, attempt_id, actor.id)
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    state = state_of(attempt, now)
    if state is State.OPEN:
        return None
    course, listed = quiz_of(catalogue, attempt)
    quiz = listed or stand_in(attempt)
    body = bodies(attempt.body_key)
    result = graded(attempt, body, queries.events(session, attempt.id))
    record = record_of(session, quiz, attempt.enrolment_id, bodies, now)
    stored = attempt.score is not None
    return ResultPage(
        id=attempt.id,
        number=attempt.number,
        course_slug=attempt.course,
        course_title=course.title if course else attempt.course,
        teachers=course.teachers if course else (),
        quiz=quiz,
        available=listed is not None,
        score=attempt.score if attempt.score is not None else result.score,
        points=attempt.points if attempt.points is not None else result.points,
        max_points=attempt.max_points if attempt.max_points is not None else result.max_points,
        pass_mark=attempt.pass_mark,
        passed=bool(attempt.passed) if stored else result.passes(attempt.pass_mark),
        best_score=record.best_score or 0,
        any_passed=record.passed,
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at or attempt.deadline_at or now,
        by_deadline=state is State.OVERDUE or attempt.closed_by == rules.ClosedBy.DEADLINE,
        pending=state is State.OVERDUE,
        question_count=len(result.questions),
        unanswered=result.unanswered,
        left=record.left,
        refusal=record.refusal,
        running_id=record.running.id if record.running else None,
        reviews=_reviews(attempt, body, result.questions) if _shows(quiz, record) else (),
        withheld="" if _shows(quiz, record) else _withheld(quiz, record),
        following=_following(course, listed, record),
    )


def _following(course: Course | None, quiz: Quiz | None, record: Record) -> Lesson | Quiz | None:
    """The item to go on with, once this quiz holds nobody up."""
    if course is None or quiz is None or (quiz.purpose is QuizPurpose.POST_TEST and not record.passed):
        return None
    return neighbours(course, quiz.id)[1]


def _shows(quiz: Quiz, record: Record) -> bool:
    return rules.shows_feedback(
        quiz.feedback, passed=record.passed, left=record.left, running=record.running is not None
    )


def _withheld(quiz: Quiz, record: Record) -> str:
    """Why nothing is explained yet."""
    if quiz.feedback is FeedbackRule.NEVER:
        return "Kuis ini tidak menampilkan pembahasan."
    if record.running is not None:
        return "Pembahasan tampil lagi setelah percobaan yang sedang berjalan dikumpulkan."
    return "Pembahasan tampil setelah Anda lulus atau semua percobaan terpakai."


def _reviews(attempt: Attempt, body: QuizBody, results: tuple[QuestionResult, ...]) -> tuple[Review, ...]:
    questions = {question.id: question for question in body.questions()}
    drawn = rules.from_rows(attempt.drawn)
    return tuple(
        review(number, questions[result.id], shown.options, result.answer, result.share, total=len(results))
        for number, (shown, result) in enumerate(zip(drawn, results, strict=True), 1)
    )
