"""Who leads whom today. A superior whose account was merged stands for the one that lives on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.actors import posting_on
from elearn.people.rules import Scope, display_name

MOST_LEVELS = 20  # of superiors one above the other; a real institution has six
Superior, Living = aliased(Person, name="superior"), aliased(Person, name="living")


def key_of(person: type[Person]) -> ColumnElement[str]:
    """By what a list names somebody: the NIP, or the address of whoever has none; empty for neither."""
    return func.coalesce(person.nip, person.email, "")


def living_superior() -> ColumnElement[bool]:
    """Joins Living to Superior."""
    return Living.id == func.coalesce(Superior.merged_into_id, Superior.id)


def superior_keys(session: Session, people: Collection[int]) -> dict[int | None, str]:
    """The keys of everybody who ever led one of these people, by the id that their postings hold."""
    wanted = (
        select(Superior.id, key_of(Living))
        .join(Living, living_superior())
        .where(Superior.id.in_(select(Posting.superior_id).where(Posting.person_id.in_(people))))
    )
    return dict(session.execute(wanted).all())


def everybody_led(session: Session, today: date) -> dict[str, str]:
    """The key of everybody's superior by her own, on a local date. One query of the whole institution."""
    return dict(session.execute(_led(today).with_only_columns(key_of(Person), key_of(Living))).all())


def all_leaders(session: Session, today: date) -> dict[int, int]:
    """The same by the ids of accounts."""
    return dict(session.execute(_led(today)).all())


def _led(today: date) -> Select[int, int]:
    return (
        select(Person.id, Living.id)
        .select_from(Person)
        .join(Posting, Posting.id == posting_on(today))
        .join(Superior, Superior.id == Posting.superior_id)
        .join(Living, living_superior())
        .where(Person.merged_into_id.is_(None))
    )


def ids_by_key(session: Session, keys: Collection[str]) -> dict[str, int]:
    """Open or closed accounts by their number and by their address, those of merged ones left out."""
    wanted = select(Person.id, Person.nip, Person.email).where(Person.merged_into_id.is_(None))
    found = session.execute(wanted.where(or_(Person.nip.in_(keys), Person.email.in_(keys))))
    return {key: row.id for row in found for key in (row.nip, row.email) if key in keys}


def names_by_id(session: Session, ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """(name with titles, key) of accounts, of merged ones those of the account that lives on."""
    wanted = (
        select(Superior.id, Living.title_before, Living.name, Living.title_after, key_of(Living))
        .join(Living, living_superior())
        .where(Superior.id.in_(ids))
    )
    rows = session.execute(wanted)
    return {number: (display_name(before, name, after), key) for number, before, name, after, key in rows}


def leader_of(session: Session, person_id: int, today: date) -> int | None:
    """The account, not a merged one, of who leads somebody on a local date."""
    wanted = (
        select(Living.id)
        .select_from(Person)
        .join(Posting, Posting.id == posting_on(today))
        .join(Superior, Superior.id == Posting.superior_id)
        .join(Living, living_superior())
    )
    return session.scalar(wanted.where(Person.id == person_id))


def units_above(session: Session, scope: Scope) -> frozenset[int]:
    """The units above those of a scope: where the superiors of their heads serve."""
    if scope.unit_ids is None:
        return frozenset()
    above = select(Unit.parent_id.label("id")).where(Unit.id.in_(scope.unit_ids)).cte("above", recursive=True)
    above = above.union(select(Unit.parent_id).join(above, Unit.id == above.c.id))
    found = session.scalars(select(above.c.id).where(above.c.id.is_not(None)))
    return frozenset(found) - scope.unit_ids


def leads_above(session: Session, superior_id: int, person_id: int, today: date) -> bool:
    """Whether a person leads, directly or not, who is to be her superior: then the two would lead in a circle."""
    at: int | None = superior_id
    for _level in range(MOST_LEVELS):
        if at is None or at == person_id:
            break
        at = leader_of(session, at, today)
    return at == person_id
