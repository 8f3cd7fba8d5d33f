"""Another attempt for somebody who used up hers: by a trainer of the course, or an admin of her unit. Audited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.assessment.models import AttemptGrant
from elearn.assessment.service.pages import GrantPage
from elearn.assessment.service.standing import NO_QUIZ, Bodies, Record, record_of, require_quiz
from elearn.audit import service as audit
from elearn.content.model import Catalogue, Course, Quiz
from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.learning import queries as learning
from elearn.learning.models import Enrolment
from elearn.people import queries as people
from elearn.people.rules import Actor, PersonSnapshot
from elearn.people.service import snapshot

SHORTEST_REASON = 5
LONGEST_REASON = 500
MOST_EXTRA = 5
NOT_YOURS = "Peserta ini tidak ada dalam daftar Anda."


@dataclass(frozen=True, slots=True)
class _Case:
    course: Course
    quiz: Quiz
    person: PersonSnapshot
    enrolment_id: int


def grant_page(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    person_id: int,
    *,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> GrantPage:
    """A participant's attempts at a quiz, for whoever may grant another. Raises NotFound for everybody else."""
    case = _case(session, catalogue, course_slug, item_id, person_id, actor, now)
    record = record_of(session, case.quiz, case.enrolment_id, bodies, now)
    refusal = _refusal(record)
    return GrantPage(
        person_id=person_id,
        person_name=case.person.name,
        unit=case.person.unit,
        course=case.course,
        quiz=case.quiz,
        past=record.past,
        granted=record.granted,
        left=record.left,
        refusal=refusal,
    )


def grant_attempt(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    person_id: int,
    *,
    reason: str,
    extra: int = 1,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> GrantPage:
    """Grant ``extra`` attempts beyond the quiz's limit. Only when none is left, so a second click grants nothing more.

    Raises NotFound for whoever may not, Invalid without a reason, Conflict when attempts are left or none is needed.
    """
    case = _case(session, catalogue, course_slug, item_id, person_id, actor, now)
    if not SHORTEST_REASON <= len(reason.strip()) <= LONGEST_REASON:
        sentence = f"Tulis alasan, {SHORTEST_REASON} sampai {LONGEST_REASON} huruf."
        raise Invalid(sentence, {"reason": sentence})
    if not 1 <= extra <= MOST_EXTRA:
        sentence = f"Pilih 1 sampai {MOST_EXTRA} percobaan."
        raise Invalid(sentence, {"extra": sentence})
    session.execute(select(Enrolment.id).where(Enrolment.id == case.enrolment_id).with_for_update())
    record = record_of(session, case.quiz, case.enrolment_id, bodies, now)
    refusal = _refusal(record)
    if refusal is not None:
        raise Conflict(refusal)
    session.add(
        AttemptGrant(
            enrolment_id=case.enrolment_id,
            item=case.quiz.id,
            extra=extra,
            reason=reason.strip(),
            granted_by=actor.id,
            granted_at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        "attempt.grant",
        actor_id=actor.id,
        now=now,
        subjects=[person_id],
        detail={"course": course_slug, "item": case.quiz.id, "extra": extra},
        reason=reason.strip(),
    )
    return grant_page(session, catalogue, course_slug, item_id, person_id, bodies=bodies, actor=actor, now=now)


def _refusal(record: Record) -> str | None:
    """Why another attempt is not granted."""
    if record.left is None:
        return "Percobaan kuis ini tidak dibatasi, jadi izin tambahan tidak diperlukan."
    if record.passed:
        return "Peserta ini sudah lulus kuis ini, jadi izin tambahan tidak diperlukan."
    if record.waiting is not None:
        return "Jawaban peserta ini menunggu dinilai. Nilai dahulu, lalu lihat apakah izin tambahan diperlukan."
    if record.left or record.running is not None:
        return "Peserta ini masih mempunyai percobaan, jadi izin tambahan belum diperlukan."
    return None


def _case(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    person_id: int,
    actor: Actor,
    now: datetime,
) -> _Case:
    """Whom and what it is about, if the actor may know: otherwise it is as if there were no such participant."""
    course = catalogue.courses.get(course_slug)
    item = course.find_item(item_id) if course else None
    if course is None or item is None:
        raise NotFound(NO_QUIZ)
    quiz = require_quiz(item)
    today = local_date(now, actor.zone)
    person = snapshot(session, person_id, today)
    trains = actor.trains(course_slug)
    if not trains and not (actor.is_admin and people.unit_scope(session, actor).covers(person.unit_id)):
        raise NotFound(NOT_YOURS)
    run = learning.latest(learning.runs_around(session, person_id, course_slug, today), course_slug)
    if run is None or person_id == actor.id:
        raise NotFound(NOT_YOURS)
    return _Case(course, quiz, person, run.id)
