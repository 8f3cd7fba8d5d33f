"""Enrolments through the API: as if the person had pressed the button herself, and taken back while nothing is done."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session

from elearn.api.queries import rows
from elearn.api.queries.rows import Part
from elearn.api.rules.calls import Answer, Call
from elearn.api.rules.representing import shown_instant
from elearn.api.service.reading import MISSING, equals, one, page, within
from elearn.assessment.models import Attempt
from elearn.audit import service as audit
from elearn.content.model import Catalogue
from elearn.core.errors import Conflict, NotFound
from elearn.learning import service as learning
from elearn.learning.models import Enrolment, ItemProgress
from elearn.people.service import actor_of
from elearn.people.service.reach import person_in_reach
from elearn.reporting.queries.people import accounts_of

CLOSED = "Akun orang ini nonaktif, jadi tidak dapat didaftarkan."
BEGUN = "Kursus ini sudah mulai dikerjakan, jadi pendaftarannya tidak dapat dibatalkan. Tidak ada yang diubah."


def list_enrolments(session: Session, call: Call) -> Answer:
    where, asked = within(session, call), equals(call, course=Enrolment.course)
    if "open" in call.query:
        asked.append(Enrolment.closed_at.is_(None) if call.query["open"] else Enrolment.closed_at.is_not(None))
    return page(call, lambda part: rows.enrolments(session, where, part, *asked), _shown, _whose)


def get_enrolment(session: Session, call: Call) -> Answer:
    where = within(session, call)
    return one(lambda part: rows.enrolments(session, where, part), call.path["enrolment_id"], _shown, _whose)


def enrol(session: Session, catalogue: Catalogue, call: Call) -> Answer:
    """Open somebody's run of a course; who has one gets that (200). Raises NotFound, and Conflict when prerequisites
    are missing or her account is closed.
    """
    person = person_in_reach(session, call.body["person_id"], actor=call.actor, now=call.now)
    learner = actor_of(session, person.id, today_zone=call.actor.zone, now=call.now)
    if learner is None:
        raise Conflict(CLOSED)
    hers = select(Enrolment.id).where(Enrolment.person_id.in_(accounts_of(person.id)))
    before = set(session.scalars(hers.where(Enrolment.course == call.body["course"])))
    opened = learning.enrol(session, catalogue, call.body["course"], actor=learner, now=call.now)
    made = opened not in before
    if made:
        detail = {"course": call.body["course"]}
        audit.record(
            session, "enrolment.add", actor_id=call.actor.id, now=call.now, subjects=[person.id], detail=detail
        )
    row = rows.enrolments(session, rows.Within(None, call.today), Part(opened - 1, 1))[0]
    return Answer(_shown(row), (person.id,), 201 if made else 200, f"/enrolments/{opened}" if made else "")


def withdraw(session: Session, call: Call) -> Answer:
    """Take an enrolment back in which nothing was done yet. Raises NotFound, and Conflict once it was begun."""
    where, number = within(session, call), call.path["enrolment_id"]
    person = one(lambda part: rows.enrolments(session, where, part), number, _shown, _whose).people[0]
    found = session.get(Enrolment, number, with_for_update=True)
    if found is None:
        raise NotFound(MISSING)
    begun = (exists().where(ItemProgress.enrolment_id == number), exists().where(Attempt.enrolment_id == number))
    if found.closed_at is not None or any(session.scalar(select(each)) for each in begun):
        raise Conflict(BEGUN)
    session.delete(found)
    session.flush()
    detail = {"course": found.course}
    audit.record(session, "enrolment.withdraw", actor_id=call.actor.id, now=call.now, subjects=[person], detail=detail)
    return Answer(None, (person,), 204)


def _whose(row: Row[Any]) -> int:
    return int(row.person)


def _shown(row: Row[Any]) -> dict[str, Any]:
    run = row[0]
    return {
        "id": run.id, "person_id": row.person, "course": run.course, "run": run.run,
        "opened_at": shown_instant(run.opened_at), "completed_at": shown_instant(run.closed_at),
    }  # fmt: skip
