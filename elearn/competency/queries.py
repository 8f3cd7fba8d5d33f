"""Reading the ledger of one person. Whoever asks for somebody else's must have checked her scope first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    Table,
    and_,
    bindparam,
    extract,
    func,
    or_,
    select,
    true,
    union,
)
from sqlalchemy.orm import Session

from elearn.competency.models import CompetencyEntry, LedgerEntry, LedgerLink
from elearn.competency.rules import CLOSING, COMPETENCY, JP, ChainHead, Fact, Link, Step
from elearn.core.database import bare
from elearn.people.models import Person, Posting


def same_person(person_id: Any) -> Select[int]:
    """The account (an id, or a bound parameter) and those merged into it: what they earned is hers."""
    person = bare(Person).c
    return select(person.id).where(or_(person.id == person_id, person.merged_into_id == person_id))


BATCH = 2000

Stored = dict[str, Any]

# A condition on a column of persons' ids.
Within = Callable[[ColumnElement[int]], ColumnElement[bool]]

_LINK = bare(LedgerLink).c
_CHAIN = (
    _LINK.person_id, _LINK.position, _LINK.ledger_entry_id, _LINK.competency_entry_id, _LINK.previous, _LINK.digest
)  # fmt: skip
_ENTRY = bare(LedgerEntry).c
# Built once: a lesson page asks this on every request of a course with a daily cap.
_FACT = (_ENTRY.id, _ENTRY.training_type, _ENTRY.local_date, _ENTRY.jp, _ENTRY.reverses_id, _ENTRY.title)
_FACTS = (
    select(*_FACT)
    .add_columns(_ENTRY.evidence_ref, _ENTRY.reason, _ENTRY.scope, _ENTRY.evidence_kind)
    .where(_ENTRY.local_date.between(bindparam("first"), bindparam("last")), _ENTRY.kind != CLOSING)
    .order_by(_ENTRY.local_date, _ENTRY.id)
)
_BETWEEN = _FACTS.where(_ENTRY.person_id.in_(same_person(bindparam("person"))))


def facts_between(session: Session, person_id: int, first: date, last: date) -> list[Fact]:
    """A person's entries with a local date from ``first`` to ``last``, reversals included: they carry the date of what
    they take back.
    """
    found = session.execute(_BETWEEN, {"person": person_id} | _days(first, last))
    return [Fact(*row) for row in found]


def _days(first: date, last: date) -> dict[str, date]:
    return {"first": first, "last": last}


def facts_of(session: Session, people: Collection[int], first: date, last: date) -> dict[int, list[Fact]]:
    """The same of many accounts at once, each with those merged into it."""
    person = bare(Person).c
    owner = func.coalesce(person.merged_into_id, person.id)
    # Said of each column by itself: of an expression no index helps, and the whole ledger would be read.
    hers = or_(person.id.in_(people), person.merged_into_id.in_(people))
    theirs = _FACTS.join_from(bare(LedgerEntry), bare(Person), person.id == _ENTRY.person_id).where(hers)
    found: dict[int, list[Fact]] = {}
    columns = theirs.with_only_columns(owner, *_FACTS.selected_columns)
    for number, *fact in session.execute(columns, _days(first, last)).all():
        found.setdefault(number, []).append(Fact(*fact))
    return found


def still_open(session: Session, year: int, after: int, people: int) -> list[int]:
    """The next accounts, by id, whose year was not closed yet: those with an entry in it, or a posting on its last day.
    Accounts merged into them are closed, or not, with them.
    """
    person, owner = bare(Person).c, bare(Person).alias("owner").c
    own = or_(person.id == owner.id, person.merged_into_id == owner.id)
    held = bare(Posting).c
    end = date(year, 12, 31)
    entered = select(_ENTRY.id).join(bare(Person), person.id == _ENTRY.person_id).where(own)
    entered = entered.where(_ENTRY.local_date.between(date(year, 1, 1), end))
    serving = select(held.id).where(held.person_id == owner.id, held.valid_from <= end)
    serving = serving.where(or_(held.valid_to.is_(None), held.valid_to >= end))
    wanted = (
        select(owner.id)
        .where(owner.id > after, owner.merged_into_id.is_(None))
        .where(or_(entered.exists(), serving.exists()))
        .where(~entered.where(_ENTRY.kind == CLOSING).exists())
    )
    return list(session.scalars(wanted.order_by(owner.id).limit(people)))


def statuses(session: Session, people: Collection[int], on: date) -> dict[int, str]:
    """The status by which each person serves on a day; nobody without a posting is in it."""
    held = bare(Posting).c
    wanted = select(held.person_id, held.status).where(held.person_id.in_(people), held.valid_from <= on)
    wanted = wanted.where(or_(held.valid_to.is_(None), held.valid_to >= on)).order_by(held.valid_from, held.id)
    return {row.person_id: row.status for row in session.execute(wanted)}


def hold(session: Session, person_ids: Iterable[int]) -> None:
    """Let nobody else append for these people before the transaction ends. Always in the order of ids, so that two who
    hold several people do not wait for one another. SQLite has one writer at a time, who holds the whole database.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
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


def heads(session: Session, person_ids: Collection[int]) -> dict[int, ChainHead]:
    """The heads of these people's chains; nobody without a chain is in it."""
    found = session.execute(_newest(_LINK.person_id.in_(person_ids)))
    return {person: ChainHead(position, digest) for person, position, digest in found}


def every_head(session: Session) -> Iterator[tuple[int, ChainHead]]:
    """Everybody's head in the order of persons' ids, at one instant and in constant memory."""
    wanted = _newest(true()).order_by(_LINK.person_id).execution_options(yield_per=BATCH)
    for person, position, digest in session.execute(wanted):
        yield person, ChainHead(position, digest)


def batches(session: Session, people: int) -> Iterator[tuple[int | None, int | None]]:
    """Cut all numbers into ranges of so many persons' ids: (after, last), open at both ends, so that also an entry of
    nobody is in one.
    """
    person, after = bare(Person).c, None
    while True:
        following = select(person.id).where(person.id > after) if after is not None else select(person.id)
        last = session.scalar(following.order_by(person.id).offset(people - 1).limit(1))
        yield after, last
        if last is None:
            return
        after = last


def between(after: int | None, last: int | None) -> Within:
    """The condition that an id is in such a range."""

    def within(column: ColumnElement[int]) -> ColumnElement[bool]:
        ends = ([] if after is None else [column > after]) + ([] if last is None else [column <= last])
        return and_(true(), *ends)

    return within


def only(person_id: int) -> Within:
    """The condition that an id is this person's."""
    return lambda column: column == person_id


def people_within(session: Session, within: Within) -> list[int]:
    """Everybody of whom there is an entry or a link."""
    columns = (_LINK.person_id, _ENTRY.person_id, bare(CompetencyEntry).c.person_id)
    return list(session.scalars(union(*(select(column).where(within(column)) for column in columns))))


def links_of(session: Session, within: Within) -> Iterator[tuple[int, Link]]:
    """The links of people's chains, person after person, each in order."""
    wanted = select(*_CHAIN).where(within(_LINK.person_id)).order_by(_LINK.person_id, _LINK.position)
    for person, position, entry, reached, previous, digest in session.execute(wanted).all():
        yield person, Link(position, (JP, entry) if reached is None else (COMPETENCY, reached), previous, digest)


def rows_of(session: Session, table: Table, within: Within) -> Iterator[Stored]:
    """All entries of people in a table, whole, fetched at once: choose few enough people."""
    names = table.c.keys()
    for row in session.execute(select(table).where(within(table.c.person_id))).all():
        yield dict(zip(names, row, strict=True))


def links_missing(session: Session) -> int:
    """How many more entries there are than links."""
    entries, reached, links = (
        select(func.count()).select_from(bare(model)).scalar_subquery()
        for model in (LedgerEntry, CompetencyEntry, LedgerLink)
    )
    return session.scalar(select(entries + reached - links)) or 0


def _newest(whose: ColumnElement[bool]) -> Select[int, int, str]:
    top = select(_LINK.person_id, func.max(_LINK.position).label("position"))
    last = top.where(whose).group_by(_LINK.person_id).subquery()
    theirs = and_(_LINK.person_id == last.c.person_id, _LINK.position == last.c.position)
    return select(_LINK.person_id, _LINK.position, _LINK.digest).join_from(bare(LedgerLink), last, theirs)
