"""Exports in the background, and whose data is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditSubject
from elearn.people.models import Person
from elearn.reporting.models import ListExport


def hold(session: Session, person_id: int) -> None:
    """Let nobody else ask for something in this person's name before this transaction ends: of two clicks at once the
    second sees what the first one asked for.
    """
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def own(session: Session, owner_id: int, *, offset: int, limit: int) -> Sequence[ListExport]:
    """Somebody's exports, newest first."""
    wanted = select(ListExport).where(ListExport.owner_id == owner_id).order_by(ListExport.id.desc())
    return session.scalars(wanted.offset(offset).limit(limit)).all()


def count_own(session: Session, owner_id: int) -> int:
    """How many exports somebody ever asked for."""
    return session.scalar(select(func.count(ListExport.id)).where(ListExport.owner_id == owner_id)) or 0


def waiting(session: Session, owner_id: int) -> Sequence[ListExport]:
    """Somebody's exports that are being made."""
    made = (ListExport.owner_id == owner_id, ListExport.ready_at.is_(None), ListExport.failed_at.is_(None))
    return session.scalars(select(ListExport).where(*made).order_by(ListExport.id)).all()


def named_in(entry_id: int) -> Select[int]:
    """The ids of the persons whom an entry of the audit trail is about."""
    return select(AuditSubject.person_id).where(AuditSubject.entry_id == entry_id)


def people_named_in(session: Session, entry_id: int, by: Any = Person.name) -> Iterator[int]:
    """The same by name (or by another order), streamed."""
    wanted = select(Person.id).where(Person.id.in_(named_in(entry_id))).order_by(by, Person.id)
    return iter(session.scalars(wanted.execution_options(yield_per=1000)))


def state_row(session: Session, export_id: int) -> Any:
    """An export, held until the transaction ends; None when there is none such."""
    return session.get(ListExport, export_id, with_for_update=True)
