"""What the operator's commands do with people; they act for the installation, so nobody's scope holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.people.models import Person, Unit
from elearn.people.queries.accounts import account_row
from elearn.people.rules import Status, display_name
from elearn.people.rules.facts import check_person, check_posting
from elearn.people.rules.nip import NumberKind, parse_nip
from elearn.people.rules.roster import unknown_unit
from elearn.people.service.accounts import give_code
from elearn.people.service.persons import create_person
from elearn.people.service.roles import write_grant
from elearn.people.service.sign_in import meant
from elearn.people.service.units import UnitFacts, write_unit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody as the operator described her. Without a NIP she is no ASN and signs in by e-mail."""

    name: str
    nip: str = ""
    email: str = ""
    unit_code: str = ""
    unit_name: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Welcomed:
    """Who it is, and whether she is new (then the code just given is good)."""

    name: str
    new: bool


def welcome_person(session: Session, wanted: Wanted, code_hash: str, *, today: date, now: datetime) -> Welcomed:
    """Create an account with a one-time code and roles over everything; an account that is there gets the roles alone.

    A unit that is not there is made when it is given a name. Raises Invalid, and Conflict when nothing is left to do.
    """
    person = _existing(session, wanted)
    new = person is None
    if person is None:
        person = _create(session, wanted, today, now)
        give_code(session, person.id, code_hash, actor_id=None, now=now)
    elif not wanted.roles:
        raise Conflict("Orang ini sudah terdaftar. Kode baru: elearn people reset-password")
    for role in wanted.roles:
        write_grant(session, person, role, actor_id=None, now=now)
    return Welcomed(display_name(person.title_before, person.name, person.title_after), new)


def reset_by_operator(session: Session, identifier: str, code_hash: str, *, now: datetime) -> str:
    """Give a one-time code to whoever has this NIP or e-mail address; returns her name. Raises NotFound, Conflict."""
    row = account_row(session, meant(identifier))
    person = session.get(Person, row.id) if row is not None else None
    if person is None:
        raise NotFound("Tidak ada akun dengan NIP atau surel ini.")
    if not person.active:
        raise Conflict("Akun ini nonaktif. Aktifkan dahulu di halaman admin.")
    give_code(session, person.id, code_hash, actor_id=None, now=now)
    return display_name(person.title_before, person.name, person.title_after)


def _existing(session: Session, wanted: Wanted) -> Person | None:
    row = account_row(session, meant(wanted.nip or wanted.email)) if wanted.nip or wanted.email else None
    return session.get(Person, row.id) if row is not None else None


def _create(session: Session, wanted: Wanted, today: date, now: datetime) -> Person:
    status = Status.NON_ASN
    if wanted.nip:
        status = Status.PPPK if parse_nip(wanted.nip, today=today).kind is NumberKind.PPPK else Status.PNS
    raw = {"name": wanted.name, "nip": wanted.nip, "email": wanted.email}
    facts = check_person(raw, status, birth_date=None, today=today)
    unit_id = _unit_id(session, wanted)
    posting = None if unit_id is None else check_posting({}, status, unit_id=unit_id, valid_from=today)
    return create_person(session, facts, posting, actor_id=None, now=now)


def _unit_id(session: Session, wanted: Wanted) -> int | None:
    """The id of the unit with this code, made if it has a name; None when no unit was asked for. Raises Invalid."""
    if not wanted.unit_code:
        if wanted.unit_name:
            raise Invalid("Sebut juga kode unitnya: --unit KODE")
        return None
    known = session.execute(select(Unit.id, Unit.code, Unit.name)).all()
    for unit_id, code, _ in known:
        if code.casefold() == wanted.unit_code.casefold():
            return int(unit_id)
    if not wanted.unit_name:
        refused = unknown_unit(wanted.unit_code, {code: name for _, code, name in known})
        raise Invalid(f"{refused.message} Untuk membuatnya, tambahkan --unit-name.")
    unit = Unit()
    write_unit(session, unit, UnitFacts(wanted.unit_code, wanted.unit_name, None, ""))
    return unit.id
