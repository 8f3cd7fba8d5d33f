"""Reading the ledger of one person. Whoever asks for somebody else's must have checked her scope first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, Table, bindparam, extract, or_, select, union
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
    .add_columns(_ENTRY.title, _ENTRY.evidence_ref, _ENTRY.reason, _ENTRY.scope, _ENTRY.evidence_kind)
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


def hold(session: Session, person_ids: Iterable[int]) -> None:
    """Let nobody else append for these people before the transaction ends. (SQLite holds the whole database anyway.)
    Always in the order of ids, so that two who hold several people do not wait for one another.
    """
    person = bare(Person).c
    wanted = select(person.id).where(person.id.in_(set(person_ids))).order_by(person.id)
    session.execute(wanted.with_for_update(key_share=True)).all()


def people_of_evidence(session: Session, evidence_ref: str) -> set[int]:
    """Whose entries stand or stood on one piece of evidence."""
    tables = (bare(LedgerEntry).c, bare(CompetencyEntry).c)
    wanted = union(*(select(table.person_id).where(table.evidence_ref == evidence_ref) for table in tables))
    return set(session.scalars(wanted))


def entries_of_evidence(session: Session, table: Table, evidence_ref: str) -> list[RowMapping]:
    """Everything ever entered in a table for one piece of evidence, in the order of entry."""
    wanted = select(table).where(table.c.evidence_ref == evidence_ref).order_by(table.c.id)
    return list(session.execute(wanted).mappings())


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
        .add_columns(entry.reverses_id, entry.evidence_kind)
        .where(entry.person_id.in_(same_person(person_id)))
        .order_by(entry.id)
    )
    return [Step(**row) for row in session.execute(wanted).mappings()]


def existing_sources(session: Session, table: Table, sources: Collection[str]) -> set[str]:
    """Which of these sources a table already holds."""
    return set(session.scalars(select(table.c.source).where(table.c.source.in_(sources))))
