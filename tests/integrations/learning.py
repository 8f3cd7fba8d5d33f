"""What somebody learnt, as rows: a course entered, a lesson read, a quiz failed and passed, a certificate."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from elearn.assessment.models import Attempt
from elearn.learning.models import Completion, Enrolment, ItemProgress
from tests.credentials.examples import issue


def attempt(session: Session, enrolment: Enrolment, number: int, at: datetime, **values: Any) -> Attempt:
    """An attempt of five minutes at the final quiz, failed with 40 percent unless told otherwise."""
    given = {"score": 4000, "points": 800, "max_points": 2000, "passed": False} | values
    given.setdefault("submitted_at", at + timedelta(minutes=5))
    made = Attempt(
        enrolment_id=enrolment.id, course=enrolment.course, item="ujian", number=number, seed="x", body_key="b" * 64,
        version="v" * 64, pass_mark=70, drawn=[], started_at=at, regraded=[], **given,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def learn(session: Session, person_id: int, at: datetime, course: str = "contoh") -> str:
    """Everything that leads to a certificate, within an hour; returns its code."""
    run = Enrolment(person_id=person_id, course=course, opened_at=at, closed_at=at + timedelta(hours=1))
    session.add(run)
    session.flush()
    done = {"done_on": at.date(), "zone": "Asia/Makassar", "version": "v" * 64}
    session.add(ItemProgress(enrolment_id=run.id, item="satu", done_at=at + timedelta(minutes=10), **done))
    session.add(ItemProgress(enrolment_id=run.id, item="ujian", done_at=at + timedelta(hours=1), **done))
    attempt(session, run, 1, at + timedelta(minutes=20))
    attempt(session, run, 2, at + timedelta(minutes=50), score=9000, points=1800, passed=True)
    completion = Completion(
        enrolment_id=run.id, person_id=person_id, course=course, course_title="Kursus Contoh", course_version="v" * 64,
        training_type="16", organiser="BKPSDM", completed_at=at + timedelta(hours=1), completed_on=at.date(),
        started_on=at.date(), zone="Asia/Makassar", final_score=9000, jp=600,
    )  # fmt: skip
    session.add(completion)
    session.flush()
    code = issue(session, person_id, completion_id=completion.id).code
    session.commit()
    return code
