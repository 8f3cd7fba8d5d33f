"""What changes or freezes the targets of persons: exceptions and closings. Whoever asks for somebody else's must have
checked her scope first.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from elearn.competency.models import LedgerEntry, TargetExemption
from elearn.competency.queries import same_person
from elearn.competency.rules import CLOSING, Exemption
from elearn.core.database import bare
from elearn.people.models import Person
from elearn.people.rules import display_name

_ROW, _PERSON, _ENTRY = bare(TargetExemption).c, bare(Person).c, bare(LedgerEntry).c
_WITHDRAWN = bare(TargetExemption).alias("withdrawn").c
_COLUMNS = (_ROW.id, _ROW.first_month, _ROW.last_month, _ROW.percent, _ROW.reason, _ROW.source)
_STANDING = (
    select(*_COLUMNS)
    .where(_ROW.withdraws_id.is_(None), ~select(_WITHDRAWN.id).where(_WITHDRAWN.withdraws_id == _ROW.id).exists())
    .order_by(_ROW.id)
)
_HERS = _ROW.person_id.in_(same_person(bindparam("person")))
_STANDING_HERS = _STANDING.where(_HERS)  # built once, like the next: home and record ask them on every request
# Whether any exception of ``person`` was ever recorded.
EXEMPTED = exists().where(_HERS)


def exemptions(session: Session, person_id: int) -> list[Exemption]:
    """A person's exceptions that were not taken back, in the order in which they were recorded."""
    return [Exemption(*row) for row in session.execute(_STANDING_HERS, {"person": person_id})]


def exemptions_of(session: Session, people: Collection[int] | None) -> dict[int, list[Exemption]]:
    """The same of many accounts at once (None: all), each with those merged into it; nobody without one is in it."""
    owner = func.coalesce(_PERSON.merged_into_id, _PERSON.id)
    theirs = _STANDING.join_from(bare(TargetExemption), bare(Person), _PERSON.id == _ROW.person_id)
    found: dict[int, list[Exemption]] = {}
    if people is not None:
        theirs = theirs.where(owner.in_(people))
    for number, *row in session.execute(theirs.with_only_columns(owner, *_COLUMNS)):
        found.setdefault(number, []).append(Exemption(*row))
    return found


def exemption_rows(session: Session, person_id: int) -> list[tuple[TargetExemption, str]]:
    """Everything recorded of a person's exceptions, latest first, each with the name of who did."""
    wanted = (
        select(TargetExemption, Person)
        .join(Person, Person.id == TargetExemption.actor_id)
        .where(TargetExemption.person_id.in_(same_person(person_id)))
        .order_by(TargetExemption.id.desc())
    )
    return [(row, display_name(by.title_before, by.name, by.title_after)) for row, by in session.execute(wanted)]


def frozen(session: Session, person_id: int) -> list[str]:
    """The months that closings of a person's years froze, as text; her own account's before those merged into it."""
    wanted = select(_ENTRY.frozen).where(_ENTRY.kind == CLOSING, _ENTRY.frozen.is_not(None))
    wanted = wanted.where(_ENTRY.person_id.in_(same_person(person_id)))
    return list(session.scalars(wanted.order_by(_ENTRY.person_id != person_id, _ENTRY.id)))


def closed_year(session: Session, person_id: int, year: int) -> tuple[int, int | None] | None:
    """The JP (hundredths) reported of a person's year and the target then, those merged into her included; None while
    the year is not closed.
    """
    wanted = select(func.sum(_ENTRY.reported), func.max(_ENTRY.target))
    wanted = wanted.where(_ENTRY.kind == CLOSING, _ENTRY.local_date == date(year, 12, 31))
    jp, target = session.execute(wanted.where(_ENTRY.person_id.in_(same_person(person_id)))).one()
    return None if jp is None else (int(jp), target)
