"""Levels beside units and positions: what the pure fold says of one person, the database says of everybody at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.competency.models import CompetencyEntry
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.reporting.queries.people import Owner, Units
from elearn.reporting.rules.coverage import Heads, LevelCount

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Needing:
    """People of whom a level of one competency is required. ``asked``: positions (as postings call them) by required
    level; ``short``: only those who have not reached it.
    """

    code: str
    units: Units
    today: date
    asked: Mapping[int, Sequence[str]]
    short: bool


def heads(session: Session, units: Units, today: date) -> list[Heads]:
    """How many people hold which position in which unit. ``units`` None: everybody's."""
    place = (Posting.unit_id, Posting.position)
    wanted = _people(select(*place, func.count()), units, today).group_by(*place)
    return [Heads(unit, posted_as or "", count) for unit, posted_as, count in session.execute(wanted)]


def level_counts(session: Session, units: Units, today: date) -> list[LevelCount]:
    """How many of them have reached which level of which competency."""
    own = standing_levels()
    group = (Posting.unit_id, Posting.position, own.c.code, own.c.level)
    wanted = _people(select(*group, func.count()), units, today).join(own, own.c.person_id == Person.id)
    rows = session.execute(wanted.group_by(*group))
    return [LevelCount(unit, posted_as or "", *rest) for unit, posted_as, *rest in rows]


def standing_levels() -> Subquery:
    """The highest standing level by person and competency: ``person_id``, ``code``, ``level``. Accounts count as those
    into which they were merged.

    An entry may be taken back, and that may be taken back in turn. Walked from the last word of each such chain, every
    second entry is one that no longer stands.
    """
    entry, later, before = aliased(CompetencyEntry), aliased(CompetencyEntry), aliased(CompetencyEntry)
    undone = select(later.id).where(later.reverses_id == entry.id).exists()
    walk = select(entry.id, entry.reverses_id, literal(0).label("depth"))
    chain = walk.where(entry.reverses_id.is_not(None), ~undone).cte("chain", recursive=True)
    further = select(before.id, before.reverses_id, chain.c.depth + 1).join(chain, before.id == chain.c.reverses_id)
    chain = chain.union_all(further)
    gone = select(chain.c.id).where(chain.c.depth % 2 == 1)
    person = func.coalesce(Owner.merged_into_id, Owner.id)
    credit = CompetencyEntry
    return (
        select(person.label("person_id"), credit.competency.label("code"), func.max(credit.level).label("level"))
        .join(Owner, Owner.id == credit.person_id)
        .where(credit.reverses_id.is_(None), credit.id.not_in(gone))
        .group_by(person, credit.competency)
        .subquery("standing")
    )


def count_needing(session: Session, wanted: Needing) -> int:
    """How many people are listed."""
    own, required = standing_levels(), _required(wanted)
    return session.scalar(_needing(select(func.count(Person.id)), wanted, own, required)) or 0


def needing(session: Session, wanted: Needing, *, offset: int, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Some of them, the largest gap first, then by name."""
    own, required = standing_levels(), _required(wanted)
    level = func.coalesce(own.c.level, 0)
    columns = (
        Person.id,
        Person.title_before,
        Person.name,
        Person.title_after,
        Posting.unit_id,
        Posting.position,
        level.label("level"),
        required.label("required"),
    )
    listed = _needing(select(*columns), wanted, own, required)
    order = ((required - level).desc(), func.lower(Person.name), Person.id)
    return session.execute(listed.order_by(*order).offset(offset).limit(limit)).all()


def everybody(session: Session, units: Units, today: date) -> Iterator[Row[*tuple[Any, ...]]]:
    """All people with their standing levels, a row for each; a person's rows stand together, by name. Whoever has none
    has one row without a competency.
    """
    own = standing_levels()
    columns = (
        Person.id.label("person_id"),
        Person.nip,
        Person.title_before,
        Person.name,
        Person.title_after,
        Posting.status,
        Posting.unit_id,
        Posting.position,
        own.c.code,
        own.c.level,
    )
    wanted = _people(select(*columns), units, today).outerjoin(own, own.c.person_id == Person.id)
    ordered = wanted.order_by(func.lower(Person.name), Person.id, own.c.code)
    yield from session.execute(ordered.execution_options(yield_per=BATCH))


def people(units: Units, today: date) -> Select[int]:
    """The ids of all people of these units."""
    return _people(select(Person.id), units, today)


def _people(columns: Select[*tuple[Any, ...]], units: Units, today: date) -> Select[Any]:
    """Active people with the posting that counts."""
    found = columns.select_from(Person).outerjoin(Posting, Posting.id == posting_that_counts(today))
    found = found.where(Person.active, Person.merged_into_id.is_(None))
    return found if units is None else found.where(Posting.unit_id.in_(units))


def _required(wanted: Needing) -> ColumnElement[int]:
    cases = [(Posting.position.in_(names), level) for level, names in wanted.asked.items()]
    return case(*cases, else_=0) if cases else literal(0)


def _needing(
    columns: Select[*tuple[Any, ...]], wanted: Needing, own: Subquery, required: ColumnElement[int]
) -> Select[Any]:
    theirs = and_(own.c.person_id == Person.id, own.c.code == wanted.code)
    found = _people(columns, wanted.units, wanted.today).outerjoin(own, theirs)
    if not wanted.short:
        return found.where(required > 0)
    level = func.coalesce(own.c.level, 0)
    return found.where(or_(*(
        and_(Posting.position.in_(names), level < least) for least, names in wanted.asked.items()
    ), literal(False)))  # fmt: skip
