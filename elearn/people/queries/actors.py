"""Who is signed in, and who somebody was on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.core.database import bare
from elearn.people.models import Person, Posting, RoleGrant, SecondFactor, SignInSession, Unit


def posting_on(day: Any) -> ScalarSelect[int]:
    """The id of a person's posting on a day, correlated to Person: the newest, should two overlap."""
    held = aliased(Posting)
    return (
        select(held.id)
        .where(held.person_id == Person.id, held.valid_from <= day, or_(held.valid_to.is_(None), held.valid_to >= day))
        .order_by(held.valid_from.desc(), held.id.desc())
        .limit(1)
        .correlate(Person)
        .scalar_subquery()
    )


_PERSON, _POSTING, _UNIT, _GRANT = bare(Person), bare(Posting), bare(Unit), bare(RoleGrant)
_FACTOR, _SESSION = bare(SecondFactor), bare(SignInSession)
# Built once: one of them runs on every request.
_ACTOR: Select[*tuple[Any, ...]] = (
    select(
        _PERSON.c.id,
        _PERSON.c.name,
        _PERSON.c.title_before,
        _PERSON.c.title_after,
        _PERSON.c.session_epoch,
        _PERSON.c.must_change_password,
        _PERSON.c.last_seen_at,
        _FACTOR.c.confirmed_at.is_not(None).label("second_factor"),
        _POSTING.c.id.label("posting_id"),
        _POSTING.c.status,
        _UNIT.c.zone,
        _GRANT.c.role,
        _GRANT.c.course,
        _GRANT.c.unit_id,
    )
    .select_from(_PERSON)
    .outerjoin(_POSTING, _POSTING.c.id == posting_on(bindparam("today")))
    .outerjoin(_UNIT, _UNIT.c.id == _POSTING.c.unit_id)
    .outerjoin(_FACTOR, _FACTOR.c.person_id == _PERSON.c.id)
    .outerjoin(_GRANT, _GRANT.c.person_id == _PERSON.c.id)
    .where(
        _PERSON.c.id == bindparam("person_id"),
        _PERSON.c.active,
        _PERSON.c.merged_into_id.is_(None),
    )
    .order_by(_GRANT.c.id)
)

_SIGNED_IN: Select[*tuple[Any, ...]] = (
    _ACTOR.add_columns(_SESSION.c.id.label("session_id"), _SESSION.c.last_seen_at.label("session_seen_at"))
    .join(_SESSION, and_(_SESSION.c.person_id == _PERSON.c.id, _SESSION.c.token_key == bindparam("key")))
    .where(_PERSON.c.session_epoch == bindparam("epoch"))
)


def actor_rows(session: Session, person_id: int, today: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """One row a grant (one row without grants; none when the account is closed or merged)."""
    return session.execute(_ACTOR, {"person_id": person_id, "today": today}).all()


def signed_in_rows(
    session: Session, person_id: int, epoch: int, key: str, today: date
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The same for a session; none when it was ended."""
    found = {"person_id": person_id, "epoch": epoch, "key": key, "today": today}
    return session.execute(_SIGNED_IN, found).all()


def snapshot_row(session: Session, person_id: int, on: date) -> tuple[Person, Posting | None, Unit | None] | None:
    """The person with her posting and unit on a day."""
    statement = (
        select(Person, Posting, Unit)
        .select_from(Person)
        .outerjoin(Posting, Posting.id == posting_on(on))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .where(Person.id == person_id)
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1], row[2])
