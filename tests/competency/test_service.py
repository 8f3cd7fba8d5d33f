"""Posting to the ledger, taking back, and reading it, on a real database."""

import threading
from datetime import UTC, date, datetime

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from elearn.competency import service
from elearn.competency.models import CompetencyEntry, LedgerEntry
from elearn.competency.rules import Credit
from tests import factories

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
REFERENCE = factories.reference()


def earned(person_id: int, completion_id: int = 1, code: str = "KODE", **values: object) -> Credit:
    given: dict[str, object] = {
        "training_type": "16",
        "title": "Kursus Contoh",
        "zone": "Asia/Makassar",
        "days": ((MONDAY, 400), (TUESDAY, 200)),
        "competencies": (("integritas", 2),),
    }
    return Credit(person_id=person_id, completion_id=completion_id, certificate_code=code, **(given | values))  # type: ignore[arg-type]


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def summary(session: Session, person_id: int, status: str = "pns", year: int = 2026):  # type: ignore[no-untyped-def]
    return service.year_summary(
        session, person_id=person_id, status=status, year=year, today=TUESDAY, reference=REFERENCE
    )


def test_a_completion_is_credited_once(session: Session, now: datetime) -> None:
    who = factories.person(session)
    for _ in range(3):
        service.credit(session, earned(who.id), now=now)
    assert count(session, LedgerEntry) == 2
    assert count(session, CompetencyEntry) == 1
    year = summary(session, who.id)
    assert (year.raw, year.recognised, year.target, year.bound, year.percent) == (600, 500, 2000, "minimal", 2500)


def test_the_maximum_of_pppk_is_information(session: Session, now: datetime) -> None:
    who = factories.person(session)
    days = tuple((date(2026, month, 1), 300) for month in range(1, 10))
    service.credit(session, earned(who.id, days=days), now=now)
    year = summary(session, who.id, "pppk")
    assert (year.recognised, year.target, year.bound, year.missing) == (2700, 2400, "maksimal", 0)
    assert summary(session, who.id, "tidak-dikenal").target is None


def test_revoking_takes_back_jp_and_competency_once(session: Session, now: datetime) -> None:
    who = factories.person(session)
    service.credit(session, earned(who.id), now=now)
    service.credit(session, earned(who.id, 2, "LAIN", days=((MONDAY, 100),), competencies=()), now=now)
    assert summary(session, who.id).recognised == 500
    taken = service.revoke(session, evidence_ref="KODE", actor_id=who.id, reason="Keliru", now=now)
    assert taken == 3
    assert service.revoke(session, evidence_ref="KODE", actor_id=who.id, reason="Keliru", now=now) == 0
    year = summary(session, who.id)
    assert (year.raw, year.recognised) == (100, 100), "the cap of Monday is free again"
    record = service.record(session, person_id=who.id, status="pns", year=2026, today=TUESDAY, reference=REFERENCE)
    assert record.competencies == ()
    assert [line.revoked for month in record.months for line in month.lines] == [True, False, True]


def test_an_entry_revoked_long_after_is_gone_from_its_own_year(session: Session, now: datetime) -> None:
    who = factories.person(session)
    service.credit(session, earned(who.id, days=((date(2025, 12, 31), 300),)), now=now)
    later = datetime(2027, 5, 1, tzinfo=UTC)
    service.revoke(session, evidence_ref="KODE", actor_id=None, reason="Keliru", now=later)
    assert summary(session, who.id, year=2025).raw == 0
    assert summary(session, who.id, year=2027).raw == 0


def test_headroom_of_today(session: Session, now: datetime) -> None:
    who, other = factories.person(session), factories.person(session)
    service.credit(session, earned(who.id, days=((MONDAY, 200),)), now=now)
    service.credit(session, earned(other.id, 2, "B", days=((MONDAY, 300),)), now=now)
    room = service.recognised_today(session, person_id=who.id, training_type="16", on=MONDAY, reference=REFERENCE)
    assert (room.cap, room.recognised, room.remaining) == (300, 200, 100)


def test_what_a_merged_account_earned_belongs_to_the_one_that_lives_on(session: Session, now: datetime) -> None:
    old, new = factories.person(session), factories.person(session)
    service.credit(session, earned(old.id), now=now)
    old.merged_into_id = new.id
    session.flush()
    record = service.record(session, person_id=new.id, status="pns", year=2026, today=TUESDAY, reference=REFERENCE)
    assert record.summary.recognised == 500
    assert [reached.code for reached in record.competencies] == ["integritas"]


def test_a_record_of_an_empty_year_knows_the_other_years(session: Session, now: datetime) -> None:
    who = factories.person(session)
    service.credit(session, earned(who.id), now=now)
    record = service.record(session, person_id=who.id, status=None, year=2024, today=TUESDAY, reference=REFERENCE)
    assert (record.years, record.months, record.summary.target) == ((2026, 2024), (), None)
    assert [reached.level for reached in record.competencies] == [2], "competencies are kept whatever the year"


def test_eight_requests_at_once_credit_once(engine: Engine, session: Session, now: datetime) -> None:
    who = factories.person(session)
    session.commit()
    failures: list[Exception] = []

    def post() -> None:
        try:
            with Session(engine) as own, own.begin():
                service.credit(own, earned(who.id), now=now)
        except Exception as error:  # the thread must not lose it
            failures.append(error)

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert count(session, LedgerEntry) == 2
    assert count(session, CompetencyEntry) == 1
