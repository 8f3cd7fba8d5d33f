"""Admins hear of a request to put data right while the 3 × 24 hours run; its owner hears that it is answered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.home import service
from elearn.home.correcting import Outcome
from elearn.home.models import CorrectionRequest
from elearn.home.service import TELL_JOB, telling_handler
from elearn.jobs.models import Job
from elearn.notices.models import Notice
from elearn.notices.rules import Kind
from tests.people.world import World, build
from tests.support.sessions import stand_still

ZONE = "Asia/Makassar"
ASKED = ("penempatan", "Pangkat III/a", "III/b sejak April")


@pytest.fixture
def world(session: Session, app: Flask, now: datetime) -> World:
    stand_still(app, now)
    return build(session)


def ask(world: World, now: datetime, who: str = "nurse") -> int:
    made = service.ask_for_correction(world.session, *ASKED, actor=world.actor(who), now=now)
    world.session.commit()
    return made


def run_due(session: Session, now: datetime) -> None:
    """What the worker does with the jobs of this room that are due."""
    due = session.scalars(select(Job).where(Job.kind == TELL_JOB, Job.run_at <= now).order_by(Job.run_at)).all()
    payloads = [job.payload for job in due]
    session.commit()
    for payload in payloads:
        telling_handler(ZONE)(sessionmaker(session.get_bind()), payload, now)


def told(world: World) -> set[tuple[str, str]]:
    names = {person.id: name for name, person in world.people.items()}
    found = {(names[row.person_id], row.kind) for row in world.session.scalars(select(Notice))}
    world.session.commit()
    return found


def test_the_nearest_hear_at_once_and_everybody_when_a_day_is_left(world: World, now: datetime) -> None:
    ask(world, now)
    run_due(world.session, now)
    assert told(world) == {("deputy", Kind.CORRECTION)}
    run_due(world.session, now + timedelta(hours=47, minutes=59))
    assert told(world) == {("deputy", Kind.CORRECTION)}
    run_due(world.session, now + timedelta(hours=48))
    late = {(name, Kind.CORRECTION_LATE) for name in ("deputy", "local", "chief")}
    assert told(world) == {("deputy", Kind.CORRECTION), *late}


def test_an_answer_ends_the_reminders_and_is_told_to_its_owner(world: World, now: datetime) -> None:
    made = ask(world, now)
    service.decide_correction(world.session, made, Outcome.APPROVED, "Diperbaiki.", actor=world.actor("local"), now=now)
    world.session.commit()
    run_due(world.session, now + timedelta(hours=48))
    assert told(world) == {("nurse", Kind.CORRECTION_ANSWERED)}


def test_the_same_request_sent_twice_waits_once(world: World, now: datetime) -> None:
    first = ask(world, now)
    assert ask(world, now + timedelta(minutes=1)) == first
    assert len(world.session.scalars(select(CorrectionRequest)).all()) == 1
    service.decide_correction(world.session, first, Outcome.DECLINED, "Belum.", actor=world.actor("local"), now=now)
    assert ask(world, now + timedelta(minutes=2)) != first  # an answered one may be asked again
