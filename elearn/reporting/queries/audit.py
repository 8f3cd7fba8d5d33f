"""The audit trail, within the units whose people an admin may see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.counting import counted
from elearn.people.models import Person
from elearn.reporting.queries.people import Units, accounts_of, name_contains, serving
from elearn.reporting.rules import AuditFilter

NAMED = 3
BATCH = 500


@dataclass(frozen=True, slots=True)
class SelectedEntries:
    """A filter worked out. ``units`` None: everything. ``zone`` is that of the filter's dates; ``up_to``: entries
    that came later than this id are left out.
    """

    asked: AuditFilter
    units: Units
    today: date
    zone: str
    up_to: int | None = None


def count(session: Session, selected: SelectedEntries) -> int:
    """How many entries are listed, as far as ``counted`` counts."""
    return counted(session, select(AuditEntry.id).where(*_conditions(selected)))


def extent(session: Session, selected: SelectedEntries) -> int:
    """How many entries an export has."""
    return session.scalar(select(func.count(AuditEntry.id)).where(*_conditions(selected))) or 0


def page(session: Session, selected: SelectedEntries, *, offset: int, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Some entries, newest first, with the actor's name."""
    return session.execute(_entries().where(*_conditions(selected)).offset(offset).limit(limit)).all()


def batches(session: Session, selected: SelectedEntries) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """All entries, newest first, five hundred at a time."""
    below: int | None = None
    while True:
        wanted = _entries().where(*_conditions(selected))
        rows = session.execute((wanted if below is None else wanted.where(AuditEntry.id < below)).limit(BATCH)).all()
        if not rows:
            return
        yield rows
        below = rows[-1].id


def ordered_ids(session: Session, selected: SelectedEntries) -> Iterator[int]:
    """The ids of all entries, newest first, streamed."""
    wanted = select(AuditEntry.id).where(*_conditions(selected)).order_by(AuditEntry.id.desc())
    return iter(session.scalars(wanted.execution_options(yield_per=BATCH)))


def some(session: Session, ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """A few entries, newest first; who may see them was settled when their ids were chosen."""
    return session.execute(_entries().where(AuditEntry.id.in_(ids))).all()


def newest(session: Session) -> int:
    """The id of the latest entry; 0 when there is none."""
    return session.scalar(select(func.max(AuditEntry.id))) or 0


def everybody_in(selected: SelectedEntries) -> Select[int]:
    """The ids of all persons whom the entries are about, among those who may be seen."""
    entries = select(AuditEntry.id).where(*_conditions(selected))
    chosen = select(AuditSubject.person_id).where(AuditSubject.entry_id.in_(entries), *_visible(selected))
    return chosen.distinct()


def _entries() -> Select[*tuple[Any, ...]]:
    entry = AuditEntry
    return (
        select(entry.id, entry.at, entry.actor_id, entry.action, entry.detail, entry.reason)
        .add_columns(entry.network, entry.request_id, Person.title_before, Person.name, Person.title_after)
        .outerjoin(Person, Person.id == entry.actor_id)
        .order_by(entry.id.desc())
    )


def subject_counts(session: Session, selected: SelectedEntries, entry_ids: Collection[int]) -> dict[int, int]:
    """Of how many persons, among those who may be seen, each of a few entries is."""
    wanted = select(AuditSubject.entry_id, func.count(AuditSubject.person_id)).where(
        AuditSubject.entry_id.in_(entry_ids), *_visible(selected)
    )
    return {row[0]: row[1] for row in session.execute(wanted.group_by(AuditSubject.entry_id))}


def subjects(
    session: Session, selected: SelectedEntries, entry_ids: Collection[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The persons of a few entries, by entry."""
    wanted = (
        select(AuditSubject.entry_id, Person.id, Person.title_before, Person.name, Person.title_after)
        .join(Person, Person.id == AuditSubject.person_id)
        .where(AuditSubject.entry_id.in_(entry_ids), *_visible(selected))
        .order_by(AuditSubject.entry_id, func.lower(Person.name), Person.id)
    )
    return session.execute(wanted).all()


def actions(session: Session) -> list[str]:
    """Every action that was ever recorded."""
    # From each to the next along their index: there are few, and each of them is in very many entries.
    first = select(func.min(AuditEntry.action).label("action")).cte("known", recursive=True)
    following = select(func.min(AuditEntry.action)).where(AuditEntry.action > first.c.action).scalar_subquery()
    known = first.union_all(select(following).where(first.c.action.is_not(None)))
    return list(session.scalars(select(known.c.action).where(known.c.action.is_not(None)).order_by(known.c.action)))


def _visible(selected: SelectedEntries) -> Iterator[ColumnElement[bool]]:
    if selected.units is not None:
        yield AuditSubject.person_id.in_(serving(selected.units, selected.today))


def _conditions(selected: SelectedEntries) -> Iterator[ColumnElement[bool]]:
    asked = selected.asked
    if asked.first is not None:
        yield AuditEntry.at >= _midnight(asked.first, selected.zone)
    if asked.last is not None:
        yield AuditEntry.at < _midnight(asked.last + timedelta(days=1), selected.zone)
    if asked.action:
        yield AuditEntry.action == asked.action
    if selected.up_to is not None:
        yield AuditEntry.id <= selected.up_to
    if asked.reason:
        yield AuditEntry.reason.icontains(asked.reason, autoescape=True)
        if selected.units is not None:  # a reason is hidden from who may not see whom it is about: also from a search
            yield AuditEntry.id.in_(_about(selected))
    if asked.actor:
        yield AuditEntry.actor_id.in_(_named(asked.actor))
    about = list(_subjects(asked))
    if about:
        yield AuditEntry.id.in_(_about(selected, *about))
    elif selected.units is not None:
        own = AuditEntry.actor_id.in_(serving(selected.units, selected.today))
        yield or_(own, AuditEntry.id.in_(_about(selected)))


def _subjects(asked: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if asked.person_id is not None:
        yield AuditSubject.person_id.in_(accounts_of(asked.person_id))
    if asked.subject:
        yield AuditSubject.person_id.in_(_named(asked.subject))


def _about(selected: SelectedEntries, *conditions: ColumnElement[bool]) -> Select[int]:
    """Entries about certain persons among those who may be seen, found by person: there are few of these, and each has
    few entries, while asking every entry for its persons would take seconds.
    """
    found = select(AuditSubject.entry_id).where(*_visible(selected), *conditions)
    if selected.asked.first is not None:
        since = AuditEntry.at >= _midnight(selected.asked.first, selected.zone)
        found = found.where(AuditSubject.entry_id >= select(func.min(AuditEntry.id)).where(since).scalar_subquery())
    return found


def _named(words: str) -> Select[int]:
    return select(Person.id).where(name_contains(Person.name, words))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
