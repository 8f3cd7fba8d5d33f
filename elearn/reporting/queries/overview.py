"""The numbers of an admin's first page, and the list of background jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from elearn.jobs.models import Job
from elearn.learning.models import Enrolment
from elearn.people.models import Person, Posting
from elearn.reporting.queries.people import Units, accounts_serving, serving


class JobCounts(NamedTuple):
    """How many jobs wait, and how many failed for good."""

    waiting: int
    failed: int


def people_count(session: Session, units: Units, today: date) -> int:
    """How many active people serve in these units today (None: how many there are)."""
    wanted = select(func.count(Person.id)).where(Person.active, Person.merged_into_id.is_(None))
    if units is not None:
        wanted = wanted.where(Person.id.in_(serving(units, today)))
    return session.scalar(wanted) or 0


def open_enrolments(session: Session, units: Units, today: date) -> int:
    """How many runs are under way."""
    wanted = select(func.count(Enrolment.id)).where(Enrolment.closed_at.is_(None))
    if units is not None:
        wanted = wanted.where(Enrolment.person_id.in_(accounts_serving(today, Posting.unit_id.in_(units))))
    return session.scalar(wanted) or 0


def job_counts(session: Session) -> JobCounts:
    """How the worker is doing."""
    wanted = select(func.count(Job.id), func.count(Job.failed_at)).where(Job.done_at.is_(None))
    pending, failed = session.execute(wanted).one()
    return JobCounts(pending - failed, failed)


def pending_jobs(session: Session, *, offset: int, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Jobs that are not done: the failed ones first, then by when they are due."""
    columns = (Job.id, Job.kind, Job.created_at, Job.run_at, Job.leased_until, Job.attempts, Job.failed_at, Job.error)
    wanted = select(*columns).where(Job.done_at.is_(None))
    order = (Job.failed_at.is_(None), Job.run_at, Job.id)
    return session.execute(wanted.order_by(*order).offset(offset).limit(limit)).all()
