"""One-time codes for everybody chosen: made and hashed before the transaction begins, then written all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import Conflict, Invalid
from elearn.people.models import Person
from elearn.people.queries import bulk as found
from elearn.people.rules import Actor
from elearn.people.service import accounts
from elearn.people.service.bulk import MOST_CODES, SHOWN_ONCE, bulk_page, claim, own_bulk
from elearn.people.service.passwords import Passwords, new_code
from elearn.people.service.reach import UNKNOWN

# A code holds 60 random bits, so nobody finds it by trying, however quickly it is verified: a sheet of a thousand must
# not take a minute. The password that replaces it is hashed with the usual figures.
CODE_HASHING = Passwords(memory_kib=1024, passes=1)
LATE = "Baru dapat diberi kode setelah lembar ini dibuat"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of the sheet: whom to give which code. ``identifier``: the NIP, or the address, with which to sign in."""

    name: str
    identifier: str
    unit: str
    code: str


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """One-time codes of many, shown once; good until ``until``."""

    lines: tuple[CodeLine, ...]
    until: datetime


def make_codes(session: Session, bulk_id: int, *, actor: Actor, now: datetime) -> dict[int, tuple[str, str]]:
    """A code and its hash for everybody whom the sheet will name. Hashes: not in a transaction that writes.

    Raises NotFound, Conflict when the sheet was shown before, Invalid when it would be too long.
    """
    page = bulk_page(session, bulk_id, actor=actor, now=now)
    if page.confirmed:
        raise Conflict(SHOWN_ONCE)
    if len(page.able) > MOST_CODES:
        raise Invalid(f"Paling banyak {MOST_CODES} kode dalam satu lembar. Persempit saringannya, misalnya per unit.")
    session.rollback()
    codes = {one.id: new_code() for one in page.able}
    return {person_id: (code, CODE_HASHING.hash(code)) for person_id, code in codes.items()}


def give_codes(
    session: Session, bulk_id: int, codes: Mapping[int, tuple[str, str]], *, actor: Actor, now: datetime
) -> CodeSheet:
    """Put the codes on the accounts of those who may still have one, and return the sheet, which exists nowhere else.

    Raises NotFound for somebody else's plan, and Conflict the next time.
    """
    bulk = own_bulk(session, bulk_id, actor)
    if not claim(session, bulk, {}, now=now):
        raise Conflict(SHOWN_ONCE)
    session.execute(select(Person.id).where(Person.id.in_(codes)).order_by(Person.id).with_for_update())
    page = bulk_page(session, bulk_id, actor=actor, now=now)  # again: the world went on while the codes were hashed
    given = [one for one in page.able if one.id in codes]
    why = {one.id: LATE for one in page.able} | {one.id: said for said, those in page.refused for one in those}
    accounts.give_codes(session, {one.id: codes[one.id][1] for one in given}, actor_id=actor.id, now=now)
    served = {one.id for one in given}
    for item in found.waiting(session, bulk.id, bulk.total):
        if item.person_id in served:
            item.done_at = now
        else:
            item.problem = why.get(item.person_id, UNKNOWN)
    bulk.done_at = now
    session.flush()
    lines = tuple(CodeLine(one.name, one.identifier, one.unit or "", codes[one.id][0]) for one in given)
    return CodeSheet(lines, now + accounts.CODE_LASTS)
