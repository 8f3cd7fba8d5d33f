"""The pages of a learner: before, during and after an attempt. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import Answer, DrawnQuestion, State
from elearn.assessment.service.pages import (
    AttemptPage,
    OpenAttempt,
    QuizPage,
)
from elearn.assessment.service.standing import (
    NO_ATTEMPT,
    Bodies,
    quiz_of,
    record_of,
    require_quiz,
    stand_in,
    state_of,
)
from elearn.content.model import Catalogue, FeedbackRule, Question, Quiz, QuizPurpose
from elearn.core.errors import NotFound
from elearn.learning.service import item_access, warning_before
from elearn.people.rules import Actor
from elearn.questions.rules import can_be_checked, kind_of
from elearn.questions.service import RUNNING, AskedQuestion, Review, ask, review


def quiz_page(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    *,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> QuizPage:
    """The quiz before it is taken, with its rules and past attempts. Raises like ``item_access``."""
    access = item_access(session, catalogue, course_slug, item_id, actor=actor, now=now)
    quiz = require_quiz(access.item)
    record = record_of(session, quiz, access.enrolment_id, bodies, now)
    body = bodies(quiz.body_key)
    kinds = {rules.kind_of(question).template: rules.kind_of(question) for question in body.questions()}
    return QuizPage(
        course=access.course,
        quiz=quiz,
        intro_html=body.intro_html,
        kinds=tuple(kind.label for kind in kinds.values()),
        notes=tuple(kind.note for kind in kinds.values() if kind.note),
        left=record.left,
        granted=record.granted,
        best_score=record.best_score,
        done=access.done,
        past=record.past,
        open_id=record.running.id if record.running else None,
        refusal=record.refusal,
        grace_seconds=int(rules.GRACE.total_seconds()),
        warning=warning_before(session, catalogue, access, actor=actor, now=now) if record.refusal is None else None,
        marked=any(kind.marked for kind in kinds.values()),
        late_minutes=_late_minutes(quiz),
    )


def _late_minutes(quiz: Quiz) -> int:
    lenient = quiz.time_limit and quiz.purpose is not QuizPurpose.POST_TEST
    return int(rules.LATE.total_seconds()) // 60 if lenient else 0


def attempt_page(
    session: Session, catalogue: Catalogue, attempt_id: int, *, bodies: Bodies, actor: Actor, now: datetime
) -> AttemptPage | None:
    """A running attempt with its answers as they stand; None once it is over. Raises NotFound for somebody else's."""
    attempt = _own(session, attempt_id, actor)
    if state_of(attempt, now) is not State.OPEN:
        return None
    course, quiz = quiz_of(catalogue, attempt)
    journal = queries.events(session, attempt.id)
    body = bodies(attempt.body_key)
    drawn, answers = rules.from_rows(attempt.drawn), rules.fold(journal)
    questions = {question.id: question for question in body.questions()}
    at_once = quiz is not None and quiz.feedback is FeedbackRule.AT_ONCE
    return AttemptPage(
        id=attempt.id,
        person_id=actor.id,
        number=attempt.number,
        course_slug=attempt.course,
        course_title=course.title if course else attempt.course,
        quiz=quiz or stand_in(catalogue, attempt),
        intro_html=body.intro_html,
        questions=_asked(questions, drawn, answers),
        reviews=_explained(questions, drawn, answers, queries.revealed(session, attempt.id)),
        checks=frozenset(one.id for one in drawn if at_once and can_be_checked(questions[one.id])),
        deadline_at=attempt.deadline_at,
        late_until=attempt.late_until,
        remaining=rules.seconds_left(attempt.deadline_at, now),
        base=rules.last_id(journal),
    )


def open_attempts(session: Session, *, actor: Actor, now: datetime) -> tuple[OpenAttempt, ...]:
    """The attempts that a person may go on with, and those that wait to be marked, newest first. One query."""
    found = queries.unsettled(session, actor.id)
    return tuple(
        OpenAttempt(row.id, row.course, row.item, row.deadline_at, row.submitted_at is not None)
        for row in found
        if rules.state(row.submitted_at, row.deadline_at, now) is not State.OVERDUE
    )


def _own(session: Session, attempt_id: int, actor: Actor) -> Attempt:
    attempt = queries.own_attempt(session, attempt_id, actor.id)
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    return attempt


def _asked(
    questions: Mapping[str, Question], drawn: Sequence[DrawnQuestion], answers: Mapping[str, Answer]
) -> tuple[AskedQuestion, ...]:
    weighs = len({questions[shown.id].points for shown in drawn}) > 1  # else the weight is not worth saying
    return tuple(
        ask(number, questions[shown.id], shown.options, answers.get(shown.id, ()), total=len(drawn), weighs=weighs)
        for number, shown in enumerate(drawn, 1)
    )


def _explained(
    questions: Mapping[str, Question],
    drawn: Sequence[DrawnQuestion],
    answers: Mapping[str, Answer],
    revealed: Collection[str],
) -> dict[str, Review]:
    """The questions whose keys were shown already, by id."""
    found = {}
    for number, shown in enumerate(drawn, 1):
        if shown.id in revealed:
            question, answer = questions[shown.id], answers.get(shown.id, ())
            share = kind_of(question).share(question, answer)
            found[shown.id] = review(number, question, shown.options, answer, share, total=len(drawn), where=RUNNING)
    return found
