"""Applying a corrected key: the first attempts at once, the others by the worker, a few in each transaction, so that
nobody who answers a quiz meanwhile has to wait.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment import queries
from elearn.assessment.service.correcting import Change, Newer, changes, due, quiz_to_correct, token_of, weighed
from elearn.assessment.service.regrading import grade_again
from elearn.assessment.service.settling import owner_of
from elearn.assessment.service.standing import Bodies
from elearn.audit import service as audit
from elearn.content.model import Catalogue, Quiz
from elearn.core.database import read_only
from elearn.core.errors import Conflict, Invalid
from elearn.jobs.service import Handler, enqueue
from elearn.people.rules import Actor

REGRADE_JOB = "quiz.regrade"
AT_ONCE = 50  # applied before the page answers
IN_ONE = 25  # in one transaction of the worker
IN_A_JOB = 100  # then the job makes room for others, and another one goes on
SHORTEST_REASON, LONGEST_REASON = 5, 500
STALE = "Daftar ini sudah berubah, mungkin karena baru saja diterapkan. Periksa daftar terbaru di bawah ini."


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: attempts graded again, of which so many now have a better score, and so many newly pass; the
    worker goes on with ``left``.
    """

    graded: int
    raised: int
    passed: int
    completed: int
    left: int


@dataclass(frozen=True, slots=True)
class Order:
    """Which correction is applied, by whom, and why. ``timezone`` is that of units that name none."""

    course: str
    quiz: Quiz
    reason: str
    actor_id: int
    timezone: str

    def payload(self, after: int) -> dict[str, Any]:
        """What the worker needs to go on beyond an attempt."""
        which = {"course": self.course, "item": self.quiz.id, "body_key": self.quiz.body_key}
        return which | {"reason": self.reason, "actor": self.actor_id, "after": after}


def apply_correction(
    session: Session,
    catalogue: Catalogue,
    course_slug: str,
    item_id: str,
    *,
    token: str,
    reason: str,
    timezone: str,
    bodies: Bodies,
    actor: Actor,
    now: datetime,
) -> Applied:
    """Grade the attempts concerned again by today's keys: the first ``AT_ONCE`` now, the others by a job. ``token``
    names the plan that was shown. See ``grade_again``: raises go on in the waterfall, a worse result is kept as proof
    only.

    Raises NotFound for whoever may not, Invalid without a reason, Conflict when the plan is no longer that one.
    """
    quiz = quiz_to_correct(session, catalogue, course_slug, item_id, actor=actor, now=now)[1]
    why = reason.strip()
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        sentence = f"Tulis alasan, {SHORTEST_REASON} sampai {LONGEST_REASON} huruf."
        raise Invalid(sentence, {"alasan": sentence})
    planned = [change.attempt_id for change in _checked(session, course_slug, quiz, bodies, token)]
    order = Order(course_slug, quiz, why, actor.id, timezone)
    first, left = planned[:AT_ONCE], len(planned[AT_ONCE:])
    if left:
        enqueue(session, REGRADE_JOB, f"{REGRADE_JOB}:{token}", order.payload(first[-1]), now=now)
    return _apply(session, catalogue, order, first, Newer(bodies, quiz.body_key), now, left)


def regrade_handler(catalogue: Callable[[], Catalogue], bodies: Bodies, timezone: str) -> Handler:
    """The handler of ``quiz.regrade`` jobs. Running it again changes nothing; once the key is corrected anew it does
    nothing, because what the trainer saw no longer holds.
    """

    def regrade(sessions: sessionmaker[Session], payload: Mapping[str, Any], now: datetime) -> None:
        present = catalogue()
        course = present.courses.get(payload["course"])
        quiz = course.find_item(payload["item"]) if course else None
        if not isinstance(quiz, Quiz) or quiz.body_key != payload["body_key"]:
            return
        order = Order(payload["course"], quiz, payload["reason"], payload["actor"], timezone)
        newer = Newer(bodies, quiz.body_key)
        with read_only(), sessions() as session:
            batches = due(session, order.course, quiz, newer, payload["after"])
            ids = [attempt.id for batch in batches for attempt in batch][: IN_A_JOB + 1]
        mine = ids[:IN_A_JOB]
        for start in range(0, len(mine), IN_ONE):
            with sessions.begin() as session:
                _apply(session, present, order, mine[start : start + IN_ONE], newer, now, 0)
        if len(ids) > IN_A_JOB:
            key = f"{REGRADE_JOB}:{quiz.body_key}:{mine[-1]}:{now.isoformat()}"
            with sessions.begin() as session:
                enqueue(session, REGRADE_JOB, key, order.payload(mine[-1]), now=now)

    return regrade


def _checked(session: Session, course: str, quiz: Quiz, bodies: Bodies, token: str) -> list[Change]:
    """The plan, if it is still the one that was shown. Raises Conflict."""
    planned = list(changes(session, course, quiz, bodies))
    if not planned or token != token_of(quiz, planned):
        raise Conflict(STALE)
    return planned


def _apply(
    session: Session,
    catalogue: Catalogue,
    order: Order,
    ids: Sequence[int],
    newer: Newer,
    now: datetime,
    left: int,
) -> Applied:
    """Grade these attempts again as they are now, locked, but for those that somebody else just graded so."""
    attempts = queries.locked(session, ids)
    last = queries.last_keys(session, ids)
    waiting = [attempt for attempt in attempts if last[attempt.id] != newer.body_key]
    done: list[Change] = []
    completed = 0
    for attempt, change, result in list(weighed(session, waiting, newer)):
        made = grade_again(
            session,
            catalogue,
            attempt,
            result,
            reason=order.reason,
            actor_id=order.actor_id,
            owner=partial(owner_of, session, attempt.id, now, order.timezone),
            now=now,
            body_key=newer.body_key,
            questions=change.questions,
        )
        done.append(change)
        completed += made.completed
    raised = sum(one.counts and one.old is not None and (one.new or 0) > one.old for one in done)
    detail = {"course": order.course, "item": order.quiz.id, "count": len(done), "raised": raised}
    subjects = [owner for one in done if (owner := queries.owner_of(session, one.attempt_id)) is not None]
    about = {"actor_id": order.actor_id, "now": now, "subjects": subjects, "reason": order.reason}
    audit.record(session, "regrade.apply", detail=detail, **about)  # type: ignore[arg-type]
    return Applied(len(done), raised, sum(one.rises for one in done), completed, left)
