"""Adding people and keeping their facts. The functions that take an ``actor`` hold her to her scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Conflict, Invalid
from elearn.people.models import Person
from elearn.people.queries.roles import grants_of
from elearn.people.queries.units import unit_scope
from elearn.people.rules import Actor, display_name
from elearn.people.rules.facts import FACTS, PersonFacts, PostingFacts
from elearn.people.service import accounts
from elearn.people.service.postings import end_posting, write_posting
from elearn.people.service.reach import check_power, check_unit, is_stronger, person_in_reach
from elearn.people.service.sessions import end_sessions_of

OUT_OF_REACH = "Akun ini punya peran di luar cakupan Anda, jadi NIP dan surelnya diubah oleh admin seluruh instansi."
NIP_TAKEN = "NIP ini sudah terdaftar. Cari orangnya di daftar pegawai."


def add_person(session: Session, facts: PersonFacts, posting: PostingFacts, *, actor: Actor, now: datetime) -> int:
    """Create an account without a password, with its first posting; returns its id. Raises Invalid."""
    check_unit(session, posting.unit_id, actor=actor)
    return create_person(session, facts, posting, actor_id=actor.id, now=now).id


def edit_person(session: Session, person_id: int, facts: PersonFacts, *, actor: Actor, now: datetime) -> None:
    """Correct somebody's facts. Raises NotFound outside the scope, and Invalid; also for what an account with wider
    roles signs in with.
    """
    person = person_in_reach(session, person_id, actor=actor, now=now)
    signs_in_with = [field for field in ("nip", "email") if getattr(person, field) != getattr(facts, field)]
    if signs_in_with and is_stronger(unit_scope(session, actor), grants_of(session, person_id)):
        raise Invalid(OUT_OF_REACH, dict.fromkeys(signs_in_with, OUT_OF_REACH))
    changed = store_facts(session, person, facts)
    if changed:
        detail = {"fields": list(changed)}
        audit.record(session, "person.edit", actor_id=actor.id, now=now, subjects=[person.id], detail=detail)


def set_active(
    session: Session,
    person_id: int,
    active: bool,
    *,
    actor: Actor,
    now: datetime,
    reason: str | None = None,
    last_day: date | None = None,
) -> None:
    """Close an account (its sessions end; what was learnt stays) or open it again; ``reason`` is kept in the trail,
    ``last_day`` is the last local date on which she served (None: her posting goes on).

    Raises NotFound outside the scope, Conflict for one's own account and for accounts with wider roles, and Invalid for
    a last day before her posting began.
    """
    person = person_in_reach(session, person_id, actor=actor, now=now)
    if person.id == actor.id:
        raise Conflict("Akun sendiri tidak dapat dinonaktifkan. Minta admin lain melakukannya.")
    check_power(session, person.id, actor=actor)
    if last_day is not None:
        end_posting(session, person.id, last_day)
    if person.active is not active:
        person.active = active
        end_sessions_of(session, person)
        action = "person.activate" if active else "person.deactivate"
        audit.record(session, action, actor_id=actor.id, now=now, subjects=[person.id], reason=reason)


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """Who was given a one-time code, and until when it is good."""

    person_id: int
    name: str
    until: datetime


def reset_password(session: Session, person_id: int, code_hash: str, *, actor: Actor, now: datetime) -> CodeGiven:
    """Give somebody a one-time code. Raises NotFound outside the scope, and Conflict for accounts with wider roles."""
    person = person_in_reach(session, person_id, actor=actor, now=now)
    check_power(session, person.id, actor=actor)
    accounts.give_code(session, person.id, code_hash, actor_id=actor.id, now=now)
    name = display_name(person.title_before, person.name, person.title_after)
    return CodeGiven(person.id, name, now + accounts.CODE_LASTS)


def create_person(
    session: Session, facts: PersonFacts, posting: PostingFacts | None, *, actor_id: int | None, now: datetime
) -> Person:
    """Create an account without asking who may: for commands. Raises Invalid when NIP or e-mail is taken."""
    person = Person(created_at=now)
    store_facts(session, person, facts)
    if posting is not None:
        write_posting(session, person, posting)
    audit.record(session, "person.add", actor_id=actor_id, now=now, subjects=[person.id])
    return person


def store_facts(session: Session, person: Person, facts: PersonFacts) -> tuple[str, ...]:
    """Write facts to an account; returns the names of those that changed. Raises Invalid when NIP or e-mail is taken.

    The database decides who has a NIP or an address: a check before it could only guess.
    """
    changed = tuple(field for field in FACTS if getattr(person, field) != getattr(facts, field))
    fresh = person.id is None
    try:
        with session.begin_nested():
            if fresh:
                session.add(person)
            for field in changed:
                setattr(person, field, getattr(facts, field))
            session.flush()
    except IntegrityError:
        if not fresh:
            session.refresh(person)
        with session.no_autoflush:
            taken = session.scalar(
                select(Person.id).where(Person.nip == facts.nip, Person.id.is_distinct_from(person.id))
            )
        if facts.nip is not None and taken is not None:
            raise Invalid(NIP_TAKEN, {"nip": NIP_TAKEN}) from None
        raise Invalid(accounts.EMAIL_TAKEN, {"email": accounts.EMAIL_TAKEN}) from None
    return changed
