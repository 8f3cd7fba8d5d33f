"""Requests for seats."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from elearn.people.models import Person
from elearn.people.rules import display_name
from elearn.programmes.models import Cohort, Programme, Request
from elearn.programmes.queries.cohorts import LIVING

Asked = tuple[Request, int, Programme, Cohort]


def request(session: Session, request_id: int) -> tuple[Request, int] | None:
    """A request, and the living account that asks."""
    wanted = select(Request, LIVING).join(Person, Person.id == Request.person_id).where(Request.id == request_id)
    found = session.execute(wanted.execution_options(populate_existing=True)).one_or_none()
    return (found[0], found[1]) if found else None


def undecided(session: Session, person_ids: Collection[int] | None = None) -> list[Asked]:
    """Requests that nobody decided, of programmes that run, the oldest first: all, or of these living accounts."""
    conditions: list[ColumnElement[bool]] = [Request.approved.is_(None), Programme.closed_at.is_(None)]
    conditions += [] if person_ids is None else [LIVING.in_(list(person_ids))]
    wanted = (
        select(Request, LIVING, Programme, Cohort)
        .join(Person, Person.id == Request.person_id)
        .join(Programme, Programme.id == Request.programme_id)
        .join(Cohort, Cohort.id == Request.cohort_id)
        .where(*conditions)
        .order_by(Request.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(wanted)]


def open_requests(session: Session, cohort_id: int) -> Sequence[Request]:
    """The requests for a cohort that nobody decided."""
    wanted = select(Request).where(Request.cohort_id == cohort_id, Request.approved.is_(None))
    return session.scalars(wanted.order_by(Request.id)).all()


def last_request(session: Session, programme_id: int, person_id: int) -> Request | None:
    """Somebody's latest request in a programme."""
    return last_requests(session, [programme_id], person_id).get(programme_id)


def last_requests(session: Session, programme_ids: Collection[int], person_id: int) -> Mapping[int, Request]:
    """Somebody's latest requests by programme."""
    wanted = select(Request).join(Person, Person.id == Request.person_id)
    wanted = wanted.where(Request.programme_id.in_(list(programme_ids)), LIVING.in_([person_id]))
    return {each.programme_id: each for each in session.scalars(wanted.order_by(Request.id))}


def active_names(session: Session, ids: Collection[int]) -> Mapping[int, str]:
    """The names of those of these people whose accounts are open."""
    wanted = select(Person.id, Person.title_before, Person.name, Person.title_after)
    found = session.execute(wanted.where(Person.id.in_(list(ids)), Person.active.is_(True)))
    return {number: display_name(before, name, after) for number, before, name, after in found}
