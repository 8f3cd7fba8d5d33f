"""Closing a year: what was reported stays, what is entered later still counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.competency import service
from elearn.competency.models import LedgerEntry
from elearn.competency.rules import Record
from elearn.core.errors import Conflict
from tests import factories
from tests.competency.test_posting import seminar

ZONE = "Asia/Makassar"
NEW_YEAR = datetime(2027, 1, 5, tzinfo=UTC)
REFERENCE = factories.reference()


def close(session: Session, year: int = 2026) -> int:
    """Close the year of everybody in batches of their own, as the command does."""
    people = service.people_to_close(session, year, zone=ZONE, now=NEW_YEAR)
    if not people:
        return 0
    return service.close_year(
        session, people, year, reference=REFERENCE, zone=ZONE, actor_id=None, reason="Laporan", now=NEW_YEAR
    )


def record(session: Session, person_id: int) -> Record:
    return service.record(
        session, person_id=person_id, status="pns", year=2026, today=date(2027, 1, 5), reference=REFERENCE
    )


def earn(session: Session, person_id: int, number: int, on: date, jp: int, now: datetime) -> None:
    posting = seminar(
        person_id,
        source_prefix=f"luar:{number}",
        evidence_ref=f"luar-{number}",
        training_type="16",
        scope="nasional",
        days=((on, jp),),
        competencies=(),
    )
    service.post(session, posting, actor_id=None, now=now)


def test_what_was_reported_stays_beside_what_is_recognised_now(session: Session, now: datetime) -> None:
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session))
    earn(session, who.id, 1, date(2026, 3, 2), 500, now)
    assert record(session, who.id).reported is None
    assert [close(session), close(session)] == [1, 0], "again changes nothing"
    closing = session.scalars(select(LedgerEntry).where(LedgerEntry.kind == "penutupan")).one()
    assert (closing.jp, closing.reported, closing.target, closing.reason) == (0, 300, 2000, "Laporan")
    earn(session, who.id, 2, date(2026, 3, 3), 200, NEW_YEAR)
    page = record(session, who.id)
    assert (page.reported, page.summary.recognised) == (300, 500)
    assert [line.title for month in page.months for line in month.lines] == ["Seminar Contoh"] * 2
    assert [checked.findings for checked in service.verify(session)] == [()]


def test_whoever_served_or_earned_is_closed_and_nobody_else(session: Session, now: datetime) -> None:
    unit = factories.unit(session)
    serving, left, guest, newcomer = (factories.person(session) for _ in range(4))
    factories.posting(session, serving, unit)
    factories.posting(session, left, unit, valid_to=date(2026, 6, 30))
    factories.posting(session, newcomer, unit, valid_from=date(2027, 1, 1))
    earn(session, guest.id, 1, date(2026, 3, 2), 100, now)
    assert service.people_to_close(session, 2026, zone=ZONE, now=NEW_YEAR) == [serving.id, guest.id]
    close(session)
    assert (record(session, serving.id).reported, record(session, guest.id).reported) == (0, 100)
    assert record(session, left.id).reported is None


def test_a_merged_account_is_reported_once(session: Session, now: datetime) -> None:
    old, new = factories.person(session), factories.person(session)
    earn(session, old.id, 1, date(2026, 3, 2), 100, now)
    earn(session, new.id, 2, date(2026, 3, 3), 200, now)
    old.merged_into_id = new.id
    session.flush()
    assert close(session) == 1
    assert record(session, new.id).reported == 300


def test_two_accounts_closed_before_they_were_merged(session: Session, now: datetime) -> None:
    old, new = factories.person(session), factories.person(session)
    earn(session, old.id, 1, date(2026, 3, 2), 100, now)
    earn(session, new.id, 2, date(2026, 3, 3), 200, now)
    assert close(session) == 2
    old.merged_into_id = new.id
    session.flush()
    assert close(session) == 0
    assert record(session, new.id).reported == 300


def test_a_year_that_goes_on_is_not_closed(session: Session) -> None:
    with pytest.raises(Conflict, match="belum berakhir"):
        close(session, 2027)
    eve = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    with pytest.raises(Conflict, match="belum berakhir"):
        service.people_to_close(session, 2026, zone=ZONE, now=eve)
    assert service.people_to_close(session, 2026, zone=ZONE, now=eve.replace(hour=16)) == []
