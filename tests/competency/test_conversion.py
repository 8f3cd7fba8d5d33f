"""How a training held elsewhere becomes JP: the table of the regulation, and the laws of the arithmetic."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.competency import rules
from elearn.content.model import INTERNATIONAL, NATIONAL, JpRule, JpTerms
from elearn.content.reference import load

REFERENCE = load(Path(__file__).parents[2] / "content" / "referensi")[0]
FIRST, LAST = date(2026, 3, 2), date(2026, 3, 4)


def rule_of(training_type: str) -> JpRule:
    rule = REFERENCE.jp_rule(training_type, FIRST)
    assert rule is not None
    return rule


def worth(training_type: str, scope: str, quantity: int | None = None, jp: int | None = None) -> int:
    found = rules.convert(rule_of(training_type), scope=scope, quantity=quantity, jp=jp, first=FIRST, last=LAST)
    return sum(amount for _, amount in found)


@pytest.mark.parametrize(
    ("training_type", "quantity", "jp", "national", "international"),
    [
        ("pendidikan", 1, None, 2000, 2000),
        ("1", None, 3000, 3000, 3000),
        *((kind, None, 3000, 3000, 3600) for kind in ("2", "3", "5", "6", "8", "11", "12", "17", "19")),
        ("9", 1, None, 400, 600),
        ("4", 1, None, 500, 700),
        ("7", 1, None, 400, 600),
        ("14", 1, None, 200, 400),
        ("15", 1, None, 200, 400),
        ("16", None, 300, 300, 300),
        ("22", None, 300, 300, 360),
        ("23", None, 300, 300, 360),
        ("20", 1, None, 1000, 2000),
        *((kind, 1, None, 2000, 2400) for kind in ("10", "18", "21")),
        *((kind, None, 3000, 3000, 3000) for kind in ("13", "24", "25")),
    ],
)
def test_the_table_of_the_regulation(
    training_type: str, quantity: int | None, jp: int | None, national: int, international: int
) -> None:
    assert worth(training_type, NATIONAL, quantity, jp) == national
    assert worth(training_type, INTERNATIONAL, quantity, jp) == international


def test_every_jalur_has_a_rule_that_says_where_it_comes_from() -> None:
    assert {rule.training_type for rule in REFERENCE.jp_rules} == {*REFERENCE.training_types, "pendidikan"}
    assert all(rule.source and rule.unconfirmed for rule in REFERENCE.jp_rules)
    assert REFERENCE.jalur("pendidikan") == "Tugas belajar atau izin belajar"
    assert (REFERENCE.jalur("16"), REFERENCE.jalur("77")) == ("E-Learning", "Jenis 77")


def test_three_days_of_a_seminar_are_three_entries() -> None:
    seminar = rule_of("9")
    days = rules.convert(seminar, scope=NATIONAL, quantity=None, jp=None, first=FIRST, last=LAST)
    assert days == ((FIRST, 400), (FIRST + timedelta(1), 400), (LAST, 400))
    assert rules.convert(seminar, scope=INTERNATIONAL, quantity=2, jp=None, first=FIRST, last=LAST) == (
        (FIRST + timedelta(1), 600), (LAST, 600),
    )  # fmt: skip


def test_a_programme_counts_on_its_last_day_and_learning_days_share() -> None:
    assert rules.convert(rule_of("3"), quantity=None, jp=4000, first=FIRST, last=LAST) == ((LAST, 4000),)
    shared = rules.convert(rule_of("16"), quantity=None, jp=1000, first=FIRST, last=LAST)
    assert shared == ((FIRST, 334), (FIRST + timedelta(1), 333), (LAST, 333))


def test_semesters_are_dated_at_their_ends() -> None:
    found = rules.convert(rule_of("pendidikan"), quantity=2, jp=None, first=date(2025, 8, 1), last=date(2026, 7, 31))
    assert found == ((date(2026, 1, 30), 2000), (date(2026, 7, 31), 2000))


def test_times_on_one_day_are_one_entry() -> None:
    assert rules.convert(rule_of("14"), quantity=2, jp=None, first=LAST, last=LAST) == ((LAST, 400),)


@pytest.mark.parametrize(
    ("training_type", "quantity", "jp", "first"),
    [
        ("3", None, None, FIRST),
        ("3", None, 0, FIRST),
        ("9", 4, None, FIRST),
        ("9", 0, None, FIRST),
        ("14", -1, None, FIRST),
        ("9", None, None, LAST + timedelta(1)),
    ],
)
def test_what_cannot_be_is_refused(training_type: str, quantity: int | None, jp: int | None, first: date) -> None:
    with pytest.raises(ValueError, match=r"needed|before|fewer"):
        rules.convert(rule_of(training_type), quantity=quantity, jp=jp, first=first, last=LAST)


any_rule = st.builds(
    JpRule,
    st.just("x"),
    st.sampled_from(["hari-belajar", "hari-selesai"]),
    st.just("LAN 10/2018"),
    st.just(date(2019, 1, 1)),
    unit=st.sampled_from(["jp", "hari", "kali", "semester"]),
    national=st.builds(JpTerms, st.integers(1, 3000)),
    international=st.none() | st.builds(JpTerms, st.integers(1, 3000), st.integers(0, 100)),
)


@given(any_rule, st.sampled_from([NATIONAL, INTERNATIONAL]), st.integers(0, 800), st.data())
def test_the_sum_is_exact_and_every_entry_lies_within(rule: JpRule, scope: str, more: int, data: st.DataObject) -> None:
    last = FIRST + timedelta(more)
    quantity = data.draw(st.integers(1, more + 1 if rule.unit == "hari" else 12))
    jp = data.draw(st.integers(1, 100_000))
    found = rules.convert(rule, scope=scope, quantity=quantity, jp=jp, first=FIRST, last=last)
    days = [day for day, _ in found]
    terms = rule.terms(scope)
    each = jp * (100 + terms.surplus) // 100 if rule.unit == "jp" else quantity * (terms.jp or 0)
    assert sum(amount for _, amount in found) == each
    assert all(amount > 0 for _, amount in found)
    assert days == sorted(set(days)), "one entry a date, ascending"
    assert all(FIRST <= day <= last for day in days)
    if jp >= more + 1:
        assert days[-1] == last
