"""Renewing certificates: when it may be done, and what an admin decides about older ones of a course."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.clock import local_date
from elearn.core.errors import Forbidden, Invalid
from elearn.credentials import queries, rules
from elearn.credentials.models import Certificate, RenewalDecision
from elearn.credentials.service.access import checked_reason
from elearn.people import queries as people_queries
from elearn.people.rules import Actor

EVERYBODY = "Keputusan ini berlaku bagi seluruh instansi. Minta admin seluruh instansi melakukannya."


@dataclass(frozen=True, slots=True)
class Renewal:
    """How a person's newest standing certificate of a course stands. ``last_day``: the last on which it counts (None:
    no end); ``open``: it may be renewed now; ``reason``: why an admin asks for that (empty: nobody does).
    """

    code: str
    last_day: date | None
    open: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision about a course. ``renew_by`` empty: older certificates keep their printed validity. ``touched`` is
    how many certificates it changed.
    """

    renew_by: date | None
    issued_before: date | None
    reason: str
    touched: int
    decided_at: datetime
    by: str


def renewal(session: Session, person_id: int, course: str, *, days: int, today: date) -> Renewal | None:
    """Whether a person may renew her certificate of a course, ``days`` before it runs out; None: she has none that
    stands.
    """
    found = queries.of_course(session, person_id, course)
    if not found:
        return None
    newest = found[0]
    return Renewal(
        code=newest.code,
        last_day=rules.last_day(newest.valid_until, newest.renew_by),
        open=rules.may_renew(newest.valid_until, newest.renew_by, days, today),
        reason=reasons(session, [course]).get(course, "") if newest.renew_by else "",
    )


def reasons(session: Session, courses: list[str]) -> dict[str, str]:
    """Why the latest decision about each of these courses was taken."""
    return {row.course: row.reason for row in queries.decisions_of(session, courses)}


def latest_decisions(session: Session, courses: list[str]) -> dict[str, Decision]:
    """The latest decision about each of these courses; who took it is left out."""
    return {row.course: _decision(row, "") for row in queries.decisions_of(session, courses)}


def decisions(session: Session, course: str) -> tuple[Decision, ...]:
    """Everything ever decided about a course, latest first."""
    return tuple(_decision(row, by) for row, by in queries.decisions(session, course))


def may_decide(session: Session, actor: Actor) -> bool:
    """Whether the actor administers everybody, and so may decide about a course."""
    return people_queries.unit_scope(session, actor).unit_ids is None


def decide(
    session: Session,
    course: str,
    *,
    renew_by: date | None,
    issued_before: date | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Have certificates of a course that were issued before a local date renewed by a day after which they no longer
    count; without ``renew_by`` all keep their printed validity. Replaces the decision before; the same once more, by a
    second click, changes nothing. Returns how many certificates changed.

    Raises Forbidden unless the actor administers everybody, Invalid at ``alasan``, ``paling_lambat`` or
    ``terbit_sebelum``.
    """
    if not may_decide(session, actor):
        raise Forbidden(EVERYBODY)
    why, today = checked_reason(reason), local_date(now, actor.zone)
    if renew_by is not None:
        _check_days(renew_by, issued_before, today)
    before = issued_before if renew_by else None
    for last in queries.decisions_of(session, [course]):
        if (last.renew_by, last.issued_before, last.reason, last.decided_by) == (renew_by, before, why, actor.id):
            return last.touched
    touched = _apply(session, course, renew_by, issued_before)
    session.add(
        RenewalDecision(
            course=course, renew_by=renew_by, issued_before=before, reason=why,
            touched=touched, decided_at=now, decided_by=actor.id,
        )
    )  # fmt: skip
    detail = {"course": course, "last": renew_by.isoformat() if renew_by else "", "count": touched}
    audit.record(session, "course.renewal", actor_id=actor.id, now=now, detail=detail, reason=why)
    return touched


def _decision(row: RenewalDecision, by: str) -> Decision:
    return Decision(row.renew_by, row.issued_before, row.reason, row.touched, row.decided_at, by)


def _check_days(renew_by: date, issued_before: date | None, today: date) -> None:
    problems = {}
    if renew_by <= today:
        problems["paling_lambat"] = "Pilih tanggal sesudah hari ini, agar peserta sempat memperbarui."
    if issued_before is None or issued_before > today:
        problems["terbit_sebelum"] = "Pilih tanggal paling lambat hari ini: sejak itu sertifikat baru tidak terkena."
    if problems:
        raise Invalid(next(iter(problems.values())), problems)


def _apply(session: Session, course: str, renew_by: date | None, issued_before: date | None) -> int:
    """The present decision on every certificate of the course, in two statements at most."""
    rows = update(Certificate).where(Certificate.course == course).execution_options(synchronize_session=False)
    freed = session.execute(rows.where(Certificate.renew_by.is_not(None)).values(renew_by=None))
    done = int(getattr(freed, "rowcount", 0))
    if renew_by is not None:
        older = rows.where(Certificate.issued_on < issued_before, Certificate.replaced_by_id.is_(None))
        done = int(getattr(session.execute(older.values(renew_by=renew_by)), "rowcount", 0))
    session.expire_all()
    return done
