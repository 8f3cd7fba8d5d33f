"""Lists as the API gives them: within a scope, by key, as of today. Merged accounts are folded into the living one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.credentials.models import Certificate, CertificateEvent
from elearn.learning.models import Completion, Enrolment
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.leading import Living, Superior, living_superior
from elearn.people.queries.people import posting_that_counts
from elearn.reporting.queries.people import Owner, Units, accounts_of, accounts_serving

# What changes what the API shows of a person; a change of her unit's name is a change of the unit.
CHANGES = (
    "person.activate", "person.add", "person.deactivate", "person.edit", "person.email", "person.import",
    "person.merge", "person.posting", "person.undo", "person.unmerge", "unit.merge",
)  # fmt: skip
Columns = Select[*tuple[Any, ...]]
LIVING: Any = func.coalesce(Owner.merged_into_id, Owner.id)


@dataclass(frozen=True, slots=True)
class Within:
    """Whose rows: of people who serve in these units today (None: everybody), of one person, since an instant."""

    units: Units
    today: date
    person_id: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Behind which key a list goes on, and how many rows are asked for."""

    after: int
    limit: int


def people(
    session: Session, within: Within, part: Part, *conditions: ColumnElement[bool]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """People with the posting and unit by which they belong to a scope, and the id of who leads them there: of the
    account that lives on, None also where that is their own.
    """
    wanted: Columns = (
        select(Person, Posting, Unit, func.nullif(Living.id, Person.id).label("superior_id"))
        .select_from(Person)
        .outerjoin(Posting, Posting.id == posting_that_counts(within.today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .outerjoin(Superior, Superior.id == Posting.superior_id)
        .outerjoin(Living, living_superior())
        .where(Person.merged_into_id.is_(None), Person.erased_at.is_(None), *conditions)
    )
    if within.units is not None:
        wanted = wanted.where(Posting.unit_id.in_(within.units))
    if within.person_id is not None:
        wanted = wanted.where(Person.id == within.person_id)
    if within.since is not None:
        changed = (Person.id.in_(_changed(within.since)), Person.id.in_(_moved(within.since, within.today)))
        wanted = wanted.where(or_(Person.created_at >= within.since, *changed))
    return session.execute(_part(wanted, Person.id, part)).all()


def enrolments(session: Session, within: Within, part: Part, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    changed = () if within.since is None else (Enrolment.opened_at >= within.since, Enrolment.closed_at >= within.since)
    return _owned(session, Enrolment, within, part, *conditions, *_either(changed))


def completions(session: Session, within: Within, part: Part, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    changed = () if within.since is None else (Completion.completed_at >= within.since,)
    return _owned(session, Completion, within, part, *conditions, *_either(changed))


def certificates(session: Session, within: Within, part: Part, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    changed: tuple[ColumnElement[bool], ...] = ()
    if within.since is not None:
        happened = select(CertificateEvent.certificate_id).where(CertificateEvent.at >= within.since)
        changed = (Certificate.issued_at >= within.since, Certificate.id.in_(happened))
    return _owned(session, Certificate, within, part, *conditions, *_either(changed))


def jp_entries(session: Session, within: Within, part: Part, *conditions: ColumnElement[bool]) -> Sequence[Row[Any]]:
    changed = () if within.since is None else (LedgerEntry.recorded_at >= within.since,)
    return _owned(session, LedgerEntry, within, part, *conditions, *_either(changed))


def competency_entries(
    session: Session, within: Within, part: Part, *conditions: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    changed = () if within.since is None else (CompetencyEntry.recorded_at >= within.since,)
    return _owned(session, CompetencyEntry, within, part, *conditions, *_either(changed))


def units(session: Session, covered: Units, part: Part, *conditions: ColumnElement[bool]) -> Sequence[Unit]:
    """Units within a scope."""
    wanted = select(Unit).where(*conditions)
    if covered is not None:
        wanted = wanted.where(Unit.id.in_(covered))
    return session.scalars(_part(wanted, Unit.id, part)).all()


def living_id(session: Session, person_id: int) -> int:
    """The account that an id stands for today."""
    return session.scalar(select(LIVING).where(Owner.id == person_id)) or person_id


def _owned(
    session: Session, model: Any, within: Within, part: Part, *conditions: ColumnElement[bool]
) -> Sequence[Row[Any]]:
    """Rows of a table of people's, each with the id of the person it belongs to today."""
    wanted = select(model, LIVING.label("person")).join(Owner, Owner.id == model.person_id).where(*conditions)
    if within.units is not None:
        serving = accounts_serving(within.today, Posting.unit_id.in_(within.units))
        wanted = wanted.where(model.person_id.in_(serving))
    if within.person_id is not None:
        wanted = wanted.where(model.person_id.in_(accounts_of(within.person_id)))
    return session.execute(_part(wanted, model.id, part)).all()


def _part(wanted: Columns, key: Any, part: Part) -> Columns:
    return wanted.where(key > part.after).order_by(key).limit(part.limit)


def _either(changed: tuple[ColumnElement[bool], ...]) -> Iterator[ColumnElement[bool]]:
    if changed:
        yield or_(*changed)


def _changed(since: datetime) -> Select[int]:
    """Whom the audit trail says something was done to."""
    done = select(AuditEntry.id).where(AuditEntry.at >= since, AuditEntry.action.in_(CHANGES))
    return select(AuditSubject.person_id).where(AuditSubject.entry_id.in_(done))


def _moved(since: datetime, today: date) -> Select[int]:
    """Who began or ended to serve somewhere meanwhile: it may have been entered long before. Local days begin before
    those of UTC, so the UTC date of an instant is early enough.
    """
    began = and_(Posting.valid_from >= since.date(), Posting.valid_from <= today)
    ended = and_(Posting.valid_to >= since.date(), Posting.valid_to < today)
    return select(Posting.person_id).where(or_(began, ended))
