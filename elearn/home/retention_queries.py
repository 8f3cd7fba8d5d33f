"""Who has left, when, and what was deleted of whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.core.clock import local_date
from elearn.home.models import Erasure
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.people.rules import display_name

EASTERNMOST = "Asia/Jayapura"


def left_on(session: Session, person_id: int, today: date) -> date | None:
    """The last day of service of somebody whose account is closed; without any posting, the day she was last here.
    None while her account is open, a posting of hers (or of a merged account) runs, or there is no such person.
    """
    row = session.execute(_leaving(today).where(Person.id == person_id)).one_or_none()
    return None if row is None else _last_day(row)


def who_left(session: Session, units: frozenset[int] | None, today: date) -> Iterator[tuple[int, str, date]]:
    """(id, name, last day of service) of everybody who has left from these units (None: all)."""
    wanted = _leaving(today)
    if units is not None:
        held = aliased(Posting)
        within = select(held.id).where(held.id == posting_that_counts(today), held.unit_id.in_(units)).exists()
        wanted = wanted.where(within)
    for row in session.execute(wanted):
        if (day := _last_day(row)) is not None:
            yield row.id, display_name(row.title_before, row.name, row.title_after), day


def erased_kinds(session: Session) -> dict[int, frozenset[str]]:
    """Which kinds of data were deleted, by person."""
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, kinds in session.execute(select(Erasure.person_id, Erasure.kinds)):
        found[person_id] |= set(kinds)
    return {person_id: frozenset(kinds) for person_id, kinds in found.items()}


def _leaving(today: date) -> Select[*tuple[Any, ...]]:
    """Closed accounts with what tells when their owners left. Postings of merged accounts count as hers."""
    held, owner = aliased(Posting), aliased(Person)
    hers = or_(owner.id == Person.id, owner.merged_into_id == Person.id)
    own = select(held.id).join(owner, owner.id == held.person_id).where(hers)
    runs = own.where(or_(held.valid_to.is_(None), held.valid_to >= today)).correlate(Person).exists()
    last = select(func.max(held.valid_to)).join(owner, owner.id == held.person_id).where(hers)
    return select(
        Person.id,
        Person.title_before,
        Person.name,
        Person.title_after,
        Person.last_seen_at,
        Person.created_at,
        runs.label("runs"),
        last.correlate(Person).scalar_subquery().label("last_day"),
    ).where(Person.active.is_(False), Person.merged_into_id.is_(None), Person.erased_at.is_(None))


def _last_day(row: Row[*tuple[Any, ...]]) -> date | None:
    if row.runs:
        return None
    # Without a posting nobody knows her zone: in the easternmost the same instant has the latest date, never too early.
    day: date = row.last_day or local_date(row.last_seen_at or row.created_at, EASTERNMOST)
    return day
