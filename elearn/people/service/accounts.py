"""One's own account, and the one-time codes that admins give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from elearn.audit import service as audit
from elearn.core.errors import Invalid, NotFound
from elearn.people.models import Person
from elearn.people.rules.facts import check_email
from elearn.people.service.sessions import forget_sessions

CODE_LASTS = timedelta(hours=72)
CODE_GIVEN = "password.reset"
EMAIL_TAKEN = "Surel ini sudah dipakai akun lain. Pakai surel pribadi Anda sendiri."


def set_password(session: Session, person_id: int, password_hash: str, *, now: datetime) -> int:
    """Store the hash of a new password and end every session; returns the new epoch."""
    return _replace(session, person_id, password_hash, None, person_id, "password.change", now)


def give_code(session: Session, person_id: int, code_hash: str, *, actor_id: int | None, now: datetime) -> None:
    """Let a one-time code replace the password for 72 hours; it must be changed at the first sign-in."""
    _replace(session, person_id, code_hash, now + CODE_LASTS, actor_id, CODE_GIVEN, now)


def give_codes(session: Session, hashes: Mapping[int, str], *, actor_id: int, now: datetime) -> None:
    """The same for many, hashes by person: in a handful of statements, for it holds up everybody who saves something.

    Whom it may be done to was asked before, with their rows locked.
    """
    wanted = select(Person).where(Person.id.in_(hashes)).order_by(Person.id).with_for_update()
    for person in session.scalars(wanted.execution_options(populate_existing=True)):
        person.password_hash, person.one_time_until = hashes[person.id], now + CODE_LASTS
        person.must_change_password = True
        person.session_epoch += 1
    session.flush()
    forget_sessions(session, *hashes)
    audit.record_each(session, CODE_GIVEN, hashes, actor_id=actor_id, now=now)


def change_email(session: Session, person_id: int, typed: str, *, actor_id: int, now: datetime) -> str | None:
    """Replace the e-mail address (empty: none). Raises Invalid when it is no address or somebody else's."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("Pegawai tidak ditemukan.")
    email = check_email(typed)
    if email is None and person.nip is None:
        raise Invalid("Tanpa NIP, surel tidak boleh kosong.", {"email": "Tanpa NIP, surel tidak boleh kosong."})
    if email != person.email:
        store_email(session, person, email)
        audit.record(session, "person.email", actor_id=actor_id, now=now, subjects=[person_id])
    return email


def store_email(session: Session, person: Person, email: str | None) -> None:
    """Put an address on an account; the database decides whose it is. Raises Invalid."""
    try:
        with session.begin_nested():
            person.email = email
            session.flush()
    except IntegrityError:
        session.refresh(person)
        raise Invalid(EMAIL_TAKEN, {"email": EMAIL_TAKEN}) from None


def _replace(
    session: Session,
    person_id: int,
    stored: str,
    until: datetime | None,
    actor_id: int | None,
    action: str,
    now: datetime,
) -> int:
    epoch = session.scalar(
        update(Person)
        .where(Person.id == person_id)
        .values(
            password_hash=stored,
            one_time_until=until,
            must_change_password=until is not None,
            session_epoch=Person.session_epoch + 1,
        )
        .returning(Person.session_epoch)
    )
    if epoch is None:
        raise NotFound("Pegawai tidak ditemukan.")
    forget_sessions(session, person_id)
    audit.record(session, action, actor_id=actor_id, now=now, subjects=[person_id])
    return int(epoch)
