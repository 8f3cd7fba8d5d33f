"""Scheduled exports and what they made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from elearn.reporting.models import ExportRun, ExportSchedule, ListExport, SavedFilter


def own(session: Session, person_id: int) -> Sequence[Row[ExportSchedule, SavedFilter]]:
    """Somebody's schedules with their filters, the oldest first."""
    wanted = select(ExportSchedule, SavedFilter).join(SavedFilter, SavedFilter.id == ExportSchedule.filter_id)
    return session.execute(wanted.where(SavedFilter.person_id == person_id).order_by(ExportSchedule.id)).all()


def running(session: Session) -> list[int]:
    """The ids of all schedules that do not rest."""
    return list(session.scalars(select(ExportSchedule.id).where(ExportSchedule.paused_at.is_(None))))


def uses(session: Session, filter_id: int) -> int:
    """How many schedules use a filter."""
    return session.scalar(select(func.count(ExportSchedule.id)).where(ExportSchedule.filter_id == filter_id)) or 0


def runs(session: Session, schedule_id: int) -> Sequence[Row[str, ListExport]]:
    """(month, the export) of a schedule's last twelve runs, newest first."""
    wanted = select(ExportRun.month, ListExport).join(ListExport, ListExport.id == ExportRun.export_id)
    return session.execute(
        wanted.where(ExportRun.schedule_id == schedule_id).order_by(ExportRun.month.desc()).limit(12)
    ).all()


def has_run(session: Session, schedule_id: int, month: str) -> bool:
    """Whether the export of a month was made."""
    wanted = select(ExportRun.id).where(ExportRun.schedule_id == schedule_id, ExportRun.month == month)
    return session.scalar(wanted) is not None


def to_folder(session: Session, export_id: int) -> str | None:
    """What the file of an export is called in the operator's folder, without its ending; None: it does not go there."""
    wanted = select(ExportRun.month, ExportSchedule.id, ExportSchedule.to_folder, SavedFilter.listed)
    wanted = wanted.join(ExportSchedule, ExportSchedule.id == ExportRun.schedule_id)
    wanted = wanted.join(SavedFilter, SavedFilter.id == ExportSchedule.filter_id)
    row = session.execute(wanted.where(ExportRun.export_id == export_id)).one_or_none()
    return f"{row.listed}-{row.month}-{row.id}" if row is not None and row.to_folder else None
