"""Accounts as signing in needs them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from elearn.people.models import Person, SecondFactor

MERGES_FOLLOWED = 5
_ACCOUNT: Select[*tuple[Any, ...]] = select(
    Person.id,
    Person.password_hash,
    Person.one_time_until,
    Person.session_epoch,
    Person.active,
    Person.merged_into_id,
    SecondFactor.confirmed_at.is_not(None).label("second_factor"),
).outerjoin(SecondFactor, SecondFactor.person_id == Person.id)


def account_row(session: Session, identifier: str) -> Row[*tuple[Any, ...]] | None:
    """The account behind an e-mail address (lower case) or a NIP (18 digits); a merged one leads to the living one."""
    wanted: ColumnElement[bool] = Person.email == identifier if "@" in identifier else Person.nip == identifier
    row = session.execute(_ACCOUNT.where(wanted)).one_or_none()
    for _hop in range(MERGES_FOLLOWED):
        if row is None or row.merged_into_id is None:
            return row
        row = session.execute(_ACCOUNT.where(Person.id == row.merged_into_id)).one_or_none()
    return None
