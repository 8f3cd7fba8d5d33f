"""Who processed whose data in a period, for the report of a breach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.searching import contains
from elearn.people.models import Person
from elearn.reporting.queries.people import Owner, living

BATCH = 500
HERE = Person.erased_at.is_(None)


@dataclass(frozen=True, slots=True)
class Period:
    """Instants, the second excluded, and part of the name of who did it ("": anybody)."""

    first: datetime
    until: datetime
    actor: str


def deeds(session: Session, period: Period) -> Sequence[Row[*tuple[Any, ...]]]:
    """One row an actor and action: how often, about how many persons and how many accounts that were deleted since,
    the first and the last instant.
    """
    wanted = (
        select(
            AuditEntry.actor_id,
            AuditEntry.action,
            func.count(AuditEntry.id.distinct()).label("times"),
            _counted(HERE).label("people"),
            _counted(~HERE).label("deleted"),
            func.min(AuditEntry.at).label("first"),
            func.max(AuditEntry.at).label("last"),
        )
        .join(AuditSubject, AuditSubject.entry_id == AuditEntry.id)
        .join(Owner, Owner.id == AuditSubject.person_id)
        .join(Person, living())
        .where(*_others(period))
        .group_by(AuditEntry.actor_id, AuditEntry.action)
        .order_by(func.count(Person.id.distinct()).desc(), AuditEntry.actor_id, AuditEntry.action)
    )
    return session.execute(wanted).all()


def names(session: Session, ids: set[int]) -> dict[int, Row[*tuple[Any, ...]]]:
    """Titles and names of persons."""
    wanted = select(Person.id, Person.title_before, Person.name, Person.title_after).where(Person.id.in_(ids))
    return {row.id: row for row in session.execute(wanted)}


def networks(session: Session, period: Period) -> list[str]:
    """From which networks it was done."""
    wanted = select(AuditEntry.network).join(AuditSubject, AuditSubject.entry_id == AuditEntry.id)
    found = session.scalars(wanted.where(*_others(period), AuditEntry.network.is_not(None)).distinct())
    return sorted(network for network in found if network)


def affected(period: Period) -> Select[int]:
    """The ids of all accounts whose data somebody else processed."""
    wanted = select(AuditSubject.person_id).join(AuditEntry, AuditEntry.id == AuditSubject.entry_id)
    return wanted.where(*_others(period)).distinct()


def count_affected(session: Session, period: Period) -> tuple[int, int]:
    """How many persons they belong to (merged accounts to one), and how many accounts were deleted since: whose those
    were cannot be told any more, and she may be among the persons under an account of today.
    """
    wanted = select(_counted(HERE), _counted(~HERE)).select_from(Owner).join(Person, living())
    here, deleted = session.execute(wanted.where(Owner.id.in_(affected(period)))).one()
    return here, deleted


def affected_people(session: Session, period: Period) -> Iterator[Row[*tuple[Any, ...]]]:
    """They, by name, with how to reach them, how often it was done, and when first and last; deleted accounts last."""
    wanted = (
        select(Person.nip, Person.title_before, Person.name, Person.title_after, Person.email, HERE)
        .add_columns(func.count(AuditEntry.id.distinct()), func.min(AuditEntry.at), func.max(AuditEntry.at))
        .join(Owner, living())
        .join(AuditSubject, AuditSubject.person_id == Owner.id)
        .join(AuditEntry, AuditEntry.id == AuditSubject.entry_id)
        .where(*_others(period))
        .group_by(Person.id)
        .order_by(HERE.desc(), func.lower(Person.name), Person.id)
    )
    yield from session.execute(wanted.execution_options(yield_per=BATCH))


def _counted(which: ColumnElement[bool]) -> ColumnElement[int]:
    """How many different persons of these."""
    return func.count(case((which, Person.id)).distinct())


def _others(period: Period) -> Iterator[ColumnElement[bool]]:
    yield AuditEntry.at >= period.first
    yield AuditEntry.at < period.until
    yield AuditEntry.actor_id.is_not(None)
    yield AuditEntry.actor_id != AuditSubject.person_id
    if period.actor:
        yield AuditEntry.actor_id.in_(select(Person.id).where(contains(Person.name, period.actor)))
