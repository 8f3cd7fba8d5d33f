"""The fold that recognises JP: caps, revocations, order, rounding."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.competency import rules
from elearn.competency.rules import Fact, Step
from elearn.content.model import JpRule, JpTarget, JpTerms
from tests import factories

MONDAY = date(2026, 3, 2)
CAP = 300


def capped(cap: int | None = CAP, since: date = date(2019, 1, 1)) -> Callable[[str, date], JpRule | None]:
    def rule(training_type: str, on: date) -> JpRule | None:
        terms = JpTerms(cap_per_day=cap)
        return JpRule(training_type, "hari-belajar", "LAN 10/2018", since, national=terms) if on >= since else None

    return rule


credits = st.builds(
    Fact,
    id=st.integers(1, 10_000),
    training_type=st.sampled_from(["16", "22"]),
    local_date=st.dates(MONDAY, MONDAY + timedelta(days=3)),
    jp=st.integers(0, 700),
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Fact]:
    """Credits with unique ids, some of them taken back by a later entry."""
    earned = draw(st.lists(credits, max_size=25, unique_by=lambda fact: fact.id))
    taken = draw(st.sets(st.sampled_from(earned), max_size=len(earned))) if earned else set()
    reversals = [
        Fact(20_000 + n, fact.training_type, fact.local_date, -fact.jp, reverses_id=fact.id)
        for n, fact in enumerate(sorted(taken, key=lambda fact: fact.id))
    ]
    return [*earned, *reversals]


def total(facts: list[Fact], cap: int | None = CAP) -> int:
    return sum(item.jp for item in rules.recognise(facts, capped(cap)))


@given(ledgers())
def test_no_day_ever_passes_the_cap(facts: list[Fact]) -> None:
    days: dict[tuple[str, date], int] = {}
    for item in rules.recognise(facts, capped()):
        key = item.fact.training_type, item.fact.local_date
        days[key] = days.get(key, 0) + item.jp
        assert 0 <= item.jp <= item.fact.jp
    assert all(jp <= CAP for jp in days.values())


@given(ledgers(), st.randoms(use_true_random=False))
def test_the_order_in_which_entries_arrive_is_irrelevant(facts: list[Fact], random) -> None:  # type: ignore[no-untyped-def]
    mixed = list(facts)
    random.shuffle(mixed)
    assert rules.recognise(mixed, capped()) == rules.recognise(facts, capped())


@given(ledgers())
def test_recomputing_what_was_recognised_changes_nothing(facts: list[Fact]) -> None:
    once = rules.recognise(facts, capped())
    again = rules.recognise([Fact(r.fact.id, r.fact.training_type, r.fact.local_date, r.jp) for r in once], capped())
    assert [item.jp for item in again] == [item.jp for item in once]


@given(ledgers())
def test_raw_is_what_was_credited_less_what_was_taken_back(facts: list[Fact]) -> None:
    counted = rules.recognise(facts, capped())
    assert rules.summarise(counted, None).raw == sum(fact.jp for fact in facts)


@given(ledgers())
def test_without_a_cap_everything_standing_counts(facts: list[Fact]) -> None:
    assert total(facts, None) == sum(fact.jp for fact in facts)


@given(st.lists(credits, min_size=1, max_size=12, unique_by=lambda fact: fact.id), st.data())
def test_a_revocation_never_lowers_what_another_entry_counts(facts: list[Fact], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(facts))
    before = {r.fact.id: r.jp for r in rules.recognise(facts, capped())}
    reversal = Fact(20_000, gone.training_type, gone.local_date, -gone.jp, reverses_id=gone.id)
    after = {r.fact.id: r.jp for r in rules.recognise([*facts, reversal], capped())}
    assert gone.id not in after
    assert all(after[other] >= before[other] for other in after)


def test_a_revocation_frees_the_cap_for_the_next_entry() -> None:
    facts = [Fact(1, "16", MONDAY, 300), Fact(2, "16", MONDAY, 200)]
    assert [r.jp for r in rules.recognise(facts, capped())] == [300, 0]
    facts.append(Fact(3, "16", MONDAY, -300, reverses_id=1))
    assert [(r.fact.id, r.jp) for r in rules.recognise(facts, capped())] == [(2, 200)]


def test_the_dated_example() -> None:
    """Six JP: four raw on Monday of which three count, two on Tuesday. The certificate says six, the record five."""
    facts = [Fact(1, "16", MONDAY, 400), Fact(2, "16", MONDAY + timedelta(days=1), 200)]
    counted = rules.recognise(facts, factories.reference().jp_rule)
    assert [r.jp for r in counted] == [300, 200]
    summary = rules.summarise(counted, None)
    assert (summary.raw, summary.recognised) == (600, 500)
    assert summary.by_month == (0, 0, 500, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def test_the_rule_is_the_one_in_force_on_the_day() -> None:
    since = MONDAY + timedelta(days=1)
    facts = [Fact(1, "16", MONDAY, 500), Fact(2, "16", since, 500)]
    counted = rules.recognise(facts, capped(since=since))
    assert [(r.jp, r.rule is None) for r in counted] == [(500, True), (300, False)]


def test_headroom_counts_only_the_day_and_the_jalur() -> None:
    facts = [Fact(1, "16", MONDAY, 200), Fact(2, "22", MONDAY, 300), Fact(3, "16", MONDAY + timedelta(days=1), 300)]
    room = rules.headroom(facts, "16", MONDAY, capped())
    assert (room.cap, room.recognised, room.remaining) == (300, 200, 100)
    free = rules.headroom(facts, "16", MONDAY, capped(None))
    assert (free.cap, free.recognised, free.remaining) == (None, 200, None)


@pytest.mark.parametrize(
    ("bound", "recognised", "percent", "missing"),
    [("minimal", 500, 2_500, 1_500), ("minimal", 2_000, 10_000, 0), ("maksimal", 500, 2_500, 0)],
)
def test_a_summary_against_a_target(bound: str, recognised: int, percent: int, missing: int) -> None:
    counted = rules.recognise([Fact(1, "1", MONDAY, recognised)], capped(None))
    summary = rules.summarise(counted, JpTarget("pns", bound, 2_000, "PP 11/2017", date(2019, 1, 1)))
    assert (summary.percent, summary.missing, summary.bound) == (percent, missing, bound)


def test_without_a_target_there_is_no_percentage() -> None:
    summary = rules.summarise([], None)
    assert (summary.target, summary.percent, summary.missing, summary.bound) == (None, 0, 0, "")


@given(st.integers(0, 10**9))
def test_whole_jp_are_rounded_down(jp: int) -> None:
    assert 0 <= jp - rules.siasn_jp(jp) * 100 < 100


def test_negative_jp_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        rules.siasn_jp(-1)


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2026, date(2026, 5, 4)), (2025, date(2025, 12, 31)), (2027, date(2027, 1, 1))],
)
def test_the_day_on_which_a_target_is_looked_up(year: int, expected: date) -> None:
    assert rules.target_day(year, date(2026, 5, 4)) == expected


def test_the_highest_standing_level_is_what_was_reached() -> None:
    reference = factories.reference()
    steps = [
        Step(1, "integritas", 2, MONDAY, "A"),
        Step(2, "integritas", 3, MONDAY + timedelta(days=1), "B"),
        Step(3, "asing", 1, MONDAY, "A"),
    ]
    found = rules.reached(steps, reference)
    assert [(r.name, r.level, r.evidence_ref) for r in found] == [("asing", 1, "A"), ("Integritas", 3, "B")]
    steps.append(Step(4, "integritas", 3, MONDAY, "B", reverses_id=2))
    assert [(r.code, r.level) for r in rules.reached(steps, reference)] == [("asing", 1), ("integritas", 2)]


def test_a_record_lists_revoked_entries_without_counting_them() -> None:
    facts = [
        Fact(1, "16", MONDAY, 200, title="Satu", evidence_ref="A"),
        Fact(2, "99", date(2026, 1, 5), 100, title="Dua", evidence_ref="B"),
        Fact(3, "16", MONDAY, -200, reverses_id=1, title="Satu", evidence_ref="A", reason="Salah orang"),
    ]
    record = rules.make_record(facts, [], year=2026, years=[2026, 2025], target=None, reference=factories.reference())
    assert record.years == (2026, 2025)
    assert [(m.number, m.raw, m.recognised) for m in record.months] == [(3, 0, 0), (1, 100, 100)]
    revoked = record.months[0].lines[0]
    assert (revoked.revoked, revoked.reason, revoked.raw, revoked.recognised) == (True, "Salah orang", 200, 0)
    assert record.months[1].lines[0].training_type == "Jenis 99"
    assert record.summary.recognised == 100
