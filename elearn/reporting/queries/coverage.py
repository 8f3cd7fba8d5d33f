"""Levels beside units and positions: what the pure fold says of one person, the database says of everybody at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, func, literal, select
from sqlalchemy.orm import Session, aliased

from elearn.competency.models import CompetencyEntry
from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.people.rules import display_name
from elearn.reporting.queries.people import Owner, Units, living
from elearn.reporting.rules.coverage import Heads, LevelCount

BATCH = 2000


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


def standing_levels(code: str | None = None) -> Subquery:
    """The highest standing level by person and competency (or of one only): ``person_id``, ``code``, ``level``.
    Accounts count as those into which they were merged.
    """
    person, credit = func.coalesce(Owner.merged_into_id, Owner.id), CompetencyEntry
    found = (
        select(person.label("person_id"), credit.competency.label("code"), func.max(credit.level).label("level"))
        .join(Owner, Owner.id == credit.person_id)
        .where(*_stands(credit))
    )
    chosen = found if code is None else found.where(credit.competency == code)
    return chosen.group_by(person, credit.competency).subquery("standing")


def levels_in(session: Session, code: str) -> dict[int, int]:
    """The level of everybody who has any in a competency."""
    own = standing_levels(code)
    return {row.person_id: row.level for row in session.execute(select(own.c.person_id, own.c.level))}


def holders(session: Session, positions: Collection[str], units: Units, today: date) -> Sequence[Row[Any]]:
    """Who holds one of these positions (as postings call them): id, name without titles, unit and position."""
    wanted = _people(select(Person.id, Person.name, Posting.unit_id, Posting.position), units, today)
    return session.execute(wanted.where(Posting.position.in_(positions))).all()


def titled_names(session: Session, person_ids: Collection[int]) -> dict[int, str]:
    """The names, with titles, of a few persons."""
    wanted = select(Person.id, Person.title_before, Person.name, Person.title_after).where(Person.id.in_(person_ids))
    return {number: display_name(before, name, after) for number, before, name, after in session.execute(wanted)}


def everybody(
    session: Session, units: Units, today: date, *, among: Collection[int] | None = None
) -> Iterator[Row[*tuple[Any, ...]]]:
    """All people (or who ``among`` these) with their competency entries, reversals included; a person's rows stand
    together, by name. Whoever has none has a row without an entry.
    """
    entry = CompetencyEntry
    columns = (
        Person.id.label("person_id"),
        Person.nip,
        Person.title_before,
        Person.name,
        Person.title_after,
        Posting.status,
        Posting.unit_id,
        Posting.position,
        *(entry.id, entry.competency, entry.level, entry.local_date, entry.evidence_ref, entry.reverses_id),
    )
    theirs = select(*columns).select_from(Owner).join(Person, living())
    wanted = _serving(theirs, units, today).outerjoin(entry, entry.person_id == Owner.id)
    if among is not None:
        wanted = wanted.where(Person.id.in_(among))
    ordered = wanted.order_by(func.lower(Person.name), Person.id, entry.id)
    yield from session.execute(ordered.execution_options(yield_per=BATCH))


def people(units: Units, today: date) -> Select[int]:
    """The ids of all people of these units."""
    return _people(select(Person.id), units, today)


def _people(columns: Select[*tuple[Any, ...]], units: Units, today: date) -> Select[Any]:
    """Active people with the posting that counts."""
    return _serving(columns.select_from(Person), units, today)


def _serving(columns: Select[*tuple[Any, ...]], units: Units, today: date) -> Select[Any]:
    found = columns.outerjoin(Posting, Posting.id == posting_that_counts(today))
    found = found.where(Person.active, Person.merged_into_id.is_(None))
    return found if units is None else found.where(Posting.unit_id.in_(units))


def _stands(credit: type[CompetencyEntry]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That an entry is a credit that still stands.

    It may be taken back, and that may be taken back in turn. Walked from the last word of each such chain, every second
    entry is one that no longer stands.
    """
    entry, later, before = aliased(CompetencyEntry), aliased(CompetencyEntry), aliased(CompetencyEntry)
    undone = select(later.id).where(later.reverses_id == entry.id).exists()
    walk = select(entry.id, entry.reverses_id, literal(0).label("depth"))
    chain = walk.where(entry.reverses_id.is_not(None), ~undone).cte("chain", recursive=True)
    further = select(before.id, before.reverses_id, chain.c.depth + 1).join(chain, before.id == chain.c.reverses_id)
    chain = chain.union_all(further)
    return credit.reverses_id.is_(None), credit.id.not_in(select(chain.c.id).where(chain.c.depth % 2 == 1))
