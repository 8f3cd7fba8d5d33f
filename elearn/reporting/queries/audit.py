"""The audit trail, within the units whose people an admin may see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from elearn.audit.models import AuditEntry, AuditSubject
from elearn.core.counting import MOST_COUNTED, counted
from elearn.core.searching import contains
from elearn.people.models import Person, Posting
from elearn.people.queries.people import counts
from elearn.reporting.queries.people import Units, accounts_of, serves, serving
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
    if _by_scope(selected):  # those about her people are mostly more than are counted: then no others are looked for
        about = counted(session, _about_people(selected))
        if about > MOST_COUNTED:
            return about
    return counted(session, select(AuditEntry.id).where(*_conditions(selected)))


def extent(session: Session, selected: SelectedEntries) -> int:
    """How many entries an export has."""
    return session.scalar(select(func.count(AuditEntry.id)).where(*_conditions(selected))) or 0


def page(
    session: Session, selected: SelectedEntries, *, offset: int, limit: int, many: bool = False
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Some entries, newest first, with the actor's name. ``many``: there are so many that a page is filled soonest by
    going through the trail, asking of each entry whether it is one of them.
    """
    # By the instant first: among dates a database then need not sort all that lie between them.
    wanted = _entries().where(*_conditions(selected, many)).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    return session.execute(wanted.offset(offset).limit(limit)).all()


def batches(session: Session, selected: SelectedEntries) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """All entries, newest first, five hundred at a time."""
    below: int | None = None
    while True:
        wanted = _entries().where(*_conditions(selected)).order_by(AuditEntry.id.desc())
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
    return session.execute(_entries().where(AuditEntry.id.in_(ids)).order_by(AuditEntry.id.desc())).all()


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
    )


def subject_counts(session: Session, selected: SelectedEntries, entry_ids: Collection[int]) -> dict[int, int]:
    """Of how many persons, among those who may be seen, each of a few entries is."""
    wanted = select(AuditSubject.entry_id, func.count(AuditSubject.person_id)).where(
        AuditSubject.entry_id.in_(entry_ids), *_visible_each(selected)
    )
    return {row[0]: row[1] for row in session.execute(wanted.group_by(AuditSubject.entry_id))}


def subjects(
    session: Session, selected: SelectedEntries, entry_ids: Collection[int]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The persons of a few entries, by entry."""
    wanted = (
        select(AuditSubject.entry_id, Person.id, Person.title_before, Person.name, Person.title_after)
        .join(Person, Person.id == AuditSubject.person_id)
        .where(AuditSubject.entry_id.in_(entry_ids), *_visible_each(selected))
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


def _visible_each(selected: SelectedEntries) -> Iterator[ColumnElement[bool]]:
    """The same, asked of each subject: where there are few of them, and may be many who serve."""
    if selected.units is not None:
        yield serves(AuditSubject.person_id, selected.units, selected.today, AuditSubject)


def _by_scope(selected: SelectedEntries) -> bool:
    """Whether what limits the entries most is whose people they are about."""
    asked = selected.asked
    return selected.units is not None and not (asked.reason or asked.person_id is not None or asked.subject)


def _conditions(selected: SelectedEntries, many: bool = False) -> Iterator[ColumnElement[bool]]:
    """``many``: whether an entry is within the scope is asked of each, instead of which are."""
    yield from _of_entry(selected)
    about, units = list(_subjects(selected.asked)), selected.units
    if about:
        yield AuditEntry.id.in_(_about(selected, *about))
    elif units is not None and selected.asked.reason:
        yield _about_each(selected)  # a reason is hidden from who may not see whom it is about: also from a search
    elif units is not None and many:
        yield or_(serves(AuditEntry.actor_id, units, selected.today, AuditEntry), _about_each(selected))
    elif units is not None:
        own = select(AuditEntry.id).where(AuditEntry.actor_id.in_(serving(units, selected.today)))
        known = select(AuditSubject.entry_id).where(*_visible(selected), *_since(selected))
        yield AuditEntry.id.in_(select(union_all(own, known).subquery().c[0]))


def _of_entry(selected: SelectedEntries) -> Iterator[ColumnElement[bool]]:
    """What is asked of an entry, whomever it is about."""
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
        yield contains(AuditEntry.reason, asked.reason)
    if asked.actor:
        yield AuditEntry.actor_id.in_(_named(asked.actor))


def _subjects(asked: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if asked.person_id is not None:
        yield AuditSubject.person_id.in_(accounts_of(asked.person_id))
    if asked.subject:
        yield AuditSubject.person_id.in_(_named(asked.subject))


def _about(selected: SelectedEntries, *conditions: ColumnElement[bool]) -> Select[int]:
    """Entries about certain persons among those who may be seen, found by person: there are few of these, and each has
    few entries, while asking every entry for its persons would take seconds.
    """
    return select(AuditSubject.entry_id).where(*_visible_each(selected), *_since(selected), *conditions)


def _about_people(selected: SelectedEntries) -> Select[int]:
    """The same of everybody who may be seen, beginning with the units' postings: each entry once."""
    assert selected.units is not None
    mine = (Posting.unit_id.in_(selected.units), counts(selected.today))
    found = select(AuditSubject.entry_id).distinct().join(Posting, Posting.person_id == AuditSubject.person_id)
    asked = list(_of_entry(selected))
    if asked:
        found = found.join(AuditEntry, AuditEntry.id == AuditSubject.entry_id)
    return found.where(*mine, *_since(selected), *asked)


def _about_each(selected: SelectedEntries) -> ColumnElement[bool]:
    """Whether an entry is about anybody who may be seen."""
    found = select(AuditSubject.person_id).where(AuditSubject.entry_id == AuditEntry.id, *_visible_each(selected))
    return found.limit(1).correlate(AuditEntry).scalar_subquery().is_not(None)


def _since(selected: SelectedEntries) -> Iterator[ColumnElement[bool]]:
    """Leaves out what is older than the first day, by an index that holds no instants."""
    if selected.asked.first is not None:
        since = AuditEntry.at >= _midnight(selected.asked.first, selected.zone)
        yield AuditSubject.entry_id >= select(func.min(AuditEntry.id)).where(since).scalar_subquery()


def _named(words: str) -> Select[int]:
    return select(Person.id).where(contains(Person.name, words))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
