"""Caps of a day, a month and a semester, at home and abroad: the laws that hold whatever the rules say."""

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.competency import rules
from elearn.competency.rules import Fact, Recognised
from elearn.competency.rules.ledger import Rules, caps_of, spans_of
from elearn.content.model import INTERNATIONAL, NATIONAL, JpRule, JpTerms
from tests import factories

FIRST = date(2026, 6, 1)
CHANGE = date(2026, 6, 20)
caps = st.none() | st.integers(0, 1000)
terms = st.builds(JpTerms, cap_per_day=caps, cap_per_month=caps, cap_per_semester=caps)


def version(training_type: str, since: date, until: date | None, home: JpTerms, abroad: JpTerms | None) -> JpRule:
    return JpRule(training_type, "hari-selesai", "LAN 10/2018", since, until, national=home, international=abroad)


@st.composite
def rule_books(draw: st.DrawFn) -> Rules:
    """Rules of two jalur; each may change on a day in the middle of a month."""
    found = []
    for kind in ("16", "14"):
        found.append(version(kind, date(2019, 1, 1), CHANGE, draw(terms), draw(st.none() | terms)))
        if draw(st.booleans()):
            found.append(version(kind, CHANGE + timedelta(1), None, draw(terms), draw(st.none() | terms)))
    return factories.reference(jp_rules=tuple(found)).jp_rule


facts = st.lists(
    st.builds(
        Fact,
        id=st.integers(1, 10_000),
        training_type=st.sampled_from(["16", "14"]),
        local_date=st.dates(FIRST, FIRST + timedelta(45)) | st.dates(CHANGE, CHANGE + timedelta(1)),
        jp=st.integers(0, 700),
        scope=st.sampled_from([NATIONAL, INTERNATIONAL]),
    ),
    max_size=20,
    unique_by=lambda fact: fact.id,
)


def by_id(counted: tuple[Recognised, ...]) -> dict[int, int]:
    return {item.fact.id: item.jp for item in counted}


@given(facts, rule_books())
def test_no_period_ever_passes_the_cap_of_any_entry_in_it(found: list[Fact], book: Rules) -> None:
    used: dict[object, int] = defaultdict(int)
    for item in rules.recognise(found, book):
        assert 0 <= item.jp <= item.fact.jp
        limits = zip(spans_of(item.fact.local_date), caps_of(item.rule, item.fact.scope), strict=True)
        for span, cap in limits:
            key = item.fact.training_type, item.fact.scope, span
            used[key] += item.jp
            assert cap is None or item.jp == 0 or used[key] <= cap


@given(facts, rule_books(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_is_irrelevant(found: list[Fact], book: Rules, random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(found)
    random.shuffle(mixed)
    assert rules.recognise(mixed, book) == rules.recognise(found, book)


@given(facts, rule_books())
def test_recomputing_what_was_recognised_changes_nothing(found: list[Fact], book: Rules) -> None:
    once = rules.recognise(found, book)
    kept = [Fact(i.fact.id, i.fact.training_type, i.fact.local_date, i.jp, scope=i.fact.scope) for i in once]
    again = rules.recognise(kept, book)
    assert by_id(again) == by_id(once)
    assert all(item.limit is None for item in again)


@given(facts, rule_books(), st.data())
def test_removing_an_entry_never_lowers_another(found: list[Fact], book: Rules, data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from(found))) if found else set()
    before = by_id(rules.recognise(found, book))
    after = by_id(rules.recognise([fact for fact in found if fact not in gone], book))
    assert all(after[number] >= before[number] for number in after)


@given(facts, rule_books())
def test_less_counts_only_with_a_reason_and_never_more_than_was_done(found: list[Fact], book: Rules) -> None:
    counted = rules.recognise(found, book)
    assert sum(item.jp for item in counted) <= sum(fact.jp for fact in found)
    for item in counted:
        assert (item.limit is None) == (item.jp == item.fact.jp)
        if item.limit is not None:
            told = rules.why_less(item.limit, item.jp)
            assert told.startswith(f"Diakui {rules.amount(item.jp)} JP: jalur ini paling banyak")
            assert item.jp == max(0, item.limit.cap - item.limit.used)


@given(facts, rule_books(), st.dates(FIRST, FIRST + timedelta(45)), st.integers(1, 700))
def test_headroom_says_what_one_more_entry_would_count(found: list[Fact], book: Rules, on: date, more: int) -> None:
    until = [fact for fact in found if fact.local_date <= on]
    known = [fact for fact in until if fact.local_date >= rules.first_needed(book("16", on), on)]
    room = rules.headroom(known, "16", on, book)
    before = rules.recognise(until, book)
    same = [i.jp for i in before if (i.fact.training_type, i.fact.scope, i.fact.local_date) == ("16", NATIONAL, on)]
    assert room.recognised == sum(same)
    counted = by_id(rules.recognise([*until, Fact(20_000, "16", on, more)], book))[20_000]
    assert counted == (more if room.remaining is None else min(more, room.remaining))


MONDAY = date(2026, 3, 2)
TWICE_A_MONTH = JpTerms(200, cap_per_month=400)


def test_the_third_coaching_of_a_month_does_not_count_and_says_why() -> None:
    rule = version("14", date(2019, 1, 1), None, TWICE_A_MONTH, JpTerms(400, cap_per_month=800))
    book = factories.reference(jp_rules=(rule,)).jp_rule
    days = [MONDAY, MONDAY + timedelta(7), MONDAY + timedelta(14), date(2026, 4, 1)]
    counted = rules.recognise([Fact(n, "14", day, 200) for n, day in enumerate(days, 1)], book)
    assert [item.jp for item in counted] == [200, 200, 0, 200]
    limit = counted[2].limit
    assert limit is not None
    told = "Diakui 0 JP: jalur ini paling banyak 4 JP sebulan, dan 4 JP bulan itu sudah terpakai."
    assert rules.why_less(limit, 0) == told


def test_home_and_abroad_have_caps_of_their_own() -> None:
    rule = version("16", date(2019, 1, 1), None, JpTerms(cap_per_day=300), JpTerms(cap_per_day=400))
    book = factories.reference(jp_rules=(rule,)).jp_rule
    found = [Fact(1, "16", MONDAY, 500), Fact(2, "16", MONDAY, 500, scope=INTERNATIONAL)]
    assert by_id(rules.recognise(found, book)) == {1: 300, 2: 400}


def test_a_semester_is_half_a_year() -> None:
    rule = version("16", date(2019, 1, 1), None, JpTerms(cap_per_semester=500), None)
    book = factories.reference(jp_rules=(rule,)).jp_rule
    found = [Fact(1, "16", date(2026, 1, 1), 400), Fact(2, "16", date(2026, 6, 30), 400)]
    found.append(Fact(3, "16", date(2026, 7, 1), 400))
    assert by_id(rules.recognise(found, book)) == {1: 400, 2: 100, 3: 400}


@pytest.mark.parametrize(
    ("terms", "used", "spreads"),
    [
        (JpTerms(cap_per_day=300), 200, True),
        (JpTerms(cap_per_day=300, cap_per_month=400), 300, True),
        (JpTerms(cap_per_day=300, cap_per_month=300), 0, True),
        (JpTerms(cap_per_month=300), 100, False),
    ],
)
def test_another_day_helps_only_where_the_day_binds(terms: JpTerms, used: int, spreads: bool) -> None:
    book = factories.reference(jp_rules=(version("16", date(2019, 1, 1), None, terms, None),)).jp_rule
    assert rules.headroom([Fact(1, "16", MONDAY, used)], "16", MONDAY, book).spreads is spreads


def test_a_used_up_month_leaves_nothing_for_another_day() -> None:
    terms = JpTerms(cap_per_day=300, cap_per_month=400)
    book = factories.reference(jp_rules=(version("16", date(2019, 1, 1), None, terms, None),)).jp_rule
    earlier = [Fact(1, "16", MONDAY, 300), Fact(2, "16", MONDAY + timedelta(1), 100)]
    room = rules.headroom(earlier, "16", MONDAY + timedelta(2), book)
    assert (room.cap, room.recognised, room.remaining, room.spreads) == (300, 0, 0, False)


def test_what_a_rule_says() -> None:
    rule = JpRule("14", "hari-selesai", "LAN 10/2018", FIRST, unit="kali", national=TWICE_A_MONTH)
    table = rules.rule_table(factories.reference(jp_rules=(rule,)), FIRST)
    row = table.now[0].rows[0]
    assert (row.home, row.home_caps) == ("1 kali = 2 JP", "paling banyak 4 JP sebulan (2 kali)")
    assert (row.abroad, row.abroad_caps) == ("", "")


def test_rules_stand_by_when_they_hold() -> None:
    old = version("16", date(2019, 1, 1), CHANGE, JpTerms(cap_per_day=300), None)
    new = version("16", CHANGE + timedelta(1), None, JpTerms(cap_per_day=400), None)
    reference = factories.reference(jp_rules=(old, new))
    on = rules.rule_table(reference, CHANGE)
    assert [len(part) for part in (on.now, on.later, on.before)] == [1, 1, 0]
    after = rules.rule_table(reference, CHANGE + timedelta(1))
    assert [len(part) for part in (after.now, after.later, after.before)] == [1, 0, 1]
    assert after.now[0].rows[0].home_caps == "paling banyak 4 JP sehari"
