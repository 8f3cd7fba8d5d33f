"""Completions with their people, postings and certificates: one set of conditions for list, count and every export."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, extract, func, select
from sqlalchemy.orm import Session

from elearn.core.counting import counted
from elearn.credentials.models import Certificate
from elearn.learning.models import Completion
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.people import holding, many_postings, posting_that_counts
from elearn.reporting.models import SiasnRow
from elearn.reporting.queries.people import Owner, Units, accounts_named, accounts_of, accounts_serving, living
from elearn.reporting.rules import CompletionFilter, Order
from elearn.reporting.rules.siasn import Source

BATCH = 2000
NEWEST = Order("selesai", True)
ORDERS: dict[str, Any] = {
    "selesai": Completion.completed_on,
    "nama": func.lower(Person.name),
    "unit": func.lower(Unit.name),
    "kursus": func.lower(Completion.course_title),
    "jp": Completion.jp,
    "nilai": Completion.final_score,
}
MAY_LACK = {"unit", "nilai"}


@dataclass(frozen=True, slots=True)
class Selected:
    """A filter worked out: ``units`` are those whose members may be seen and were asked for (None: everybody);
    ``today`` is the local date that "now" means; ``up_to`` the newest completion's id of an export that has begun.
    """

    asked: CompletionFilter
    units: Units
    today: date
    order: Order = NEWEST
    up_to: int | None = None


class Extent(NamedTuple):
    """How many completions are selected, and the id of the newest."""

    rows: int
    newest: int


NEVER = date.max
HANDED_OVER = and_(SiasnRow.source == Source.COMPLETION.value, SiasnRow.ref == Completion.id)
LISTED = (
    Completion.id,
    Person.id.label("person_id"),
    Person.nip,
    Person.title_before,
    Person.name,
    Person.title_after,
    Posting.status,
    Posting.unit_id,
    Completion.course_title,
    Completion.completed_on,
    Completion.jp,
    Completion.final_score,
    Certificate.code,
    Certificate.number,
    Certificate.revoked_at,
    Certificate.replaced_by_id,
    Certificate.valid_until,
    Certificate.zone,
    and_(Certificate.unsigned_digest.is_not(None), Certificate.pdf_digest.is_(None)).label("awaits_signature"),
    Certificate.renew_by,
)
EXPORTED = (
    Person.nip,
    Person.title_before,
    Person.name,
    Person.title_after,
    Posting.status,
    Posting.rank,
    Posting.position,
    Posting.unit_id,
    Completion.course,
    Completion.course_title,
    Completion.training_type,
    Completion.jp,
    Completion.organiser,
    Completion.started_on,
    Completion.completed_on,
    Completion.final_score,
    Certificate.number,
    Certificate.issued_on,
    Certificate.code,
    Certificate.revoked_at.is_not(None).label("revoked"),
    case(
        (Certificate.renew_by < func.coalesce(Certificate.valid_until, NEVER), Certificate.renew_by),
        else_=Certificate.valid_until,
    ).label("last_day"),
    SiasnRow.state.label("siasn_state"),
    SiasnRow.rw_id,
)


def extent(session: Session, selected: Selected) -> Extent:
    """How many rows the list has."""
    wanted = select(func.count(Completion.id), func.coalesce(func.max(Completion.id), 0))
    return Extent(*session.execute(wanted.where(*_conditions(session, selected))).one())


def count(session: Session, selected: Selected) -> int:
    """How many rows the list has, as far as ``counted`` counts."""
    return counted(session, select(Completion.id).where(*_conditions(session, selected)))


def page(session: Session, selected: Selected, *, offset: int, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Some rows of the list, in its order. Only ids are sorted: whole lines of a long list would not fit the cache."""
    order = tuple(_order(selected.order))
    ids = (
        select(Completion.id)
        .select_from(Completion)
        .where(*_conditions(session, selected, _one_by_one(session, selected)))
    )
    if selected.order.column in {"nama", "unit"}:
        ids = _with_people(ids, selected)
    ids = ids.order_by(*order).offset(offset).limit(limit)
    wanted = _with_certificates(select(*LISTED), selected).where(Completion.id.in_(ids.scalar_subquery()))
    return session.execute(wanted.order_by(*order)).all()


def batches(session: Session, selected: Selected) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """All rows of the list, in its order, as ``EXPORTED``, in batches that fit into memory."""
    wanted = _with_certificates(select(*EXPORTED), selected).outerjoin(SiasnRow, HANDED_OVER)
    wanted = wanted.where(*_conditions(session, selected)).order_by(*_order(selected.order))
    return session.execute(wanted.execution_options(yield_per=BATCH)).partitions()


def ordered_ids(session: Session, selected: Selected) -> Iterator[int]:
    """The ids of all rows of the list, in its order, streamed."""
    wanted = select(Completion.id).select_from(Completion).where(*_conditions(session, selected))
    if selected.order.column in {"nama", "unit"}:
        wanted = _with_people(wanted, selected)
    return iter(session.scalars(wanted.order_by(*_order(selected.order)).execution_options(yield_per=BATCH)))


def some(session: Session, selected: Selected, ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """A few rows of the list as ``EXPORTED``, in the order of their ids."""
    wanted = _with_certificates(select(Completion.id, *EXPORTED), selected).outerjoin(SiasnRow, HANDED_OVER)
    rows = {row[0]: tuple(row)[1:] for row in session.execute(wanted.where(Completion.id.in_(ids)))}
    return [rows[number] for number in ids if number in rows]


def counts(session: Session, selected: Selected) -> Sequence[Row[*tuple[Any, ...]]]:
    """(unit then, year, month, course, how many) of the rows of the list."""
    on = Completion.completed_on
    groups = (Posting.unit_id, extract("year", on), extract("month", on), Completion.course)
    wanted = select(*groups, func.count()).select_from(Completion).where(*_conditions(session, selected))
    return session.execute(wanted.outerjoin(Posting, Posting.id == Completion.posting_id).group_by(*groups)).all()


def people(session: Session, selected: Selected) -> Select[int]:
    """The ids of everybody in the list, each once."""
    names = select(Person.id).select_from(Completion).outerjoin(Owner, Owner.id == Completion.person_id)
    return names.outerjoin(Person, living()).where(*_conditions(session, selected)).distinct()


def _with_certificates(columns: Select[*tuple[Any, ...]], selected: Selected) -> Select[Any]:
    """The latest certificate of each completion: that which no other replaced."""
    latest = and_(Certificate.completion_ref == Completion.id, Certificate.replaced_by_id.is_(None))
    return _with_people(columns.select_from(Completion), selected).outerjoin(Certificate, latest)


def _with_people(columns: Select[*tuple[Any, ...]], selected: Selected) -> Select[Any]:
    """Outer joins, so that the database goes through completions in the order of their index."""
    posting_id = posting_that_counts(selected.today) if selected.asked.unit_now else Completion.posting_id
    return (
        columns.outerjoin(Owner, Owner.id == Completion.person_id)
        .outerjoin(Person, living())
        .outerjoin(Posting, Posting.id == posting_id)
        .outerjoin(Unit, Unit.id == Posting.unit_id)
    )


def _one_by_one(session: Session, selected: Selected) -> bool:
    """Whether so many serve where it is asked for that a page is filled soonest by going through the completions in
    their order, asking of each; otherwise these people's are looked up and sorted.
    """
    served = list(_served(selected))
    return bool(served) and selected.order.column == NEWEST.column and many_postings(session, *served)


def _served(selected: Selected) -> Iterator[ColumnElement[bool]]:
    if selected.units is not None:
        yield Posting.unit_id.in_(selected.units)
    if selected.asked.status:
        yield Posting.status == selected.asked.status


def _conditions(session: Session, selected: Selected, one_by_one: bool = False) -> Iterator[ColumnElement[bool]]:
    """All on the completion itself: counting joins nothing. ``one_by_one``: of each it is asked where she serves."""
    asked = selected.asked
    if selected.up_to is not None:
        yield Completion.id <= selected.up_to
    if asked.newest is not None:
        yield Completion.id <= asked.newest
    if asked.first is not None:
        yield Completion.completed_on >= asked.first
    if asked.last is not None:
        yield Completion.completed_on <= asked.last
    if asked.course:
        yield Completion.course == asked.course
    if asked.person_id is not None:
        yield Completion.person_id.in_(accounts_of(asked.person_id))
    if asked.words:
        yield _called(session, asked.words)
    served, few = list(_served(selected)), asked.words or asked.person_id is not None
    if served and (one_by_one or few):
        yield exists(_posting_of_each(selected).where(*served))
    elif served and asked.unit_now:
        yield Completion.person_id.in_(accounts_serving(selected.today, *served))
    elif served:
        yield Completion.posting_id.in_(select(Posting.id).where(*served))


def _called(session: Session, words: str) -> ColumnElement[bool]:
    """Whether a completion's certificate has this number, or if none has, the name of its person holds these words:
    asked for both at once, PostgreSQL would go through all completions.
    """
    numbered = session.scalar(select(Certificate.completion_ref).where(Certificate.number == words))
    return Completion.person_id.in_(accounts_named(words)) if numbered is None else Completion.id == numbered


def _posting_of_each(selected: Selected) -> Select[int]:
    """The posting of a completion that the filter means, correlated to Completion."""
    if not selected.asked.unit_now:
        return select(Posting.id).where(Posting.id == Completion.posting_id).correlate(Completion)
    hers = select(Posting.id).select_from(Owner).join(Person, living()).join(Posting, holding(selected.today))
    return hers.where(Owner.id == Completion.person_id).correlate(Completion)


def _order(order: Order) -> Iterator[ColumnElement[Any]]:
    for column in (ORDERS[order.column], Completion.id):
        sorted_by = column.desc() if order.descending else column.asc()
        # Only where there can be none: PostgreSQL could not use its index otherwise.
        yield sorted_by.nulls_last() if order.column in MAY_LACK and column is not Completion.id else sorted_by
