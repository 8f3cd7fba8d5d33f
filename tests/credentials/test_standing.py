"""What still counts as done after a certificate changed: the rule, and the same asked of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import column, select
from sqlalchemy.orm import Session

from elearn.credentials import service
from elearn.credentials.models import Certificate
from elearn.credentials.rules import stands
from elearn.credentials.standing_queries import fallen, has_fallen
from elearn.people.models import Person
from elearn.people.rules import Actor, Grant
from tests import factories
from tests.credentials.examples import ISSUED_AT, issue, reference

LATER = ISSUED_AT + timedelta(days=10)


@dataclass(frozen=True)
class Sheet:
    """What decides, and nothing else."""

    revoked_at: datetime | None = None
    replaced_by_id: int | None = None
    valid_until: date | None = None
    zone: str = "Asia/Makassar"
    awaits_signature: bool = False
    renew_by: date | None = None


@pytest.mark.parametrize(
    ("sheet", "expected"),
    [
        (None, True),
        (Sheet(), True),
        (Sheet(replaced_by_id=2), True),
        (Sheet(awaits_signature=True), True),
        (Sheet(valid_until=date(2020, 1, 1), renew_by=date(2019, 1, 1)), True),
        (Sheet(revoked_at=LATER), False),
        (Sheet(revoked_at=LATER, replaced_by_id=2), True),
    ],
)
def test_only_what_was_revoked_and_not_replaced_falls(sheet: Sheet | None, expected: bool) -> None:
    assert stands(sheet) is expected


@pytest.fixture
def admin(session: Session) -> Actor:
    return factories.actor(factories.person(session, "Admin Kota"), None, Grant("admin"))


@pytest.fixture
def maria(session: Session) -> Person:
    return factories.person(session)


def test_the_database_says_the_same_through_every_change(session: Session, maria: Person, admin: Actor) -> None:
    codes = {number: issue(session, maria.id, completion_id=number).code for number in (1, 2, 3, 4)}
    issue(session, maria.id, completion_id=5, kind="jalur")
    given = {"actor": admin, "reason": "Keliru", "now": LATER}
    agree(session, set())
    service.revoke(session, codes[1], **given)
    agree(session, {1})
    newer = service.reissue(session, codes[2], reference=reference(), **given)
    agree(session, {1})
    service.revoke(session, newer.code, **given)
    agree(session, {1, 2})
    service.reinstate(session, codes[1], **given)
    agree(session, {2})


def agree(session: Session, fell: set[int]) -> None:
    """By the rule on the latest sheet, by the list, and asked of each."""
    latest = service.for_completions(session, [1, 2, 3, 4])
    assert {number for number, sheet in latest.items() if not stands(sheet)} == fell
    assert set(session.scalars(fallen())) == fell
    known = select(Certificate.completion_ref.label("id")).where(Certificate.completion_ref.is_not(None)).subquery()
    assert set(session.scalars(select(known.c.id).where(has_fallen(known.c.id)))) == fell
    assert set(session.scalars(select(known.c.id).where(column("id").not_in(fallen())))) == {1, 2, 3, 4} - fell


def test_a_path_s_certificate_makes_no_completion_fall(session: Session, maria: Person, admin: Actor) -> None:
    path = issue(session, maria.id, completion_id=1, kind="jalur")
    issue(session, maria.id, completion_id=1)
    service.revoke(session, path.code, actor=admin, reason="Keliru", now=LATER)
    agree_on = set(session.scalars(fallen()))
    assert agree_on == set()


def test_asked_by_an_instant(session: Session, maria: Person, admin: Actor) -> None:
    made = issue(session, maria.id, completion_id=1)
    service.revoke(session, made.code, actor=admin, reason="Keliru", now=LATER)
    assert set(session.scalars(fallen(LATER - timedelta(seconds=1)))) == set()
    assert set(session.scalars(fallen(LATER))) == {1}
