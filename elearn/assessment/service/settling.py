"""What follows from a grade: item done, course done, certificate, JP. And whose that is, when somebody else acts.

Dates. An item counts as done on the day on which the learner handed it in: she did the work then, so her JP belong to
that learning day. The course is completed on the day on which the last result is known: for an essay that is the day of
the last mark, for a corrected key the day of the regrade. Both days are said on the page of the result.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from elearn.assessment import queries
from elearn.assessment.models import Attempt
from elearn.assessment.rules import Grade
from elearn.assessment.service.standing import kept, quiz_of
from elearn.content.model import Catalogue, QuizPurpose
from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.learning.service import CompletedItem, complete_item
from elearn.people.rules import Actor
from elearn.people.service import snapshot


def owner_of(session: Session, attempt_id: int, now: datetime, timezone: str) -> Actor:
    """The learner herself, as she would be signed in now: what follows from closing or marking is hers.

    ``timezone`` is that of units that name none. Raises NotFound for an attempt that does not exist.
    """
    person_id = queries.owner_of(session, attempt_id)
    if person_id is None:
        raise NotFound(f"attempt {attempt_id} belongs to nobody")
    found = snapshot(session, person_id, local_date(now, timezone))
    return Actor(
        id=person_id,
        display_name=found.name,
        zone=found.zone or timezone,
        posting_id=found.posting_id,
        status=found.status,
    )


def what_follows(
    session: Session,
    catalogue: Catalogue,
    attempt: Attempt,
    result: Grade,
    *,
    owner: Actor,
    at: datetime,
    now: datetime,
) -> CompletedItem | None:
    """Go on in the waterfall with a submitted attempt's grade. ``at``: when it was handed in.

    None: a post-test that waits to be marked holds the course up. Other quizzes ask for no pass, so they are done once
    submitted and only their score comes later; a survey has none.
    """
    quiz = quiz_of(catalogue, attempt)[1]
    must_pass = quiz is not None and quiz.purpose is QuizPurpose.POST_TEST
    passed = result.outcome(attempt.pass_mark)
    if passed is None and must_pass:
        return None
    return complete_item(
        session,
        catalogue,
        enrolment_id=attempt.enrolment_id,
        item_id=quiz.id if quiz else attempt.item,
        actor=owner,
        now=now,
        worked_at=at,
        score=result.score,
        passed=bool(passed) or not must_pass,
    )


def keep(session: Session, attempt: Attempt, result: Grade, **values: object) -> None:
    """Store the grade of an attempt that the caller has locked, and what else changes with it."""
    points, most, score, passed = kept(result, attempt.pass_mark)
    grade = {"points": points, "max_points": most, "score": score, "passed": passed}
    session.execute(update(Attempt).where(Attempt.id == attempt.id).values(**grade, **values))
    session.refresh(attempt)
