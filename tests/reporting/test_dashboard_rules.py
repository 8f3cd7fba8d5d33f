"""Periods, bands, bars and the sums of units: pure."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.errors import NotFound
from elearn.reporting.rules.dashboard import (
    Band,
    band_of,
    bands,
    largest_gaps,
    needs_of,
    next_hour,
    period_of,
    periods,
)
from elearn.reporting.rules.dashboard_page import unit_lines
from tests import factories


def test_the_latest_twelve_months_end_with_the_present_one() -> None:
    latest = period_of("", date(2026, 3, 31))
    assert (latest.first, latest.last) == (date(2025, 4, 1), date(2026, 3, 31))
    assert len(latest.months) == 12
    assert latest.months[0] == (date(2025, 4, 1), date(2025, 4, 30))
    assert latest.months[10] == (date(2026, 2, 1), date(2026, 2, 28))
    assert period_of("2024", date(2026, 3, 31)).months[1] == (date(2024, 2, 1), date(2024, 2, 29))


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_the_months_of_a_period_are_its_days(today: date) -> None:
    for period in periods(today):
        assert period.months[0][0] == period.first
        assert period.months[-1][1] == period.last
        assert all((begun - ended).days == 1 for (_, ended), (begun, _) in pairwise(period.months))
    assert periods(today)[0].first <= today <= periods(today)[0].last
    with pytest.raises(NotFound):
        period_of(str(today.year + 1), today)


@given(st.integers(-500, 9000), st.integers(0, 4000))
def test_everybody_is_in_one_band(jp: int, bound: int) -> None:
    found = [band for band, least, below in bands(bound) if max(0, jp) >= least and (below is None or jp < below)]
    assert found == [band_of(jp, bound)]
    assert (band_of(jp, bound) is Band.REACHED) == (jp >= max(bound, 1))
    assert (band_of(jp, bound) is Band.NONE) == (jp <= 0)


def test_needs_come_back_as_they_were_kept() -> None:
    assert needs_of({"integritas/0/2": 3, "kerja/sama/1/4": 1}) == {("integritas", 0, 2): 3, ("kerja/sama", 1, 4): 1}


def test_the_largest_gap_comes_first_and_without_a_course_it_says_so() -> None:
    numbers = {
        "syarat": {"integritas": 5, "lain": 9, "penuh-semua": 2},
        "penuh": {"integritas": 1, "lain": 8, "penuh-semua": 2},
        "butuh": {"integritas/0/2": 4, "lain/0/1": 1},
    }
    gaps = largest_gaps(numbers, factories.catalogue(), 5)
    assert [(gap.code, gap.short, gap.met, gap.course) for gap in gaps] == [
        ("integritas", 4, 1, gaps[0].course),
        ("lain", 1, 8, None),
    ]
    assert len(largest_gaps(numbers, factories.catalogue(), 1)) == 1


def test_a_unit_counts_with_all_below_it() -> None:
    tree = [(1, None, "Dinas"), (2, 1, "Bidang"), (3, 2, "Seksi"), (4, None, "Badan"), (5, 4, "Kosong")]
    people = {1: {"tanpa": 1}, 2: {"mencapai": 2}, 3: {"mencapai": 1, "kurang": 1}, 4: {"hampir": 4}}
    top = unit_lines(tree, None, people, {3: 7})
    assert [(line.name, line.direct, line.people, line.reached, line.completions, line.percent) for line in top] == [
        ("Dinas", False, 5, 3, 7, 60),
        ("Badan", False, 4, 0, 0, 0),
    ]
    below = unit_lines(tree, 1, people, {3: 7})
    assert [(line.name, line.direct, line.people) for line in below] == [("Bidang", False, 4), ("Dinas", True, 1)]
    assert [(line.name, line.people) for line in unit_lines(tree[1:3], None, people, {})] == [("Bidang", 4)]
    assert unit_lines(tree, 5, people, {}) == ()


def test_the_next_full_hour() -> None:
    assert next_hour(datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)
    assert next_hour(datetime(2026, 1, 1, 3, tzinfo=UTC)) == datetime(2026, 1, 1, 4, tzinfo=UTC)
