"""Finding an attempt by the receipt that its learner reads out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.assessment import queries, rules
from elearn.assessment.service.rights import rights_in
from elearn.assessment.service.standing import quiz_of
from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.core.identifiers import grouped, typed_code
from elearn.people.rules import Actor
from elearn.people.service import snapshot


@dataclass(frozen=True, slots=True)
class FoundAttempt:
    """What whoever oversees the learner may know of an attempt. ``score`` in hundredths of a percent, None for a survey
    and while it ``waits`` to be marked.
    """

    attempt_id: int
    receipt: str
    person_id: int
    person_name: str
    unit: str
    course_slug: str
    course_title: str
    quiz_id: str
    quiz_title: str
    number: int
    started_at: datetime
    submitted_at: datetime
    by_deadline: bool
    score: int | None
    waits: bool


def find_receipt(
    session: Session, catalogue: Catalogue, typed: str, *, actor: Actor, now: datetime
) -> tuple[FoundAttempt, ...]:
    """The attempts with this receipt whose learners the actor oversees; none where there is none, or not hers to see.
    However it was typed: blanks, dashes and small letters do not matter.
    """
    code = typed_code(typed)
    if len(code) != rules.RECEIPT_SYMBOLS:
        return ()
    found = []
    for attempt, person_id in queries.with_receipt(session, code):
        if attempt.submitted_at is None or not _may_see(session, catalogue, attempt.course, person_id, actor, now):
            continue
        course, quiz = quiz_of(catalogue, attempt)
        person = snapshot(session, person_id, local_date(now, actor.zone))
        found.append(
            FoundAttempt(
                attempt_id=attempt.id,
                receipt=grouped(code),
                person_id=person_id,
                person_name=person.name,
                unit=person.unit,
                course_slug=attempt.course,
                course_title=course.title if course else attempt.course,
                quiz_id=quiz.id if quiz else "",
                quiz_title=quiz.title if quiz else attempt.item,
                number=attempt.number,
                started_at=attempt.started_at,
                submitted_at=attempt.submitted_at,
                by_deadline=attempt.closed_by == rules.ClosedBy.DEADLINE,
                score=attempt.score,
                waits=attempt.passed is None,
            )
        )
    return tuple(found)


def note_found(session: Session, found: tuple[FoundAttempt, ...], *, actor: Actor, now: datetime) -> None:
    """Record who looked whose attempt up."""
    for one in found:
        detail = {"course": one.course_slug, "item": one.quiz_id, "attempt": one.attempt_id}
        audit.record(session, "attempt.find", actor_id=actor.id, now=now, subjects=[one.person_id], detail=detail)


def _may_see(
    session: Session, catalogue: Catalogue, course_slug: str, person_id: int, actor: Actor, now: datetime
) -> bool:
    try:
        return rights_in(session, catalogue, course_slug, actor=actor, now=now).covers(session, person_id)
    except NotFound:  # not her course
        return False
