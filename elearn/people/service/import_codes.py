"""One-time codes for people whom a list added: shown once, and made anew for those who never used theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from elearn.core.clock import local_date
from elearn.core.errors import Conflict
from elearn.core.tabular import Column
from elearn.people.models import Person, Posting, RoleGrant, Unit
from elearn.people.queries.people import posting_that_counts
from elearn.people.queries.roles import grants_of
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, display_name
from elearn.people.service import accounts
from elearn.people.service.accounts import CODE_LASTS
from elearn.people.service.bulk import MOST_CODES
from elearn.people.service.import_base import own_import
from elearn.people.service.import_pages import unclaimed, waiting
from elearn.people.service.reach import is_stronger

A_MOMENT = timedelta(minutes=1)  # a second press of the button comes sooner
NOBODY = (
    "Semua akun baru di daftar ini sudah punya kode atau kata sandi. Bila lembarnya tidak sempat tersimpan, tunggu "
    "satu menit, lalu buat kode baru untuk yang belum masuk."
)
NOBODY_LEFT = (
    "Tidak ada yang perlu kode baru: kodenya baru saja dibuat, atau semuanya sudah masuk. Bila lembarnya tidak sempat "
    "tersimpan, tunggu satu menit, lalu coba lagi."
)
COLUMNS = (
    Column("unit", "Unit kerja"),
    Column("nama", "Nama"),
    Column("masuk", "NIP atau surel untuk masuk"),
    Column("kode", "Kode sekali pakai"),
)


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of the sheet, without the code. ``identifier``: the NIP, or the address of whoever has none."""

    person_id: int
    unit: str
    name: str
    identifier: str


def next_people(session: Session, import_id: int, *, again: bool, actor: Actor, now: datetime) -> tuple[CodeLine, ...]:
    """The next 1000 people whom a list added and who cannot sign in yet, within the actor's reach, by unit; ``again``:
    those who have a code, given a minute ago or earlier, and never signed in with it.

    Raises NotFound for somebody else's list, and Conflict when there is nobody.
    """
    own_import(session, import_id, actor=actor)
    scope = unit_scope(session, actor)
    asked = (
        select(Person, Unit.name)
        .select_from(Person)
        .outerjoin(Posting, Posting.id == posting_that_counts(local_date(now, actor.zone)))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(*_wanted(import_id, again, now))
        .order_by(Unit.name, Unit.id, Person.name, Person.id)
    )
    if scope.unit_ids is not None:
        asked = asked.where(Posting.unit_id.in_(scope.unit_ids))
    roles = set(session.scalars(select(RoleGrant.person_id)))
    found = tuple(
        CodeLine(
            person.id,
            unit or "",
            display_name(person.title_before, person.name, person.title_after),
            person.nip or person.email or "",
        )
        for person, unit in session.execute(asked.limit(MOST_CODES))
        if person.id not in roles or not is_stronger(scope, grants_of(session, person.id))
    )
    if not found:
        raise Conflict(NOBODY_LEFT if again else NOBODY)
    return found


def give_codes(
    session: Session, import_id: int, hashes: Mapping[int, str], *, again: bool, actor: Actor, now: datetime
) -> frozenset[int]:
    """Store the hashes of one-time codes; returns whom they were given to. Who got one meanwhile keeps that one.

    Raises NotFound for somebody else's list, and Conflict when nobody is left.
    """
    own_import(session, import_id, actor=actor, lock=True)
    asked = select(Person.id).where(*_wanted(import_id, again, now), Person.id.in_(hashes)).with_for_update()
    still = frozenset(session.scalars(asked))
    if not still:
        raise Conflict(NOBODY_LEFT if again else NOBODY)
    accounts.give_codes(session, {person_id: hashes[person_id] for person_id in still}, actor_id=actor.id, now=now)
    return still


def _wanted(import_id: int, again: bool, now: datetime) -> list[ColumnElement[bool]]:
    if not again:
        return waiting(import_id)
    return [*unclaimed(import_id), Person.one_time_until <= now + CODE_LASTS - A_MOMENT]
