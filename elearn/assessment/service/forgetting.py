"""What erasure takes from answers: what somebody wrote in her own words, marked or not, sent or not."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment import rules
from elearn.assessment.models import AnswerEvent, Attempt
from elearn.assessment.service.standing import Bodies
from elearn.core.append_only import deletion_allowed
from elearn.core.database import read_only
from elearn.core.errors import NotFound
from elearn.learning.models import Enrolment


def forget_words(sessions: sessionmaker[Session], people: Collection[int], bodies: Bodies) -> None:
    """Delete the essays and the texts of surveys of these accounts; which options they chose stays for the statistics
    of the questions. A quiz that is kept no more can be neither shown nor graded, so all answers to it go. Idempotent.
    """
    with read_only(), sessions() as session:
        wanted = select(Attempt.id, Attempt.body_key).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        attempts = session.execute(wanted.where(Enrolment.person_id.in_(people)).order_by(Attempt.id)).all()
    known = {key: _words(key, bodies) for key in {attempt.body_key for attempt in attempts}}
    hers = [_answers(attempt.id, known[attempt.body_key]) for attempt in attempts]
    with sessions.begin() as session:
        left = [answers for answers in hers if _any(session, answers)]
        if left:
            with deletion_allowed(session.connection(), AnswerEvent.__tablename__):
                for answers in left:
                    session.execute(delete(AnswerEvent).where(answers))


def _words(body_key: str, bodies: Bodies) -> frozenset[str] | None:
    """The questions of a quiz that are answered in words; None: nobody knows any more."""
    try:
        return rules.own_words(bodies(body_key))
    except NotFound:
        return None


def _answers(attempt_id: int, questions: frozenset[str] | None) -> ColumnElement[bool]:
    asked = AnswerEvent.attempt_id == attempt_id
    return asked if questions is None else asked & AnswerEvent.question.in_(questions)


def _any(session: Session, answers: ColumnElement[bool]) -> bool:
    """Whether there are such answers: only then the table's refusal of deletion is lifted, which locks it."""
    return session.scalar(select(AnswerEvent.id).where(answers).limit(1)) is not None
