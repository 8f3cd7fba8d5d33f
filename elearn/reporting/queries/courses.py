"""Numbers of whole courses and quizzes: no person among them."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from elearn.assessment.models import Attempt
from elearn.content.model import Quiz
from elearn.credentials.standing_queries import fallen
from elearn.learning.models import Completion, Enrolment


class Attended(NamedTuple):
    """How many people entered a course, and how often it was completed so that it stands."""

    participants: int = 0
    completions: int = 0


class QuizTotals(NamedTuple):
    """Of all submitted attempts: how many, by how many runs, how many runs passed, and the mean score (hundredths of a
    percent, rounded down; None without attempts).
    """

    attempts: int
    runs: int
    passed: int
    mean: int | None


def attended(session: Session) -> dict[str, Attended]:
    """Every course that anybody entered. Two queries, both on indexes."""
    first = Enrolment.run == 1  # everybody has one first run, however often she takes the course
    entered = select(Enrolment.course, func.count(Enrolment.id)).where(first).group_by(Enrolment.course)
    done = select(Completion.course, func.count(Completion.id)).where(Completion.id.not_in(fallen()))
    done = done.group_by(Completion.course)
    completions = {row[0]: row[1] for row in session.execute(done)}
    return {slug: Attended(number, completions.get(slug, 0)) for slug, number in session.execute(entered)}


def quiz_totals(session: Session, course: str, quiz: Quiz) -> QuizTotals:
    """How a quiz went as a whole. One query."""
    passed = func.count(case((Attempt.passed.is_(True), Attempt.enrolment_id)).distinct())
    wanted = select(
        func.count(Attempt.id),
        func.count(Attempt.enrolment_id.distinct()),
        passed,
        func.sum(Attempt.score),
        func.count(Attempt.score),
    ).where(
        Attempt.course == course,
        Attempt.item.in_((quiz.id, *quiz.former_ids)),
        Attempt.submitted_at.is_not(None),
    )
    attempts, runs, well, total, scored = session.execute(wanted).one()
    return QuizTotals(attempts, runs, well, (total or 0) // scored if scored else None)
