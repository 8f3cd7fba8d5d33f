"""Jobs: enqueued with what they follow from, run exactly once, tried again when they fail."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from elearn.jobs import service
from elearn.jobs.models import Job


def test_a_rolled_back_write_leaves_no_job(session: Session, now: datetime) -> None:
    service.enqueue(session, "x", "x:1", {}, now=now)
    session.rollback()
    assert session.scalars(select(Job)).all() == []


def test_the_same_key_is_enqueued_once(session: Session, now: datetime) -> None:
    service.enqueue(session, "x", "x:1", {"n": 1}, now=now)
    service.enqueue(session, "x", "x:1", {"n": 2}, now=now)
    session.commit()
    assert [job.payload for job in session.scalars(select(Job))] == [{"n": 1}]


def test_a_job_waits_for_its_time(session: Session, engine: Engine, now: datetime) -> None:
    service.enqueue(session, "x", "x:1", {}, now=now, run_at=now + timedelta(hours=1))
    session.commit()
    ran: list[str] = []
    handlers = {"x": lambda *_: ran.append("x")}
    assert not service.run_next(sessionmaker(engine), handlers, now)
    assert service.run_next(sessionmaker(engine), handlers, now + timedelta(hours=1))
    assert ran == ["x"]


def test_several_workers_run_each_job_exactly_once(session: Session, engine: Engine, now: datetime) -> None:
    for number in range(40):
        service.enqueue(session, "x", f"x:{number}", {"n": number}, now=now)
    session.commit()
    ran: list[int] = []

    def handler(_sessions: sessionmaker[Session], payload: Mapping[str, Any], _now: datetime) -> None:
        ran.append(payload["n"])

    def work() -> None:
        while service.run_next(sessionmaker(engine), {"x": handler}, now):
            pass

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sorted(ran) == list(range(40))


def test_a_failing_job_is_tried_six_times_then_stands_with_its_error(
    session: Session, engine: Engine, now: datetime
) -> None:
    service.enqueue(session, "x", "x:1", {}, now=now)
    session.commit()

    def handler(*_: Any) -> None:
        raise ValueError("disk penuh")

    tries = 0
    for step in range(20):
        tries += service.run_next(sessionmaker(engine), {"x": handler}, now + timedelta(hours=step))
    assert tries == service.MOST_ATTEMPTS
    job = session.scalars(select(Job)).one()
    assert job.failed_at is not None
    assert job.error == "ValueError: disk penuh"

    assert service.retry(session, job.id, now)
    session.commit()
    assert service.run_next(sessionmaker(engine), {"x": lambda *_: None}, now)
    session.refresh(job)
    assert job.done_at == now
    assert not service.retry(session, job.id, now)


def test_a_lost_worker_gives_its_job_back_after_the_lease(session: Session, engine: Engine, now: datetime) -> None:
    service.enqueue(session, "x", "x:1", {}, now=now)
    session.commit()

    class Killed(BaseException):
        """What a process that dies looks like to this code."""

    def handler(*_: Any) -> None:
        raise Killed

    with pytest.raises(Killed):
        service.run_next(sessionmaker(engine), {"x": handler}, now)
    ran: list[str] = []
    handlers = {"x": lambda *_: ran.append("x")}
    assert not service.run_next(sessionmaker(engine), handlers, now + service.LEASE / 2)
    assert service.run_next(sessionmaker(engine), handlers, now + service.LEASE * 2)
    assert ran == ["x"]


def test_a_job_that_always_takes_its_worker_with_it_stands_as_failed(
    session: Session, engine: Engine, now: datetime
) -> None:
    service.enqueue(session, "x", "x:1", {}, now=now)
    session.commit()
    tries = 0

    def handler(*_: Any) -> None:
        nonlocal tries
        tries += 1
        raise KeyboardInterrupt

    for step in range(service.MOST_ATTEMPTS + 3):
        with suppress(KeyboardInterrupt):
            service.run_next(sessionmaker(engine), {"x": handler}, now + service.LEASE * 2 * step)
    assert tries == service.MOST_ATTEMPTS
    job = session.scalars(select(Job)).one()
    assert job.failed_at is not None
    assert "pekerjanya berhenti" in (job.error or "")


def test_a_worker_that_lost_its_lease_does_not_spoil_what_another_finished(
    session: Session, engine: Engine, now: datetime
) -> None:
    service.enqueue(session, "x", "x:1", {}, now=now)
    session.commit()
    later = now + service.LEASE * 2

    def slow(*_: Any) -> None:
        assert service.run_next(sessionmaker(engine), {"x": lambda *_: None}, later)
        raise ValueError("too late")

    assert service.run_next(sessionmaker(engine), {"x": slow}, now)
    job = session.scalars(select(Job)).one()
    assert (job.done_at, job.failed_at, job.error) == (later, None, None)


def test_a_job_that_takes_longer_than_its_lease_is_not_begun_a_second_time(
    session: Session, engine: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "RENEWED_EVERY", timedelta(milliseconds=20))
    service.enqueue(session, "x", "x:1", {}, now=now)
    session.commit()
    begun: list[bool] = []

    def slow(*_: Any) -> None:
        for _ in range(500):
            with Session(engine) as own:
                if own.scalars(select(Job.leased_until)).one() > now + service.LEASE:
                    break
            time.sleep(0.02)
        begun.append(service.run_next(sessionmaker(engine), {"x": lambda *_: None}, now + service.LEASE))

    assert service.run_next(sessionmaker(engine), {"x": slow}, now)
    job = session.scalars(select(Job)).one()
    assert (begun, job.attempts, job.done_at, job.leased_until) == ([False], 1, now, None)


def test_what_was_done_long_ago_is_forgotten_and_what_failed_is_not(
    session: Session, engine: Engine, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FORGOTTEN_AT_ONCE", 2)
    states = {"old": {"done_at": now - service.KEPT - timedelta(seconds=1)}, "new": {"done_at": now - service.KEPT}}
    states |= {"failed": {"failed_at": now - service.KEPT * 2}, "waiting": {}}
    for name, state in states.items():
        for number in range(5):
            session.add(Job(kind="x", key=f"{name}:{number}", payload={}, created_at=now, run_at=now, **state))
    session.commit()
    assert service.forget_done(sessionmaker(engine), now) == 5
    assert service.forget_done(sessionmaker(engine), now) == 0
    assert {key.partition(":")[0] for key in session.scalars(select(Job.key))} == {"new", "failed", "waiting"}
