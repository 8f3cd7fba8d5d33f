"""Rows that SIASN answered for, and the files with its answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from elearn.people.models import Person, Posting
from elearn.people.queries.people import posting_that_counts
from elearn.reporting.models import SiasnReply, SiasnReplyRow, SiasnRow
from elearn.reporting.queries.people import Owner, living
from elearn.reporting.queries.siasn import IN_ONE_QUERY
from elearn.reporting.rules.siasn import Source


def by_keys(session: Session, keys: Collection[tuple[Source, int]], today: date) -> list[Row[Any]]:
    """The rows of these trainings, each with its person and where she serves today."""
    found: list[Row[Any]] = []
    for source in Source:
        refs = sorted(ref for its, ref in keys if its is source)
        for part in _parts(refs):
            found += session.execute(_rows(today).where(SiasnRow.source == source.value, SiasnRow.ref.in_(part)))
    return found


def by_numbers(session: Session, numbers: Collection[str], today: date) -> list[Row[Any]]:
    """The rows that were handed over under these certificates' numbers."""
    found: list[Row[Any]] = []
    for part in _parts(sorted(numbers)):
        found += session.execute(_rows(today).where(SiasnRow.number.in_(part)))
    return found


def ids_given(session: Session, rw_ids: Collection[str]) -> dict[str, int]:
    """Which rows these ids of SIASN belong to already."""
    found: dict[str, int] = {}
    for part in _parts(sorted(rw_ids)):
        wanted: Any = select(SiasnRow.rw_id, SiasnRow.id).where(SiasnRow.rw_id.in_(part))
        found |= dict(session.execute(wanted).all())
    return found


def locked(session: Session, row_ids: Collection[int]) -> dict[int, SiasnRow]:
    """These rows, held against changes by others until this transaction ends."""
    wanted = select(SiasnRow).where(SiasnRow.id.in_(row_ids)).order_by(SiasnRow.id).with_for_update()
    return {row.id: row for row in session.scalars(wanted.execution_options(populate_existing=True))}


def by_ids(session: Session, row_ids: Collection[int], today: date) -> dict[int, Row[Any]]:
    """These rows, each with its person and where she serves today."""
    found: list[Row[Any]] = []
    for part in _parts(sorted(row_ids)):
        found += session.execute(_rows(today).where(SiasnRow.id.in_(part)))
    return {row.id: row for row in found}


def results(session: Session, reply_id: int) -> dict[int, SiasnReplyRow]:
    """What became of the answers of a file, by the number of the row."""
    wanted = select(SiasnReplyRow).where(SiasnReplyRow.reply_id == reply_id)
    return {each.row: each for each in session.scalars(wanted)}


def uploaded(session: Session, reply_id: int, uploaded_by: int) -> SiasnReply | None:
    """A file that this person uploaded."""
    return session.scalar(select(SiasnReply).where(SiasnReply.id == reply_id, SiasnReply.uploaded_by == uploaded_by))


def latest(session: Session, uploaded_by: int, most: int) -> Sequence[SiasnReply]:
    """The files that somebody uploaded last, newest first."""
    wanted = select(SiasnReply).where(SiasnReply.uploaded_by == uploaded_by).order_by(SiasnReply.id.desc())
    return session.scalars(wanted.limit(most)).all()


def _rows(today: date) -> Select[Any]:
    columns: tuple[ColumnElement[Any] | Any, ...] = (
        SiasnRow.id, SiasnRow.source, SiasnRow.ref, SiasnRow.state, SiasnRow.number, SiasnRow.title, SiasnRow.rw_id,
        SiasnRow.exports, SiasnRow.message, Person.id.label("person_id"), Person.nip, Person.title_before, Person.name,
        Person.title_after, Posting.unit_id,
    )  # fmt: skip
    return (
        select(*columns)
        .join(Owner, Owner.id == SiasnRow.person_id)
        .join(Person, living())
        .outerjoin(Posting, Posting.id == posting_that_counts(today))
    )


def _parts(values: list[Any]) -> list[list[Any]]:
    return [values[start : start + IN_ONE_QUERY] for start in range(0, len(values), IN_ONE_QUERY)]
