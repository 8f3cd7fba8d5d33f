"""Accounts that may be, or were made, one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from sqlalchemy import ColumnElement, Table, and_, exists, select
from sqlalchemy.orm import Session

from elearn.core.database import Base
from elearn.people.models import Person, PersonMerge, Posting
from elearn.people.queries.people import in_scope, posting_that_counts
from elearn.people.rules import Scope
from elearn.people.rules.likeness import Facts


def comparable(session: Session, scope: Scope, today: date) -> Iterator[Facts]:
    """Everybody within a scope, as far as it tells people apart."""
    wanted = select(Person.id, Person.name, Person.nip, Person.birth_date).where(Person.merged_into_id.is_(None))
    if scope.unit_ids is not None:
        wanted = wanted.join(Posting, Posting.id == posting_that_counts(today)).where(*in_scope(scope))
    for row in session.execute(wanted.order_by(Person.id)):
        yield Facts(row.id, row.name, row.nip, row.birth_date)


def people_of(session: Session, ids: Collection[int]) -> dict[int, Person]:
    """These accounts by id."""
    return {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)))}


def merges_into(session: Session, survivor_id: int) -> list[tuple[PersonMerge, Person]]:
    """What was merged into an account and stands, the latest first, with the merged accounts."""
    wanted = (
        select(PersonMerge, Person)
        .join(Person, Person.id == PersonMerge.merged_id)
        .where(PersonMerge.survivor_id == survivor_id, PersonMerge.undone_at.is_(None))
        .order_by(PersonMerge.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def grown_together(session: Session, some: Collection[int], others: Collection[int]) -> bool:
    """Whether anything of one account hangs on something of the other's, as a completion of a run that the other
    began: then they cannot be told apart any more. Asks every table that knows whose its rows are.
    """
    owned = [table for table in Base.metadata.tables.values() if "person_id" in table.c]
    return any(
        session.scalar(select(exists().where(_apart(child, parent, link, some, others))))
        for child in owned
        for parent in owned
        for link in _links(child, parent)
    )


def _links(child: Table, parent: Table) -> list[ColumnElement[bool]]:
    return [
        key.parent == key.column
        for key in child.foreign_keys
        if child is not parent and key.column.table is parent and key.parent.name != "person_id"
    ]


def _apart(
    child: Table, parent: Table, link: ColumnElement[bool], some: Collection[int], others: Collection[int]
) -> ColumnElement[bool]:
    mine, hers = child.c.person_id, parent.c.person_id
    mixed = (mine.in_(some) & hers.in_(others)) | (mine.in_(others) & hers.in_(some))
    return and_(link, mixed)
