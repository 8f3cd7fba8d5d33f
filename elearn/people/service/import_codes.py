"""One-time codes for people whom a list added: a sheet of them at a time, shown once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import Conflict
from elearn.core.tabular import Column
from elearn.people.models import PeopleImportRow, Person, Posting, Unit
from elearn.people.queries.people import posting_that_counts
from elearn.people.queries.roles import grants_of
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, display_name
from elearn.people.service.accounts import give_code
from elearn.people.service.import_base import own_import
from elearn.people.service.import_pages import waiting
from elearn.people.service.reach import is_stronger

CODES_A_SHEET = 100  # each costs some hundredths of a second to hash
NOBODY = (
    "Tidak ada lagi akun baru tanpa kata sandi di daftar ini. Kode untuk satu orang diberikan di halaman pegawainya."
)
COLUMNS = (
    Column("unit", "Unit kerja"),
    Column("nama", "Nama"),
    Column("masuk", "NIP atau surel untuk masuk"),
    Column("kode", "Kode sekali pakai"),
)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of the sheet, without the code."""

    person_id: int
    unit: str
    name: str
    identifier: str


def next_people(session: Session, import_id: int, *, actor: Actor, now: datetime) -> tuple[CodeLine, ...]:
    """The next 100 people whom a list added and who cannot sign in yet, within the actor's reach.

    Raises NotFound for somebody else's list, and Conflict when there is nobody.
    """
    own_import(session, import_id, actor=actor)
    scope = unit_scope(session, actor)
    asked = (
        select(Person, Unit.name, Posting.unit_id)
        .join(PeopleImportRow, PeopleImportRow.person_id == Person.id)
        .outerjoin(Posting, Posting.id == posting_that_counts(local_date(now, actor.zone)))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(PeopleImportRow.import_id == import_id, *waiting(import_id))
        .order_by(Unit.name, Person.name, Person.id)
    )
    if scope.unit_ids is not None:
        asked = asked.where(Posting.unit_id.in_(scope.unit_ids))
    found = tuple(
        CodeLine(
            person.id,
            unit or "",
            display_name(person.title_before, person.name, person.title_after),
            person.nip or person.email or "",
        )
        for person, unit, _ in session.execute(asked.limit(CODES_A_SHEET))
        if not is_stronger(scope, grants_of(session, person.id))
    )
    if not found:
        raise Conflict(NOBODY)
    return found


def give_codes(
    session: Session, import_id: int, hashes: Mapping[int, str], *, actor: Actor, now: datetime
) -> frozenset[int]:
    """Store the hashes of one-time codes; returns whom they were given to. Who got one meanwhile keeps that one.

    Raises NotFound for somebody else's list, and Conflict when nobody is left.
    """
    own_import(session, import_id, actor=actor, lock=True)
    still = set(session.scalars(select(Person.id).where(*waiting(import_id), Person.id.in_(hashes)).with_for_update()))
    if not still:
        raise Conflict(NOBODY)
    for person_id in sorted(still):
        give_code(session, person_id, hashes[person_id], actor_id=actor.id, now=now)
    return frozenset(still)
