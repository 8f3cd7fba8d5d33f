"""The daily look at which scheduled exports are due. Each month is made once, whoever looks and however often."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from elearn.core.clock import local_date
from elearn.core.errors import NotFound
from elearn.jobs.service import Handler, enqueue
from elearn.notices.rules import Kind
from elearn.notices.service import notify
from elearn.people.service.actors import actor_of
from elearn.reporting.models import ExportRun, ExportSchedule, SavedFilter
from elearn.reporting.queries import schedules as found
from elearn.reporting.rules.exports import Listed
from elearn.reporting.rules.schedule import HOUR, Period, dated, due_month
from elearn.reporting.service.exports import ask_export
from elearn.reporting.service.noting import Asker

SCHEDULE_JOB = "export.schedule"

log = logging.getLogger(__name__)


def schedule_exports(session: Session, *, zone: str, now: datetime) -> None:
    """Have somebody look at the next local hour of one o'clock; once, however often this is called."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < time(HOUR) else local.date() + timedelta(days=1)
    due = datetime.combine(day, time(HOUR), ZoneInfo(zone)).astimezone(UTC)
    enqueue(session, SCHEDULE_JOB, f"{SCHEDULE_JOB}:{day.isoformat()}", {}, now=now, run_at=due)


def schedule_handler(zone: str) -> Handler:
    """The job that looks. It first asks for the next one, so that a day that fails takes no other with it."""

    def handle(sessions: sessionmaker[Session], _payload: Mapping[str, Any], now: datetime) -> None:
        with sessions.begin() as session:
            schedule_exports(session, zone=zone, now=now)
        with sessions() as session:
            ids = found.running(session)
        failed: list[Exception] = []
        for schedule_id in ids:
            try:
                with sessions.begin() as session:
                    _run(session, schedule_id, zone, now)
            except Exception as error:  # tried again by the job; the other schedules run all the same
                log.exception("schedule %s: its export could not be asked for", schedule_id)
                failed.append(error)
        if failed:
            raise failed[0]

    return handle


def _run(session: Session, schedule_id: int, zone: str, now: datetime) -> None:
    schedule = session.get(ExportSchedule, schedule_id, with_for_update=True)
    if schedule is None or schedule.paused_at is not None:
        return
    month = due_month(schedule.day, zone, schedule.created_at, now)
    if month is None or found.has_run(session, schedule_id, f"{month:%Y-%m}"):
        return
    saved = session.get_one(SavedFilter, schedule.filter_id)
    actor = actor_of(session, saved.person_id, today_zone=zone, now=now)
    if actor is None or not actor.is_admin:
        _rest(session, schedule, saved, "/pemberitahuan", zone, now)
        return
    listed = Listed(saved.listed)
    choice = dated(saved.choice, listed, Period(schedule.period), month)
    asker = Asker(actor, zone, now)
    try:
        with session.begin_nested():
            made = ask_export(session, listed, choice, schedule.kind, asker, label=saved.name, scheduled=True)
            session.add(ExportRun(schedule_id=schedule_id, month=f"{month:%Y-%m}", export_id=made))
    except NotFound:  # her role no longer covers what the filter asks for
        _rest(session, schedule, saved, "/admin/ekspor/terjadwal", zone, now)
    except IntegrityError:  # another worker made it
        if not found.has_run(session, schedule_id, f"{month:%Y-%m}"):
            raise


def _rest(session: Session, schedule: ExportSchedule, saved: SavedFilter, link: str, zone: str, now: datetime) -> None:
    schedule.paused_at, schedule.lost = now, True
    key, words = f"{schedule.id}:{local_date(now, zone)}", {"title": saved.name}
    notify(session, saved.person_id, Kind.EXPORT_PAUSED, key=key, words=words, link=link, now=now)
