"""The daily look at who should be told, or reminded, of a programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session, sessionmaker

from elearn.content.model import Catalogue
from elearn.core.clock import local_date
from elearn.core.dates import date_text
from elearn.jobs.service import Handler, enqueue
from elearn.notices.rules import Kind
from elearn.notices.service import notify
from elearn.people.rules import Scope
from elearn.programmes import queries, rules
from elearn.programmes.rules import Standing, State
from elearn.programmes.service.standings import everybody_in

REMIND_JOB = "programme.remind"
AT_ONCE = 200  # people told in one transaction


def schedule_reminders(session: Session, *, hour: int, zone: str, now: datetime) -> None:
    """Have people reminded when it is this hour (0-23) the next time; once a day, however often this is called."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < time(hour) else local.date() + timedelta(days=1)
    due = datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)
    enqueue(session, REMIND_JOB, f"{REMIND_JOB}:{day.isoformat()}", {}, now=now, run_at=due)


def reminding_handler(catalogue: Callable[[], Catalogue], zone: str) -> Handler:
    """The job that reminds. It first asks for the next one, so that a day that fails takes no other with it. Whoever
    was told is not told again, so a job that comes back goes on where it stopped.
    """

    def handle(sessions: sessionmaker[Session], _payload: Mapping[str, Any], now: datetime) -> None:
        today, known = local_date(now, zone), catalogue()
        with sessions.begin() as session:
            schedule_reminders(session, hour=known.reference.programmes.hour, zone=zone, now=now)
        with sessions() as session:
            ids = [programme.id for programme in queries.running(session) if programme.starts_on <= today]
        for programme_id in ids:
            _remind(sessions, known, programme_id, today, now)

    return handle


def _remind(
    sessions: sessionmaker[Session], catalogue: Catalogue, programme_id: int, today: date, now: datetime
) -> None:
    with sessions() as session:
        programme = queries.by_id(session, programme_id)
        assert programme is not None
        name, paths = programme.name, rules.read(programme.paths)
        found = everybody_in(session, catalogue, programme, Scope(None), today)
    owing = [(member.id, stands) for member, stands, _, _ in found if stands.owed]
    for start in range(0, len(owing), AT_ONCE):
        with sessions.begin() as session:
            for person_id, stands in owing[start : start + AT_ONCE]:
                step = rules.step(catalogue.reference.programmes.reminders, stands.due_on, today)
                words = {"title": name, "due": date_text(stands.due_on), "more": rules.progress_words(paths, stands)}
                _tell(session, programme_id, words, person_id, stands, step, today, now)


def _tell(
    session: Session, programme_id: int, words: dict[str, str], person_id: int, stands: Standing, step: int | None,
    today: date, now: datetime,
) -> None:  # fmt: skip
    """Once for each step before, on and after a deadline; a new deadline has steps of its own."""
    if stands.state is State.LATE:
        kind = Kind.PROGRAMME_LATE
    elif step is None:
        kind = Kind.PROGRAMME_NEW
    else:
        kind = Kind.PROGRAMME_TODAY if step == 0 and stands.due_on == today else Kind.PROGRAMME_DUE
    key = f"{programme_id}:{stands.due_on.isoformat()}:{'baru' if step is None else step}"
    notify(session, person_id, kind, key=key, words=words, link="/program", now=now)
