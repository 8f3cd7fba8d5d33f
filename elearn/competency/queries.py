"""Reading the ledger of one person. Whoever asks for somebody else's must have checked her scope first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, bindparam, extract, or_, select
from sqlalchemy.orm import Session

from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.competency.rules import Fact, Step
from elearn.core.database import bare
from elearn.people.models import Person


def same_person(person_id: Any) -> Select[int]:
    """The account (an id, or a bound parameter) and those merged into it: what they earned is hers."""
    person = bare(Person).c
    return select(person.id).where(or_(person.id == person_id, person.merged_into_id == person_id))


_ENTRY = bare(LedgerEntry).c
# Built once: a lesson page asks this on every request of a course with a daily cap.
_BETWEEN = (
    select(_ENTRY.id, _ENTRY.training_type, _ENTRY.local_date, _ENTRY.jp, _ENTRY.reverses_id)
    .add_columns(_ENTRY.title, _ENTRY.evidence_ref, _ENTRY.reason)
    .where(_ENTRY.person_id.in_(same_person(bindparam("person"))))
    .where(_ENTRY.local_date.between(bindparam("first"), bindparam("last")))
    .order_by(_ENTRY.local_date, _ENTRY.id)
)


def facts_between(session: Session, person_id: int, first: date, last: date) -> list[Fact]:
    """A person's entries with a local date from ``first`` to ``last``, reversals included: they carry the date of what
    they take back.
    """
    found = session.execute(_BETWEEN, {"person": person_id, "first": first, "last": last})
    return [Fact(*row) for row in found]


def facts_of_evidence(session: Session, evidence_ref: str) -> list[LedgerEntry]:
    """Everything ever entered for one piece of evidence."""
    wanted = select(LedgerEntry).where(LedgerEntry.evidence_ref == evidence_ref).order_by(LedgerEntry.id)
    return list(session.scalars(wanted))


def competencies_of_evidence(session: Session, evidence_ref: str) -> list[CompetencyEntry]:
    """Every competency ever entered for one piece of evidence."""
    wanted = select(CompetencyEntry).where(CompetencyEntry.evidence_ref == evidence_ref).order_by(CompetencyEntry.id)
    return list(session.scalars(wanted))


def years(session: Session, person_id: int) -> list[int]:
    """The years in which a person has entries, latest first."""
    year = extract("year", LedgerEntry.local_date)
    found = session.scalars(select(year).where(LedgerEntry.person_id.in_(same_person(person_id))).distinct())
    return sorted((int(value) for value in found), reverse=True)


def competencies(session: Session, person_id: int) -> list[Step]:
    """A person's competency entries, reversals included."""
    entry = CompetencyEntry
    wanted = (
        select(entry.id, entry.competency.label("code"), entry.level, entry.local_date.label("on"), entry.evidence_ref)
        .add_columns(entry.reverses_id)
        .where(entry.person_id.in_(same_person(person_id)))
        .order_by(entry.id)
    )
    return [Step(**row) for row in session.execute(wanted).mappings()]


def existing_sources(session: Session, sources: Collection[str]) -> set[str]:
    """Which of these sources the ledger or the competencies already hold."""
    found = set(session.scalars(select(LedgerEntry.source).where(LedgerEntry.source.in_(sources))))
    return found | set(session.scalars(select(CompetencyEntry.source).where(CompetencyEntry.source.in_(sources))))
