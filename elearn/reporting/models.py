"""What was handed over to SIASN and what it answered, lists as files, and the numbers of the dashboard."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.core.database import Base, Identity


class SiasnRow(Base):
    """How one training stands with SIASN; nothing here: it was never handed over. ``source`` and ``ref`` name it: a
    completion (``kelulusan``) or a submission (``pengajuan``) by its id. ``state`` is a ``SiasnState``; ``number`` and
    ``title`` are what was handed over last, ``exports`` how often. ``rw_id`` is SIASN's ``rwKursusId``, ``message`` why
    it refused. ``queued_at``: since when the worker is to send it through the web service (None: it is not).
    """

    __tablename__ = "siasn_row"
    __table_args__ = (UniqueConstraint("source", "ref"), Index(None, "person_id"), Index(None, "number"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    source: Mapped[str] = mapped_column(String(20))
    ref: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(300))
    exports: Mapped[int] = mapped_column(default=0)
    exported_at: Mapped[datetime]
    exported_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    queued_at: Mapped[datetime | None]
    rw_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    message: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class SiasnExport(Base):
    """Rows that were handed over together. ``choice`` says by which filter, ``skipped`` how many rows that fit could
    not be handed over. ``batch_id`` is the bundle of their certificates (None: made at the command line).
    """

    __tablename__ = "siasn_export"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    choice: Mapped[dict[str, Any]]
    skipped: Mapped[int]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_batch.id"), unique=True)


class SiasnExportRow(Base):
    """One row as it was handed over, by its ``place`` from 1: the fields of ``kursus/save`` (without NIP and name), the
    name of its evidence in the ZIP, and what to look out for.
    """

    __tablename__ = "siasn_export_row"

    export_id: Mapped[int] = mapped_column(ForeignKey("siasn_export.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    siasn_row_id: Mapped[int] = mapped_column(ForeignKey("siasn_row.id"), index=True)
    payload: Mapped[dict[str, Any]]
    file: Mapped[str] = mapped_column(String(120))
    warning: Mapped[str] = mapped_column(Text)


class SiasnReply(Base):
    """A file with SIASN's answers as it was uploaded, its bytes under ``digest``. ``confirmed_at`` None: only looked
    at; ``applied_at`` None: not yet taken over by the worker.
    """

    __tablename__ = "siasn_reply"
    __table_args__ = (Index(None, "uploaded_by", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    confirmed_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]


class SiasnReplyRow(Base):
    """What became of one answer of a file, by the number of its ``row``: a ``ReplyResult``, and for which training.
    ``reason``: why it was not recorded. What it answers is read from the file.
    """

    __tablename__ = "siasn_reply_row"

    reply_id: Mapped[int] = mapped_column(ForeignKey("siasn_reply.id"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    result: Mapped[str] = mapped_column(String(20))
    siasn_row_id: Mapped[int | None] = mapped_column(ForeignKey("siasn_row.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")


class ListExport(Base):
    """A list that is made into a file in the background. ``listed``: which list; ``label``: what its owner calls it;
    ``fixed``: what was asked for as it was settled then (emptied with the file). ``done`` of ``total`` rows are read;
    ``tries`` counts attempts since the last step, ``retries`` how often its owner had it tried again. ``entry_id`` is
    the entry of the audit trail that names whose data it holds. ``problem`` says why it failed.
    """

    __tablename__ = "list_export"
    __table_args__ = (Index(None, "owner_id", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    listed: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(200))
    fixed: Mapped[dict[str, Any]]
    entry_id: Mapped[int]
    asked_at: Mapped[datetime]
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    retries: Mapped[int] = mapped_column(default=0)
    size: Mapped[int | None]
    ready_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime | None]


class DashboardFold(Base):
    """Numbers of the dashboard for all units, as they stood at ``made_at`` (None: not whole yet). ``period``: see
    rules/dashboard; ``today``: the local date that "now" meant; ``facts``: what was measured against, and the newest
    completion that was counted.
    """

    __tablename__ = "dashboard_fold"
    __table_args__ = (Index(None, "period", "made_at"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    period: Mapped[str] = mapped_column(String(20))
    today: Mapped[date]
    begun_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]]


class DashboardSum(Base):
    """One number: ``name`` says what it counts and ``key`` of what (rules/dashboard). ``unit_id`` 0: of no unit."""

    __tablename__ = "dashboard_sum"

    fold_id: Mapped[int] = mapped_column(ForeignKey("dashboard_fold.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    unit_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)


class DashboardPerson(Base):
    """What the sums of a year were made of: somebody's JP (hundredths) and activities, and as what she served then."""

    __tablename__ = "dashboard_person"
    __table_args__ = (
        Index(None, "fold_id", "recognised", "person_id"),
        Index(None, "fold_id", "unit_id", "recognised", "person_id"),
    )

    fold_id: Mapped[int] = mapped_column(ForeignKey("dashboard_fold.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    status: Mapped[str] = mapped_column(String(20))
    recognised: Mapped[int]
    activities: Mapped[int]


class SavedFilter(Base):
    """A filter of a list that somebody gave a name. ``choice``: what it asks for as plain values; ``query``: the same
    as the list's address says it.
    """

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("person_id", "listed", "name"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    listed: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    choice: Mapped[dict[str, Any]]
    query: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class ExportSchedule(Base):
    """A named filter whose list is made into a file once a month, from ``day`` on (a shorter month: its last day).
    ``period``: which dates, a ``Period``; ``to_folder``: it also goes to the operator's folder. ``paused_at``: since
    when it rests; ``lost``: because its owner is no admin any more.
    """

    __tablename__ = "export_schedule"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    filter_id: Mapped[int] = mapped_column(ForeignKey("saved_filter.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    day: Mapped[int]
    period: Mapped[str] = mapped_column(String(20))
    to_folder: Mapped[bool]
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    lost: Mapped[bool] = mapped_column(default=False)


class ExportRun(Base):
    """What a schedule made of a month (``2026-06``): never two of one."""

    __tablename__ = "export_run"
    __table_args__ = (UniqueConstraint("schedule_id", "month"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    schedule_id: Mapped[int] = mapped_column(ForeignKey("export_schedule.id"))
    month: Mapped[str] = mapped_column(String(7))
    export_id: Mapped[int] = mapped_column(ForeignKey("list_export.id"), index=True)
