"""Grading attempts again. What comes out is kept beside what was, with who did it and why; nobody ever loses by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from elearn.assessment.models import Attempt, AttemptRegrade
from elearn.assessment.rules import Grade
from elearn.assessment.service.settling import keep, what_follows
from elearn.assessment.service.standing import kept
from elearn.content.model import Catalogue
from elearn.people.rules import Actor


@dataclass(frozen=True, slots=True)
class Again:
    """What became of grading an attempt again: whether the new result counts, and whether the course is completed."""

    applied: bool
    completed: bool


def key_in_force(attempt: Attempt) -> str:
    """The snapshot whose keys grade an attempt today."""
    return str(attempt.regraded[-1]) if attempt.regraded else attempt.body_key


def counts_for_her(attempt: Attempt, result: Grade) -> bool:
    """Whether a new result replaces the old one: always while there is none yet, else unless it is worse."""
    return attempt.score is None or (result.score is not None and result.score >= attempt.score)


def grade_again(
    session: Session,
    catalogue: Catalogue,
    attempt: Attempt,
    result: Grade,
    *,
    reason: str,
    actor_id: int,
    owner: Callable[[], Actor],
    now: datetime,
    body_key: str | None = None,
    questions: tuple[str, ...] = (),
    marks_to: int | None = None,
) -> Again:
    """Write down a new result of an attempt that the caller has locked, and let it count unless it is worse.

    ``body_key``: the snapshot whose corrected keys gave it (None: a mark was changed); ``questions``: those corrected.
    A result that counts goes on in the waterfall: whoever now passes completes, and gets the certificate. A worse one
    is kept as proof only: score, pass, completion and certificate stand. ``owner`` is asked for the learner only then.
    """
    applied = counts_for_her(attempt, result)
    points, _most, score, passed = kept(result, attempt.pass_mark)
    submitted = attempt.submitted_at is not None
    old = key_in_force(attempt)
    session.add(
        AttemptRegrade(
            attempt_id=attempt.id,
            old_score=attempt.score,
            new_score=score if submitted else None,
            old_points=attempt.points,
            new_points=points if submitted else None,
            old_passed=attempt.passed,
            new_passed=passed if submitted else None,
            old_body_key=old,
            new_body_key=body_key or old,
            questions=list(questions),
            applied=applied,
            reason=reason,
            actor_id=actor_id,
            regraded_at=now,
        )
    )
    session.flush()
    if not applied:
        return Again(applied=False, completed=False)
    keys = [*attempt.regraded, body_key] if body_key else list(attempt.regraded)
    if not submitted:  # it is graded by the corrected keys once it is handed in
        session.execute(update(Attempt).where(Attempt.id == attempt.id).values(regraded=keys))
        return Again(applied=True, completed=False)
    before = (attempt.score, attempt.passed)
    keep(session, attempt, result, regraded=keys, marks_to=marks_to or attempt.marks_to)
    if before == (score, passed) or passed is None:
        return Again(applied=True, completed=False)
    at = attempt.submitted_at or now
    outcome = what_follows(session, catalogue, attempt, result, owner=owner(), at=at, now=now)
    return Again(applied=True, completed=outcome is not None and outcome.first)
