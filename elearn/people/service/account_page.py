"""What one's own account page and the change of password need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import NotFound
from elearn.people.models import Person
from elearn.people.queries.roles import GrantRow, grants_of
from elearn.people.rules import Actor, PersonSnapshot
from elearn.people.service.actors import snapshot
from elearn.people.service.second_factor import SecondFactorState, second_factor_state
from elearn.people.service.sessions import OpenSession, open_sessions
from elearn.people.service.sign_in import Account


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own facts, as of today."""

    facts: PersonSnapshot
    email: str | None
    grants: tuple[GrantRow, ...]
    second_factor: SecondFactorState
    sessions: tuple[OpenSession, ...]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What judging a new password takes."""

    account: Account
    name: str
    nip: str | None
    email: str | None


def account_page(session: Session, *, actor: Actor, today: date, lasts: timedelta, now: datetime) -> AccountPage:
    """One's own account. ``lasts``: how long a session lives unused. Raises NotFound."""
    return AccountPage(
        facts=snapshot(session, actor.id, today),
        email=session.scalar(select(Person.email).where(Person.id == actor.id)),
        grants=grants_of(session, actor.id),
        second_factor=second_factor_state(session, actor.id),
        sessions=open_sessions(session, actor=actor, lasts=lasts, now=now),
    )


def own_account(session: Session, person_id: int) -> OwnAccount:
    """The account of whoever is signed in. Raises NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("Akun tidak ditemukan.")
    account = Account(
        f"person:{person.id}", person.id, person.password_hash, person.one_time_until, person.session_epoch
    )
    return OwnAccount(account, person.name, person.nip, person.email)
