"""What one's own account page and the change of password need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.core.errors import NotFound
from elearn.people.models import Person
from elearn.people.queries.roles import GrantRow, grants_of
from elearn.people.rules import PersonSnapshot
from elearn.people.service.actors import snapshot
from elearn.people.service.second_factor import SecondFactorState, second_factor_state
from elearn.people.service.sign_in import Account


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own facts, as of today."""

    facts: PersonSnapshot
    email: str | None
    grants: tuple[GrantRow, ...]
    second_factor: SecondFactorState


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What judging a new password takes."""

    account: Account
    name: str
    nip: str | None
    email: str | None


def account_page(session: Session, person_id: int, today: date) -> AccountPage:
    """One's own account. Raises NotFound."""
    facts = snapshot(session, person_id, today)
    email = session.scalar(select(Person.email).where(Person.id == person_id))
    return AccountPage(facts, email, grants_of(session, person_id), second_factor_state(session, person_id))


def own_account(session: Session, person_id: int) -> OwnAccount:
    """The account of whoever is signed in. Raises NotFound."""
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("Akun tidak ditemukan.")
    account = Account(
        f"person:{person.id}", person.id, person.password_hash, person.one_time_until, person.session_epoch
    )
    return OwnAccount(account, person.name, person.nip, person.email)
