"""Practice with ``pembahasan: langsung``: one question's key is shown while the attempt runs, and its answer stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.models import AttemptReveal
from elearn.assessment.service.journalling import UNREADABLE, Posted, journal_form, running_attempt
from elearn.assessment.service.standing import Bodies, quiz_of
from elearn.content.model import Catalogue, FeedbackRule
from elearn.core.errors import Conflict, Invalid
from elearn.people.rules import Actor
from elearn.questions.rules import can_be_checked

NOT_HERE = "Kuis ini tidak menampilkan pembahasan selama dikerjakan."


@dataclass(frozen=True, slots=True)
class Revealed:
    """Which question was meant (its number in the attempt), and whether its key is now open: not without an answer."""

    number: int
    opened: bool


def reveal(
    session: Session,
    catalogue: Catalogue,
    attempt_id: int,
    question_id: str,
    posted: Posted,
    *,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> Revealed:
    """Save what the form holds, and open the key of one question that has an answer. Doing so again changes nothing.

    Raises NotFound for somebody else's attempt, Conflict after submission or deadline and where the quiz explains
    nothing at once, Invalid for a question that the attempt does not ask or that nobody but a marker can judge.
    """
    attempt = running_attempt(session, attempt_id, actor, now, "write")
    quiz = quiz_of(catalogue, attempt)[1]
    if quiz is None or quiz.feedback is not FeedbackRule.AT_ONCE:
        raise Conflict(NOT_HERE)
    body = bodies(attempt.body_key)
    questions = {question.id: question for question in body.questions()}
    numbers = {shown.id: number for number, shown in enumerate(rules.from_rows(attempt.drawn), 1)}
    if question_id not in numbers or not can_be_checked(questions[question_id]):
        raise Invalid(UNREADABLE)
    journal_form(session, attempt, body, posted, now)
    if not rules.fold(queries.events(session, attempt.id)).get(question_id):
        return Revealed(numbers[question_id], opened=False)
    if question_id not in queries.revealed(session, attempt.id):  # the attempt is locked: nobody does so meanwhile
        row = {"attempt_id": attempt.id, "question": question_id, "revealed_at": now}
        session.execute(insert(AttemptReveal), [row])
    return Revealed(numbers[question_id], opened=True)
