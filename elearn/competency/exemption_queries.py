"""Exceptions from the targets of persons. Whoever asks for somebody else's must have checked her scope first."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.competency.models import TargetExemption
from elearn.competency.queries import same_person
from elearn.competency.rules import Exemption
from elearn.core.database import bare
from elearn.people.models import Person
from elearn.people.rules import display_name

_ROW, _PERSON = bare(TargetExemption).c, bare(Person).c
_WITHDRAWN = bare(TargetExemption).alias("withdrawn").c
_COLUMNS = (_ROW.id, _ROW.first_month, _ROW.last_month, _ROW.percent, _ROW.reason, _ROW.source)
_STANDING = (
    select(*_COLUMNS)
    .where(_ROW.withdraws_id.is_(None), ~select(_WITHDRAWN.id).where(_WITHDRAWN.withdraws_id == _ROW.id).exists())
    .order_by(_ROW.id)
)


def exemptions(session: Session, person_id: int) -> list[Exemption]:
    """A person's exceptions that were not taken back, in the order in which they were recorded."""
    wanted = _STANDING.where(_ROW.person_id.in_(same_person(person_id)))
    return [Exemption(*row) for row in session.execute(wanted)]


def exemptions_of(session: Session, people: Collection[int]) -> dict[int, list[Exemption]]:
    """The same of many accounts at once, each with those merged into it; nobody without one is in it."""
    owner = func.coalesce(_PERSON.merged_into_id, _PERSON.id)
    theirs = _STANDING.join_from(bare(TargetExemption), bare(Person), _PERSON.id == _ROW.person_id)
    found: dict[int, list[Exemption]] = {}
    for number, *row in session.execute(theirs.where(owner.in_(people)).with_only_columns(owner, *_COLUMNS)):
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
