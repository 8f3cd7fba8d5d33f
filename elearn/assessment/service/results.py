"""After an attempt: the score, and what was right and why where the quiz's rule allows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import MarkRow, QuestionResult, State
from elearn.assessment.service.pages import GradedAgain, ResultPage
from elearn.assessment.service.standing import (
    NO_ATTEMPT,
    Bodies,
    Record,
    body_of,
    graded_now,
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
from elearn.core.identifiers import grouped
from elearn.learning.rules import neighbours
from elearn.people.rules import Actor
from elearn.questions.service import Mark, Review, review

NOT_RECORDED = "Pembahasan tampil sesudah hasil ini dicatat."


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
    quiz = listed or stand_in(catalogue, attempt)
    body = body_of(attempt, bodies)
    result = graded_now(session, attempt, bodies)
    record = record_of(session, quiz, attempt.enrolment_id, bodies, now)
    marks = _marks_that_count(session, attempt, body)
    late = attempt.late_until if state is State.OVERDUE and attempt.late_until and now <= attempt.late_until else None
    shows = late is None and _shows(quiz, record)
    reviews = _reviews(attempt, body, result.questions, marks)
    return ResultPage(
        id=attempt.id,
        number=attempt.number,
        course_slug=attempt.course,
        course_title=course.title if course else attempt.course,
        teachers=course.teachers if course else (),
        quiz=quiz,
        available=listed is not None,
        score=result.score,
        points=result.points,
        max_points=result.max_points,
        pass_mark=attempt.pass_mark,
        passed=result.passes(attempt.pass_mark),
        best_score=record.best_score,
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
        reviews=reviews if shows else (),
        withheld="" if shows else NOT_RECORDED if late and _shows(quiz, record) else _withheld(quiz, record),
        following=_following(course, listed, record),
        waiting=result.waiting,
        marked_at=max((mark.marked_at for mark in marks), default=None),
        essays=() if shows else tuple(_bare(one) for one in reviews if one.marks),
        history=history_of(session, attempt.id),
        receipt=grouped(attempt.receipt or ""),
        late_until=late,
    )


def _following(course: Course | None, quiz: Quiz | None, record: Record) -> Lesson | Quiz | None:
    """The item to go on with, once this quiz holds nobody up."""
    if course is None or quiz is None or (quiz.purpose is QuizPurpose.POST_TEST and not record.passed):
        return None
    return neighbours(course, quiz.id)[1]


def _shows(quiz: Quiz, record: Record) -> bool:
    return rules.shows_feedback(
        quiz.feedback,
        passed=record.passed,
        left=record.left,
        running=record.running is not None,
        waiting=record.waiting is not None,
    )


def _withheld(quiz: Quiz, record: Record) -> str:
    """Why nothing is explained yet."""
    if quiz.feedback is FeedbackRule.NEVER:
        return "Kuis ini tidak menampilkan pembahasan."
    if record.running is not None:
        return "Pembahasan tampil lagi setelah percobaan yang sedang berjalan dikumpulkan."
    if record.waiting is not None and record.left == 0:
        return "Pembahasan tampil setelah jawaban Anda selesai dinilai."
    return "Pembahasan tampil setelah Anda lulus atau semua percobaan terpakai."


def _marks_that_count(session: Session, attempt: Attempt, body: QuizBody) -> tuple[MarkRow, ...]:
    """The marks behind the score, oldest first; none while it waits, so that nobody reads half a result."""
    if attempt.marks_to is None or attempt.passed is None or not rules.essays(body):
        return ()
    found = queries.marks(session, [attempt.id]).get(attempt.id, [])
    return tuple(rules.newest(mark for mark in found if mark.id <= attempt.marks_to).values())


def history_of(session: Session, attempt_id: int) -> tuple[GradedAgain, ...]:
    """How often an attempt was graded again, oldest first."""
    return tuple(
        GradedAgain(
            row.regraded_at, row.reason, row.old_score, row.new_score, row.applied, row.old_body_key != row.new_body_key
        )
        for row in queries.regrades(session, attempt_id)
    )


def _reviews(
    attempt: Attempt, body: QuizBody, results: tuple[QuestionResult, ...], marks: tuple[MarkRow, ...]
) -> tuple[Review, ...]:
    questions = {question.id: question for question in body.questions()}
    drawn = rules.from_rows(attempt.drawn)
    return tuple(
        review(
            number,
            questions[result.id],
            shown.options,
            result.answer,
            None if result.waiting else result.share,
            total=len(results),
            marks=[Mark(mark.points, mark.comment) for mark in marks if mark.question == result.id],
        )
        for number, (shown, result) in enumerate(zip(drawn, results, strict=True), 1)
    )


def _bare(essay: Review) -> Review:
    """A marked essay where keys and explanations are withheld: the rubric was on its page from the start."""
    return replace(essay, verdict_html="", hint_html="", explanation_html="")
