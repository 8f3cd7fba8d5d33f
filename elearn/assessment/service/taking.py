"""Starting and submitting. Races are settled by the database; every function joins the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import Attempt
from elearn.assessment.rules import ClosedBy, Grade, State
from elearn.assessment.service.journalling import Posted, journal_form, not_counted
from elearn.assessment.service.pages import Submitted
from elearn.assessment.service.settling import what_follows
from elearn.assessment.service.standing import (
    NO_ATTEMPT,
    Bodies,
    body_of,
    graded,
    kept,
    record_of,
    require_quiz,
    state_of,
)
from elearn.content.model import Catalogue, Quiz, QuizBody
from elearn.core.errors import Conflict, NotFound
from elearn.jobs.service import enqueue
from elearn.learning.service import item_access
from elearn.people.rules import Actor

CLOSE_JOB = "attempt.close"


def start(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    *,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
    seed: str | None = None,
) -> int:
    """Begin an attempt and return its id; while one is running, that one's. An overdue one is closed first; if it was
    the last, its id is returned.

    Raises like ``item_access``, NotFound for a lesson, Conflict when no attempt may begin. ``seed`` is for tests.
    """
    access = item_access(session, catalogue, course_slug, item_id, actor=actor, now=now)
    quiz = require_quiz(access.item)
    record = record_of(session, quiz, access.enrolment_id, bodies, now)
    overdue = [attempt.id for attempt in record.past if attempt.pending]
    for attempt_id in overdue:
        close_overdue(session, catalogue, attempt_id, bodies=bodies, actor=actor, now=now)
    if record.running is not None:
        return record.running.id
    if record.refusal is not None:
        if overdue:
            return overdue[-1]  # raising would undo the closing
        raise Conflict(record.refusal)
    body = bodies(quiz.body_key)
    known = queries.times_seen(session, actor.id, course_slug, queries.ids_of(quiz)) if rules.leaves_out(body) else {}
    made = _new_attempt(access.enrolment_id, course_slug, quiz, body, known, seed, now)
    made.number = max((attempt.number for attempt in record.past), default=0) + 1
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # a second click was faster: its attempt is the one
        winner = record_of(session, quiz, access.enrolment_id, bodies, now).running
        if winner is None:
            raise
        return winner.id
    if made.deadline_at is not None:
        due = made.late_until or made.deadline_at + rules.GRACE
        enqueue(session, CLOSE_JOB, f"{CLOSE_JOB}:{made.id}", {"attempt": made.id}, now=now, run_at=due)
    return made.id


def _new_attempt(
    enrolment_id: int,
    course_slug: str,
    quiz: Quiz,
    body: QuizBody,
    known: Mapping[str, int],
    seed: str | None,
    now: datetime,
) -> Attempt:
    seed = seed or secrets.token_urlsafe(16)
    ends_at = rules.deadline(now, quiz.time_limit)
    return Attempt(
        enrolment_id=enrolment_id,
        course=course_slug,
        item=quiz.id,
        seed=seed,
        body_key=quiz.body_key,
        version=quiz.version,
        pass_mark=quiz.pass_mark,
        drawn=rules.to_rows(rules.draw(body, quiz, seed, known)),
        started_at=now,
        deadline_at=ends_at,
        late_until=rules.late_until(quiz.purpose, ends_at),
    )


def submit(
    session: Session,
    catalogue: Catalogue,
    attempt_id: int,
    posted: Posted,
    *,
    confirmed: bool,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> Submitted:
    """Submit with the answers of the form. Submitting again changes nothing and says the same.

    With unanswered questions and time left, the answers are kept and nothing is submitted until ``confirmed``; nor
    while the form shows other answers than those that stand, because another page changed them. After deadline and
    grace the answers of the form are not taken: what was saved in time is graded. Raises NotFound for somebody else's
    attempt.
    """
    attempt = queries.own_attempt(session, attempt_id, actor.id, lock="write")
    if attempt is None:
        raise NotFound(NO_ATTEMPT)
    state = state_of(attempt, now)
    body = body_of(attempt, bodies)
    if state is not State.OPEN:
        other = not_counted(session, attempt, body, posted)
        if state is State.OVERDUE:
            return replace(_close_at_deadline(session, catalogue, attempt, body, actor), elsewhere=other)
        late = attempt.closed_by == ClosedBy.DEADLINE
        return Submitted(closed=True, elsewhere=other, late=late, waiting=attempt.passed is None)
    told = journal_form(session, attempt, body, posted, now)
    in_time = rules.accepts_answers(attempt.deadline_at, now)
    if told.elsewhere and in_time:
        return Submitted(closed=False, elsewhere=told.elsewhere)
    result = graded(attempt, body, queries.events(session, attempt.id))
    missing = tuple(number for number, question in enumerate(result.questions, 1) if not question.answered)
    if missing and not confirmed and in_time:
        return Submitted(closed=False, unanswered=missing)
    return _close(session, catalogue, attempt, result, actor, now, ClosedBy.LEARNER)


def close_overdue(
    session: Session, catalogue: Catalogue, attempt_id: int, *, bodies: Bodies, actor: Actor, now: datetime
) -> bool:
    """Close an attempt whose deadline and grace are over, as of its deadline; returns whether this call did it."""
    attempt = queries.own_attempt(session, attempt_id, actor.id, lock="write")
    if attempt is None or attempt.deadline_at is None or state_of(attempt, now) is not State.OVERDUE:
        return False
    _close_at_deadline(session, catalogue, attempt, body_of(attempt, bodies), actor)
    return True


def _close_at_deadline(
    session: Session, catalogue: Catalogue, attempt: Attempt, body: QuizBody, actor: Actor
) -> Submitted:
    """Close an overdue attempt with what was saved in time."""
    result = graded(attempt, body, queries.events(session, attempt.id))
    at = attempt.deadline_at or attempt.started_at
    return _close(session, catalogue, attempt, result, actor, at, ClosedBy.DEADLINE)


def _close(
    session: Session,
    catalogue: Catalogue,
    attempt: Attempt,
    result: Grade,
    actor: Actor,
    at: datetime,
    by: ClosedBy,
) -> Submitted:
    """Close with a grade; the row count decides who does it. What follows in the course follows here, as of ``at``."""
    points, most, score, passed = kept(result, attempt.pass_mark)
    code = rules.receipt(attempt.id, attempt.seed, {question.id: question.answer for question in result.questions})
    values = {"submitted_at": at, "closed_by": by.value, "receipt": code}
    grade = {"score": score, "points": points, "max_points": most, "passed": passed}
    closed = session.execute(
        update(Attempt).where(Attempt.id == attempt.id, Attempt.submitted_at.is_(None)).values(**values, **grade)
    )
    late = by is ClosedBy.DEADLINE
    if not getattr(closed, "rowcount", 0):
        return Submitted(closed=True, late=late)
    outcome = what_follows(session, catalogue, attempt, result, owner=actor, at=at, now=at)
    return Submitted(
        closed=True, late=late, course_completed=outcome is not None and outcome.first, waiting=passed is None
    )
