"""Making, pausing and ending scheduled exports: everybody's own only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from elearn.core.errors import Invalid, NotFound
from elearn.core.tabular import FORMATS
from elearn.reporting.models import ExportRun, ExportSchedule, SavedFilter
from elearn.reporting.queries import schedules as found
from elearn.reporting.rules.exports import Listed
from elearn.reporting.rules.schedule import MOST, Period, month_words, next_due
from elearn.reporting.service.exports import Exported, shown
from elearn.reporting.service.noting import Asker
from elearn.reporting.service.saved import one_filter, owner

GONE = "Jadwal ini tidak ada, atau bukan milik Anda."
LONGEST_MONTH = 31


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A schedule with its last twelve runs, (month in words, export). ``next_at`` None: it rests; ``lost``: because its
    owner was no admin when it was due.
    """

    id: int
    name: str
    listed: Listed
    kind: str
    day: int
    period: str
    to_folder: bool
    next_at: datetime | None
    lost: bool
    runs: tuple[tuple[str, Exported], ...]


def schedules(session: Session, asker: Asker) -> tuple[Scheduled, ...]:
    """The asker's schedules. A query, and one more for each."""
    return tuple(_shown(session, one, saved, asker) for one, saved in found.own(session, owner(asker)))


def add_schedule(
    session: Session, filter_id: int, kind: str, day: int, period: Period, *, to_folder: bool, asker: Asker
) -> None:
    """Have a named filter's list made once a month, first when ``day`` comes next. Raises Invalid, or NotFound for
    another's filter.
    """
    one_filter(session, filter_id, asker)
    if not 1 <= day <= LONGEST_MONTH or kind not in FORMATS:
        raise Invalid("Tanggalnya 1 sampai 31.", {"tanggal": "Tulis 1 sampai 31."})
    if len(found.own(session, owner(asker))) >= MOST:
        raise Invalid(f"Anda sudah mempunyai {MOST} jadwal. Hapus yang tidak dipakai lagi.")
    session.add(
        ExportSchedule(
            filter_id=filter_id, kind=kind, day=day, period=period.value, to_folder=to_folder, created_at=asker.at
        )
    )
    session.flush()


def pause_schedule(session: Session, schedule_id: int, asker: Asker) -> bool:
    """Let a schedule rest, or go on from now on; returns whether it rests. Raises NotFound."""
    schedule = _own(session, schedule_id, asker)
    rests = schedule.paused_at is None
    schedule.paused_at, schedule.lost = (asker.at if rests else None), False
    if not rests:
        schedule.created_at = asker.at  # what fell into the rest is not made up for
    session.flush()
    return rests


def delete_schedule(session: Session, schedule_id: int, asker: Asker) -> None:
    """End a schedule; what it made stays as long as any export. Raises NotFound."""
    schedule = _own(session, schedule_id, asker)
    session.execute(delete(ExportRun).where(ExportRun.schedule_id == schedule_id))
    session.delete(schedule)
    session.flush()


def _own(session: Session, schedule_id: int, asker: Asker) -> ExportSchedule:
    schedule = session.get(ExportSchedule, schedule_id)
    if schedule is None or session.get_one(SavedFilter, schedule.filter_id).person_id != owner(asker):
        raise NotFound(GONE)
    return schedule


def _shown(session: Session, one: ExportSchedule, saved: SavedFilter, asker: Asker) -> Scheduled:
    return Scheduled(
        id=one.id,
        name=saved.name,
        listed=Listed(saved.listed),
        kind=one.kind,
        day=one.day,
        period=one.period,
        to_folder=one.to_folder,
        next_at=next_due(one.day, asker.zone, asker.at) if one.paused_at is None else None,
        lost=one.lost,
        runs=tuple((month_words(month), shown(export, asker)) for month, export in found.runs(session, one.id)),
    )
