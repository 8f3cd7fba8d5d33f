"""What the plan says, done to the rows of the database; see elearn/home/plan.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, Table, delete, select, update
from sqlalchemy.orm import Session

from elearn.api.service import revoke_tokens_of
from elearn.content.model.retention import ACCOUNT, EVIDENCE, RECORD
from elearn.core.append_only import deletion_allowed
from elearn.core.database import Base
from elearn.credentials.service import forget_holder
from elearn.external.models import EvidenceFile, Submission, SubmissionEvent
from elearn.external.rules import State
from elearn.home.models import DataCopy
from elearn.home.plan import ERASED, PLAN
from elearn.people.models import Person
from elearn.reporting.service.forgetting import forget_exports


@dataclass(slots=True)
class Files:
    """What lies beside the database: digests of objects, and ids of copies and of exports."""

    digests: set[str] = field(default_factory=set)
    copies: list[int] = field(default_factory=list)
    exports: list[int] = field(default_factory=list)


def erase_rows(
    session: Session, kinds: Collection[str], ids: Collection[int], *, actor_id: int | None, today: date, now: datetime
) -> Files:
    """Do what the plan says for these kinds of data of these accounts (all of one person's); returns the files that
    are to go. Raises Conflict, before anything is lost, for certificates that cannot be forgotten yet.
    """
    files = Files()
    if RECORD in kinds:
        files.digests |= forget_holder(session, ids, today)
    if ACCOUNT in kinds:
        files.copies += session.scalars(select(DataCopy.id).where(DataCopy.person_id.in_(ids)))
        files.exports += forget_exports(session, ids, now=now)
        revoke_tokens_of(session, ids, actor_id=actor_id, now=now)
        files.digests |= _erase_drafts(session, ids)
    if EVIDENCE in kinds:
        session.execute(update(Submission).where(Submission.person_id.in_(ids)).values(evidence_id=None))
        files.digests |= _unattached(session, ids)
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in PLAN:
            _as_planned(session, table, kinds, ids)
    _erase_person(session, kinds, ids, now)
    session.expire_all()
    return files


def rows_of(table: Table, ids: Collection[int]) -> ColumnElement[bool]:
    """The condition that a row of a table is one of these accounts', by the owners that the plan names."""
    column = table.c[PLAN[table.name].owner]
    if table.name == Person.__tablename__:
        return column.in_(ids)
    parent = next(iter(column.foreign_keys)).column.table
    if parent.name == Person.__tablename__:
        return column.in_(ids)
    return column.in_(select(parent.c.id).where(rows_of(parent, ids)))


def _as_planned(session: Session, table: Table, kinds: Collection[str], ids: Collection[int]) -> None:
    line = PLAN[table.name]
    if line.gone in kinds:
        _delete(session, table, rows_of(table, ids))
    for kind in kinds:
        if kind in line.blank:
            session.execute(update(table).where(rows_of(table, ids)).values(**line.blank[kind]))


def _delete(session: Session, table: Table, hers: ColumnElement[bool]) -> None:
    """Delete rows; where the database refuses that, only if there are any."""
    if not table.info.get("append_only"):
        session.execute(delete(table).where(hers))
    elif session.scalar(select(select(1).select_from(table).where(hers).exists())):
        with deletion_allowed(session.connection(), table.name):
            session.execute(delete(table).where(hers))


def _erase_person(session: Session, kinds: Collection[str], ids: Collection[int], now: datetime) -> None:
    """How she signed in and was reached; with the record also who she was. The id stays for what points to it."""
    held = update(Person).where(Person.id.in_(ids))
    if ACCOUNT in kinds:
        details = {"email": None, "birth_place": "", "birth_date": None, "last_seen_at": None}
        entrance = {"password_hash": None, "one_time_until": None, "must_change_password": True}
        session.execute(held.values(**details, **entrance, session_epoch=Person.session_epoch + 1))
    if RECORD in kinds:
        names = {"name": ERASED, "title_before": "", "title_after": "", "nip": None}
        session.execute(held.values(**names, active=False, erased_at=now))


def _erase_drafts(session: Session, ids: Iterable[int]) -> set[str]:
    """What she never sent, and files that belong to nothing; returns the digests of those."""
    drafts = list(
        session.scalars(select(Submission.id).where(Submission.person_id.in_(ids), Submission.state == State.DRAFT))
    )
    if drafts:
        with deletion_allowed(session.connection(), SubmissionEvent.__tablename__):
            session.execute(delete(SubmissionEvent).where(SubmissionEvent.submission_id.in_(drafts)))
        session.execute(delete(Submission).where(Submission.id.in_(drafts)))
    return _unattached(session, ids)


def _unattached(session: Session, ids: Iterable[int]) -> set[str]:
    """Delete the rows of her files that no submission holds; returns their digests."""
    attached = select(Submission.evidence_id).where(Submission.evidence_id.is_not(None))
    loose = (EvidenceFile.person_id.in_(ids), EvidenceFile.id.not_in(attached))
    digests = set(session.scalars(select(EvidenceFile.digest).where(*loose)))
    session.execute(delete(EvidenceFile).where(*loose))
    return digests
