"""Finding a submission for whoever may touch it, and writing down what is done to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import Conflict, Forbidden, NotFound
from elearn.external import queries
from elearn.external.models import Submission, SubmissionEvent
from elearn.external.rules import Act, State, TrainingFacts, facts_document
from elearn.notices import service as notices
from elearn.notices.rules import Kind
from elearn.people import queries as people_queries
from elearn.people.queries.people import unit_of
from elearn.people.rules import Actor

UNKNOWN = "Pengajuan ini tidak ditemukan."
MOVED_ON = "Pengajuan ini sudah berubah sejak halaman tadi dibuka. Lihat keadaannya sekarang, lalu putuskan lagi."
YOUR_OWN = "Ini pengajuan Anda sendiri, jadi admin lain yang memutuskannya. Tidak ada yang diubah."


def owned(session: Session, code: str, *, actor: Actor, lock: bool = False) -> Submission:
    """A submission of the actor's own. Raises NotFound for everybody else's."""
    submission = queries.by_code(session, code, lock=lock)
    if submission is None or not queries.belongs_to(session, submission, actor.id):
        raise NotFound(UNKNOWN)
    return submission


def administered(session: Session, code: str, *, actor: Actor, now: datetime, lock: bool = False) -> Submission:
    """A submission that was handed in by somebody within the admin's scope. Raises NotFound, also for a draft."""
    submission = queries.by_code(session, code, lock=lock)
    if submission is None or submission.sent_at is None:
        raise NotFound(UNKNOWN)
    living = queries.living_account(session, submission.person_id)
    known, unit_id = unit_of(session, living, local_date(now, actor.zone))
    if not actor.is_admin or not known or not people_queries.unit_scope(session, actor).covers(unit_id):
        raise NotFound(UNKNOWN)
    return submission


def to_decide(session: Session, code: str, revision: int, *, actor: Actor, now: datetime) -> Submission:
    """A submission of somebody else's, locked, just as the admin saw it. Raises NotFound, Forbidden or Conflict."""
    submission = administered(session, code, actor=actor, now=now, lock=True)
    if queries.living_account(session, submission.person_id) == actor.id:
        raise Forbidden(YOUR_OWN)
    if submission.revision != revision:
        raise Conflict(MOVED_ON)
    return submission


def require(submission: Submission, *states: State, said: str) -> None:
    """Raises Conflict unless the submission is in one of these states."""
    if submission.state not in states:
        raise Conflict(said)


def facts_of(submission: Submission) -> TrainingFacts:
    """What a submission says now."""
    return TrainingFacts(**{name: getattr(submission, name) for name in TrainingFacts.__dataclass_fields__})


def set_facts(submission: Submission, facts: TrainingFacts) -> None:
    """Let a submission say this from now on."""
    for name in TrainingFacts.__dataclass_fields__:
        setattr(submission, name, getattr(facts, name))


def write_down(
    session: Session,
    submission: Submission,
    act: Act,
    *,
    actor_id: int | None,
    now: datetime,
    reason: str = "",
    level: int = 0,
) -> None:
    """Append what was done, with the facts, the evidence and the competency's level (0: none) as they are now. Numbers
    are unique: of two at once, one is refused.
    """
    submission.revision += 1
    file = queries.evidence(session, submission.evidence_id)
    proof: dict[str, Any] = {"evidence": {"name": file.name, "sha256": file.digest}} if file else {}
    proof |= {"level": level} if level else {}
    session.flush()
    session.add(
        SubmissionEvent(
            submission_id=submission.id,
            number=submission.revision,
            at=now,
            actor_id=actor_id,
            act=act.value,
            reason=reason or None,
            facts=facts_document(facts_of(submission)) | proof,
        )
    )
    session.flush()


def tell_owner(session: Session, submission: Submission, kind: Kind, reason: str, now: datetime) -> None:
    """Let the owner know. ``revision`` tells a second return from the first."""
    notices.notify(
        session,
        queries.living_account(session, submission.person_id),
        kind,
        key=f"{submission.code}:{submission.revision}",
        words={"title": submission.title, "reason": reason},
        link=f"/riwayat/pengajuan/{submission.code}",
        now=now,
    )
