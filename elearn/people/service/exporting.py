"""The list of people as a file; taken in again as it is, it changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Row, select
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.database import see_one_instant
from elearn.core.tabular import write
from elearn.people.models import Person, Posting, Unit
from elearn.people.queries.actors import posting_on
from elearn.people.queries.leading import Living, Superior, key_of, living_superior
from elearn.people.queries.people import matching
from elearn.people.rules import STATUS_LABELS, Actor, Status
from elearn.people.rules.importing import COLUMNS, exported
from elearn.people.service.directory import Search
from elearn.people.service.import_base import parts

ROWS_AT_ONCE = 500


def begin_export(session: Session, asked: Search, kind: str, *, actor: Actor, now: datetime) -> tuple[int, ...]:
    """Write down who takes whose data; returns whose, in the order of the file. ``kind``: csv, xlsx or jsonl."""
    wanted = asked.wanted
    found = matching(session, select(Person.id), asked.scope, wanted, asked.today).order_by(Person.name, Person.id)
    people = tuple(session.scalars(found))
    detail = {"searched": bool(wanted.text), "status": wanted.status, "format": kind, "count": len(people)}
    audit.record(session, "person.export", actor_id=actor.id, now=now, subjects=people, detail=detail)
    return people


def write_people(engine: Engine, people: Sequence[int], today: date, kind: str) -> Iterator[bytes]:
    """The file, in pieces: facts, and where somebody serves on a local date (blank for who serves nowhere)."""
    with Session(engine) as session:
        see_one_instant(session)
        yield from write(kind, COLUMNS, export_rows(session, people, today))


def export_rows(session: Session, people: Sequence[int], today: date) -> Iterator[list[Any]]:
    """Rows under COLUMNS, 500 read at a time."""
    wanted = (
        select(
            Person.id,
            Person.nip,
            Person.title_before,
            Person.name,
            Person.title_after,
            Person.email,
            Posting.status,
            Posting.rank,
            Posting.position,
            Unit.code,
            Unit.name,
            key_of(Living),
            Person.birth_place,
            Person.birth_date,
        )
        .select_from(Person)
        .outerjoin(Posting, Posting.id == posting_on(today))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .outerjoin(Superior, Superior.id == Posting.superior_id)
        .outerjoin(Living, living_superior())
    )
    for part in parts(people, ROWS_AT_ONCE):
        found = {row.id: row for row in session.execute(wanted.where(Person.id.in_(part)))}
        yield from (_cells(found[person_id]) for person_id in part if person_id in found)


def _cells(row: Row[*tuple[Any, ...]]) -> list[Any]:
    """A row under COLUMNS. Without a number she is known by her address, which only those who are no ASN are."""
    _, nip, before, name, after, email, status, *rest, born = row
    said = STATUS_LABELS[Status(status)] if status else "" if nip else STATUS_LABELS[Status.NON_ASN]
    return [*(exported(text or "") for text in (nip, before, name, after, email, said, *rest)), born]
