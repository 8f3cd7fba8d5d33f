"""Enqueueing work in the caller's transaction, and running it exactly once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from elearn.jobs.models import Job

LEASE = timedelta(minutes=5)
RENEWED_EVERY = timedelta(minutes=1)
MOST_RENEWALS = 120
KEPT = timedelta(days=90)  # what is done: long enough to be asked about
FORGOTTEN_AT_ONCE, MOST_TURNS = 1000, 50
MOST_ATTEMPTS = 6
EVENT_JOB = "event"
log = logging.getLogger("elearn.worker")

# A handler does its slow work outside any transaction, and opens a short one of its own to record the result.
Handler = Callable[[sessionmaker[Session], Mapping[str, Any], datetime], None]


class WorkerLost(Exception):
    """No attempt at a job ever came to an end."""


def enqueue(
    session: Session, kind: str, key: str, payload: Mapping[str, Any], *, now: datetime, run_at: datetime | None = None
) -> None:
    """Add a job once: a second call with the same ``key`` changes nothing. Runs from ``run_at`` (default: now)."""
    try:
        with session.begin_nested():
            session.add(Job(kind=kind, key=key, payload=dict(payload), created_at=now, run_at=run_at or now))
    except IntegrityError:
        if session.scalar(select(Job.id).where(Job.key == key)) is None:
            raise


def announce(session: Session, event: str, ref: int, *, now: datetime) -> None:
    """Let whoever cares know what just happened: a job in the caller's transaction, once for each event and ``ref``
    (the id of the row that holds it).
    """
    enqueue(session, EVENT_JOB, f"{EVENT_JOB}:{event}:{ref}", {"event": event, "ref": ref}, now=now)


def run_next(sessions: sessionmaker[Session], handlers: Mapping[str, Handler], now: datetime) -> bool:
    """Run the next due job, if there is one; returns whether there was.

    A job is leased first, so that of several workers one has it, however long it takes: while a handler works, its
    lease is renewed. A handler that raises is tried again, later and later,
    six times in all; then the job stands as failed, with its error, for an admin to see. So does one that took its
    worker with it as often.
    """
    leased = _lease(sessions, now)
    if leased is None:
        return False
    job_id, kind, payload, attempts = leased
    try:
        if attempts > MOST_ATTEMPTS:
            raise WorkerLost("setiap kali dikerjakan, pekerjanya berhenti")
        with _held(sessions, job_id, attempts, now):
            handlers[kind](sessions, payload, now)
    except Exception as error:  # whatever a handler meets is recorded on its row, not lost with the thread
        _finish(sessions, job_id, attempts, _failure(now, attempts, error))
    else:
        _finish(sessions, job_id, attempts, {"done_at": now, "leased_until": None, "error": None})
    return True


def retry(session: Session, job_id: int, now: datetime) -> bool:
    """Make a failed job due again; returns whether it had failed."""
    result = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.failed_at.is_not(None))
        .values(failed_at=None, attempts=0, run_at=now, leased_until=None)
    )
    return bool(getattr(result, "rowcount", 0))


def forget_done(sessions: sessionmaker[Session], now: datetime) -> int:
    """Delete jobs that were done 90 days ago, in short transactions, at most 50,000 of them; returns how many. There
    are several for everything that anybody does. Those that failed stay until somebody has looked at them.
    """
    old = select(Job.id).where(Job.done_at < now - KEPT).order_by(Job.done_at).limit(FORGOTTEN_AT_ONCE)
    gone = delete(Job).where(Job.id.in_(old.scalar_subquery())).execution_options(synchronize_session=False)
    count = 0
    for _ in range(MOST_TURNS):
        with sessions.begin() as session:
            found = int(getattr(session.execute(gone), "rowcount", 0))
        count += found
        if found < FORGOTTEN_AT_ONCE:
            break
    return count


def _lease(sessions: sessionmaker[Session], now: datetime) -> tuple[int, str, Mapping[str, Any], int] | None:
    with sessions.begin() as session:
        job = session.scalars(
            select(Job)
            .where(
                Job.done_at.is_(None),
                Job.failed_at.is_(None),
                Job.run_at <= now,
                or_(Job.leased_until.is_(None), Job.leased_until < now),
            )
            .order_by(Job.run_at, Job.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if job is None:
            return None
        job.leased_until = now + LEASE
        job.attempts += 1
        return job.id, job.kind, dict(job.payload), job.attempts


@contextmanager
def _held(sessions: sessionmaker[Session], job_id: int, attempts: int, now: datetime) -> Iterator[None]:
    """Renew the lease of a job meanwhile. Work that takes longer than a lease, such as counting everything for many
    thousand people, would otherwise be begun again beside itself by the next worker, and by the one after that.
    """
    done = threading.Event()
    renewing = threading.Thread(target=_renew, args=(sessions, job_id, attempts, now, done), daemon=True)
    renewing.start()
    try:
        yield
    finally:
        done.set()
        renewing.join()


def _renew(sessions: sessionmaker[Session], job_id: int, attempts: int, now: datetime, done: threading.Event) -> None:
    """Until ``done``, and for two hours at most: a handler that hangs must not keep its job for ever."""
    begun = time.monotonic()
    for _ in range(MOST_RENEWALS):
        if done.wait(RENEWED_EVERY.total_seconds()):
            return
        until = now + timedelta(seconds=time.monotonic() - begun) + LEASE
        try:
            with sessions.begin() as session:
                own = (Job.id == job_id, Job.attempts == attempts, Job.leased_until.is_not(None))
                session.execute(update(Job).where(*own).values(leased_until=until))
        except SQLAlchemyError as error:  # the next time comes before the lease runs out
            log.warning("job %s: its lease could not be renewed: %s", job_id, type(error).__name__)


def _failure(now: datetime, attempts: int, error: Exception) -> dict[str, Any]:
    said = f"{type(error).__name__}: {error}"[:2000]
    if attempts >= MOST_ATTEMPTS:
        return {"failed_at": now, "leased_until": None, "error": said}
    return {"run_at": now + timedelta(seconds=2**attempts * 5), "leased_until": None, "error": said}


def _finish(sessions: sessionmaker[Session], job_id: int, attempts: int, values: Mapping[str, Any]) -> None:
    """Record how an attempt ended, unless the lease ran out and another worker has the job: then that one records."""
    with sessions.begin() as session:
        session.execute(update(Job).where(Job.id == job_id, Job.attempts == attempts).values(**values))
