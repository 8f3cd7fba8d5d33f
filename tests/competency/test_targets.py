"""What a month asks, what is owed of it, and how surplus repays."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from elearn.competency import rules, service
from elearn.competency.rules import Debt, MonthDue
from elearn.content.model import MONTHLY, JpException, JpTarget
from tests import factories

SINCE = date(2026, 1, 1)
TARGET = JpTarget("pns", "minimal", 300, "Surat edaran setempat", SINCE, period=MONTHLY, arrears=True)
PLAIN = JpTarget("pns", "minimal", 300, "Surat edaran setempat", SINCE, period=MONTHLY)
MOST = JpTarget("pppk", "maksimal", 200, "Surat edaran setempat", SINCE, period=MONTHLY)
MONTHS = rules.months_until(SINCE, date(2027, 12, 31))


def dues(*recognised: int, target: JpTarget | None = TARGET) -> list[MonthDue]:
    return [MonthDue(month, target, jp) for month, jp in zip(MONTHS, recognised, strict=False)]


@st.composite
def histories(draw: st.DrawFn) -> list[MonthDue]:
    length = draw(st.integers(1, 24))
    targets = st.sampled_from([TARGET, JpTarget("pns", "minimal", 500, "x", SINCE, None, MONTHLY, True), MOST, None])
    excuses = st.sampled_from(["", "", "", "Bencana"])
    return [
        MonthDue(month, draw(targets), draw(st.integers(0, 1200) | st.just(0)), draw(excuses))
        for month in MONTHS[:length]
    ]


@given(histories())
def test_arrears_are_never_negative_and_never_more_than_was_missing(history: list[MonthDue]) -> None:
    standing = rules.stand(history)
    assert standing.arrears >= 0
    assert all(debt.jp > 0 for debt in standing.debts)
    assert all(month.owed >= 0 and month.repaid >= 0 and month.missing >= 0 for month in standing.months)
    missing = {month.due.month: month.missing for month in standing.months}
    assert all(debt.jp <= missing[debt.month] for debt in standing.debts)


@given(histories())
def test_what_was_asked_was_met_repaid_or_is_owed(history: list[MonthDue]) -> None:
    standing = rules.stand(history)
    closed = standing.months[:-1]
    met = sum(month.due.asked - month.missing for month in closed)
    repaid = sum(month.repaid for month in standing.months)
    assert sum(month.due.asked for month in closed) == met + repaid + standing.arrears
    for month in standing.months:
        assert month.due.recognised >= (month.due.asked - month.missing) + month.repaid, "no JP is used twice"


@given(histories())
def test_the_oldest_debt_is_repaid_first(history: list[MonthDue]) -> None:
    standing = rules.stand(history)
    owed = [debt.month for debt in standing.debts]
    assert owed == sorted(owed)
    missing = {month.due.month: month.missing for month in standing.months[:-1]}
    for debt in standing.debts[1:]:
        assert debt.jp == missing[debt.month], "a younger debt is untouched while an older one stands"
    if standing.debts:
        younger = [month for month, lacked in missing.items() if lacked and month > owed[0]]
        assert set(younger) <= set(owed)


@given(histories(), st.integers(1, 500), st.data())
def test_learning_more_never_raises_what_is_owed(history: list[MonthDue], more: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(history) - 1))
    one = history[at]
    richer = [*history[:at], MonthDue(one.month, one.target, one.recognised + more, one.excused), *history[at + 1 :]]
    assert rules.stand(richer).arrears <= rules.stand(history).arrears


def test_shortfalls_accumulate_and_a_surplus_repays_the_oldest() -> None:
    standing = rules.stand(dues(100, 0, 700, 0))
    assert [month.owed for month in standing.months] == [200, 500, 100, 100]
    assert [month.repaid for month in standing.months] == [0, 0, 400, 0]
    assert standing.debts == (Debt(date(2026, 2, 1), 100),)
    assert standing.present.missing == 300, "the month under way lacks, it does not owe yet"


def test_a_surplus_is_not_saved() -> None:
    assert [month.owed for month in rules.stand(dues(900, 0, 0)).months] == [0, 300, 300]


def test_without_arrears_each_month_stands_alone() -> None:
    standing = rules.stand(dues(0, 900, target=PLAIN))
    assert (standing.arrears, [month.missing for month in standing.months]) == (0, [300, 0])


def test_a_maximum_asks_nothing() -> None:
    standing = rules.stand(dues(500, 0, target=MOST))
    assert [(month.due.asked, month.missing, month.owed) for month in standing.months] == [(0, 0, 0), (0, 0, 0)]


@pytest.mark.parametrize(
    ("first", "today", "count", "begins"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), 1, date(2026, 1, 1)),
        (date(2026, 1, 2), date(2026, 3, 31), 2, date(2026, 2, 1)),
        (date(2025, 12, 5), date(2026, 1, 31), 1, date(2026, 1, 1)),
    ],
)
def test_only_whole_months_are_asked(first: date, today: date, count: int, begins: date) -> None:
    months = rules.months_until(first, today)
    assert (len(months), months[0]) == (count, begins)
    assert rules.months_until(date(2026, 3, 2), date(2026, 3, 31)) == ()


NOW = datetime(2026, 4, 10, tzinfo=UTC)


def reference(*exceptions: JpException):  # type: ignore[no-untyped-def]
    target = JpTarget("pns", "minimal", 300, "Surat edaran", SINCE, None, MONTHLY, True, exceptions)
    yearly = factories.reference().jp_targets
    return factories.reference(jp_targets=(*yearly, target))


def earn(session: Session, person_id: int, *days: tuple[date, int]) -> None:
    earned = rules.Credit(person_id, 1, "16", "Kursus", "KODE", "Asia/Makassar", days)
    service.credit(session, earned, now=NOW)


def test_a_standing_of_the_ledger(session: Session) -> None:
    who = factories.person(session)
    factories.posting(session, who, factories.unit(session), valid_from=date(2026, 1, 15))
    earn(session, who.id, (date(2026, 2, 3), 500), (date(2026, 4, 1), 300), (date(2026, 4, 2), 200))
    standing = service.standing(session, person_id=who.id, today=NOW.date(), reference=reference())
    assert standing is not None
    rows = [(month.due.month.month, month.due.asked, month.due.recognised, month.owed) for month in standing.months]
    assert rows == [(2, 300, 300, 0), (3, 300, 0, 300), (4, 300, 500, 100)], "capped at 3 JP a day"
    assert [month.due.month.month for month in standing.of_year(2026)] == [4, 3, 2]


def test_a_unit_may_be_excused_with_all_below_it(session: Session) -> None:
    above = factories.unit(session)
    below = factories.unit(session, parent_id=above.id)
    who = factories.person(session)
    factories.posting(session, who, below, valid_from=date(2025, 1, 1))
    facts = reference(JpException(above.code, date(2026, 2, 1), "Banjir"))
    standing = service.standing(session, person_id=who.id, today=NOW.date(), reference=facts)
    assert standing is not None
    assert [(month.due.asked, month.due.excused) for month in standing.months] == [
        (300, ""), (0, "Banjir"), (300, ""), (300, ""),
    ]  # fmt: skip
    assert standing.arrears == 600


def test_nobody_is_asked_before_she_serves_or_without_a_monthly_target(session: Session) -> None:
    who, newcomer, worker = (factories.person(session) for _ in range(3))
    unit = factories.unit(session)
    factories.posting(session, newcomer, unit, valid_from=date(2026, 4, 2))
    factories.posting(session, worker, unit, status="pppk", valid_from=date(2020, 1, 1))
    for person in (who, newcomer, worker):
        assert service.standing(session, person_id=person.id, today=NOW.date(), reference=reference()) is None
    assert service.standing(session, person_id=who.id, today=NOW.date(), reference=factories.reference()) is None
