"""A closed year with monthly targets: months and arrears stay as they were reported, what changed shows beside them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.competency import rules, service
from elearn.competency.models import LedgerEntry, TargetExemption
from elearn.competency.rules import MonthDue, MonthStanding, Standing
from elearn.content.model import MONTHLY, JpTarget, Reference
from elearn.people.models import Person
from tests import factories
from tests.competency.test_closing import NEW_YEAR, ZONE, earn
from tests.competency.test_targets import histories

SINCE = date(2026, 9, 1)
LATER = date(2027, 2, 10)


def reference(jp: int = 300, yearly: int = 2000) -> Reference:
    monthly = JpTarget("pns", "minimal", jp, "Surat edaran", SINCE, None, MONTHLY, True)
    return factories.reference(jp_targets=(JpTarget("pns", "minimal", yearly, "PP 11/2017", date(2019, 1, 1)), monthly))


def plain(month: MonthStanding) -> tuple[Any, ...]:
    due = month.due
    asked = (due.target.jp, due.target.bound, due.target.source) if due.target else None
    return due.month, asked, due.asked, due.recognised, due.excused, month.missing, month.repaid, month.debts


@given(histories())
def test_what_is_frozen_thaws_as_it_was_and_the_fold_goes_on_from_it(history: list[MonthDue]) -> None:
    standing = rules.stand(history)
    text = rules.freeze(standing, 2026)
    known = [month for month in standing.months if month.due.month.year <= 2026]
    if text is None:
        assert all(month.due.target is None for month in known)
        return
    before = rules.thaw([text, text])
    assert [plain(month) for month in before] == [plain(month) for month in known]
    if len(history) > len(before):
        again = rules.stand(history[len(before) :], before)
        assert [plain(month) for month in again.months] == [plain(month) for month in standing.months]
        assert (again.debts, again.frozen) == (standing.debts, len(before))
        assert rules.freeze(again, 2026) is None, "nothing is frozen twice"


@pytest.fixture
def maria(session: Session, now: datetime) -> Person:
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session), valid_from=date(2025, 1, 1))
    earn(session, who.id, 1, date(2026, 9, 2), 300, now)
    earn(session, who.id, 2, date(2026, 10, 2), 100, now)
    return who


def close(session: Session, who: Person, known: Reference, year: int = 2026) -> int:
    return service.close_year(
        session, [who.id], year, reference=known, zone=ZONE, actor_id=None, reason="Laporan", now=NEW_YEAR
    )


def standing(session: Session, who: Person, known: Reference) -> Standing:
    found = service.standing(session, person_id=who.id, today=LATER, reference=known)
    assert found is not None
    return found


def of_2026(found: Standing) -> list[tuple[int, int, int, int]]:
    months = reversed(found.of_year(2026))
    return [(month.due.month.month, month.due.asked, month.due.recognised, month.owed) for month in months]


REPORTED = [(9, 300, 300, 0), (10, 300, 100, 200), (11, 300, 0, 500), (12, 300, 0, 800)]


def test_neither_a_revocation_nor_late_work_nor_a_new_target_moves_it(
    session: Session, maria: Person, now: datetime
) -> None:
    assert of_2026(standing(session, maria, reference())) == REPORTED
    assert close(session, maria, reference()) == 1
    service.revoke(session, evidence_ref="luar-1", actor_id=None, reason="Keliru", now=NEW_YEAR)
    earn(session, maria.id, 3, date(2026, 11, 3), 300, NEW_YEAR)
    earn(session, maria.id, 4, date(2027, 1, 4), 300, NEW_YEAR)
    earn(session, maria.id, 5, date(2027, 1, 5), 300, NEW_YEAR)
    harder = reference(500, 4000)
    after = standing(session, maria, harder)
    assert of_2026(after) == REPORTED
    assert [(debt.month.month, debt.jp) for debt in after.debts] == [(10, 100), (11, 300), (12, 300)], (
        "what was owed goes on into the next year, where 6 JP against 5 repay one"
    )
    page = service.record(session, person_id=maria.id, status="pns", year=2026, today=LATER, reference=harder)
    assert (page.reported, page.summary.target, page.summary.recognised) == (400, 2000, 400)
    assert page.summary.by_month[8:] == (0, 100, 300, 0), "what is recognised now stands beside it"
    assert [checked.findings for checked in service.verify(session)] == [()]


def test_an_exception_recorded_too_late_shows_but_does_not_move_it(
    session: Session, maria: Person, now: datetime
) -> None:
    close(session, maria, reference())
    months = {"first_month": date(2026, 10, 1), "last_month": date(2026, 12, 1)}
    session.add(
        TargetExemption(
            person_id=maria.id, **months, percent=0, reason="Sakit", source="Surat", actor_id=maria.id, recorded_at=now
        )
    )
    session.flush()
    assert of_2026(standing(session, maria, reference())) == REPORTED
    page = service.record(session, person_id=maria.id, status="pns", year=2026, today=LATER, reference=reference())
    assert (page.summary.target, [each.reason for each in page.exemptions]) == (2000, ["Sakit"])


def test_without_a_monthly_target_nothing_is_frozen(session: Session, maria: Person) -> None:
    assert close(session, maria, factories.reference()) == 1
    assert session.scalars(select(LedgerEntry.frozen).where(LedgerEntry.kind == "penutupan")).all() == [None]


def test_accounts_closed_before_they_were_merged_keep_her_own_months(
    session: Session, maria: Person, now: datetime
) -> None:
    old = factories.person(session, "Maria Lama")
    factories.posting(session, old, factories.unit(session), valid_from=date(2025, 1, 1))
    for who in (old, maria):
        close(session, who, reference())
    old.merged_into_id = maria.id
    session.flush()
    assert of_2026(standing(session, maria, reference())) == REPORTED


def test_a_later_closing_freezes_only_what_follows(session: Session, maria: Person) -> None:
    close(session, maria, reference())
    in_2028 = datetime(2028, 1, 5, tzinfo=UTC)
    service.close_year(
        session, [maria.id], 2027, reference=reference(), zone=ZONE, actor_id=None, reason="Laporan", now=in_2028
    )
    texts = session.scalars(select(LedgerEntry.frozen).where(LedgerEntry.kind == "penutupan").order_by(LedgerEntry.id))
    first, second = (rules.thaw([text]) for text in texts if text is not None)
    assert (first[0].due.month, first[-1].due.month) == (SINCE, date(2026, 12, 1))
    assert (second[0].due.month, second[-1].due.month) == (date(2027, 1, 1), date(2027, 12, 1))
    assert second[-1].owed == 800 + 12 * 300
