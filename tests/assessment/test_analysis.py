"""Item analysis against published worked examples, and the laws that every figure keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.assessment.rules.analysis import (
    ENOUGH,
    ItemFigures,
    OptionFigures,
    about_alpha,
    advice,
    alpha,
    correlation,
    extremes,
    normalised_gain,
    seconds_on,
)

START = datetime(2026, 6, 1, 1, tzinfo=UTC)
shares = st.floats(0, 1).map(lambda value: round(value, 3))
tables = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(shares, min_size=width, max_size=width), min_size=2, max_size=12)
)


def test_the_correlation_of_anscombe() -> None:
    """Anscombe, "Graphs in statistical analysis", The American Statistician 27 (1973): r = 0.816 in all four sets."""
    x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    assert correlation(x, y) == pytest.approx(0.81642, abs=1e-5)


def test_the_point_biserial_equals_its_textbook_formula() -> None:
    right = [1, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    rest = [9, 8, 7, 8, 3, 5, 4, 6, 6, 9]
    ones = [b for a, b in zip(right, rest, strict=True) if a]
    zeros = [b for a, b in zip(right, rest, strict=True) if not a]
    mean = sum(rest) / 10
    spread = (sum((b - mean) ** 2 for b in rest) / 10) ** 0.5
    textbook = (sum(ones) / 6 - sum(zeros) / 4) / spread * (0.6 * 0.4) ** 0.5
    assert correlation(right, rest) == pytest.approx(textbook)


def test_alpha_of_right_and_wrong_is_kuder_and_richardsons_formula_20() -> None:
    rows = [[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    totals = [sum(row) for row in rows]
    mean = sum(totals) / 5
    spread = sum((total - mean) ** 2 for total in totals) / 5
    parts = [sum(column) / 5 for column in zip(*rows, strict=True)]
    formula_20 = 4 / 3 * (1 - sum(p * (1 - p) for p in parts) / spread)
    assert alpha(rows) == pytest.approx(formula_20) == pytest.approx(0.8)


@given(tables)
def test_laws_of_alpha(rows: list[list[float]]) -> None:
    value = alpha(rows)
    assert value is None or value <= 1 + 1e-9
    mirrored = alpha(list(reversed(rows)))
    assert mirrored == pytest.approx(value) if value is not None else mirrored is None
    doubled = alpha([[2 * share for share in row] for row in rows])
    assert doubled is None or value is None or doubled == pytest.approx(value, abs=1e-6)


@given(st.lists(st.tuples(shares, shares), min_size=2, max_size=20))
def test_laws_of_the_correlation(pairs: list[tuple[float, float]]) -> None:
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    value = correlation(first, second)
    if value is None:
        assert len(set(first)) == 1 or len(set(second)) == 1
        return
    assert -1 <= value <= 1
    assert correlation(second, first) == pytest.approx(value)
    assert correlation([1 - a for a in first], second) == pytest.approx(-value, abs=1e-6)


def test_what_does_not_vary_has_no_figure() -> None:
    assert correlation([1, 1, 1], [1, 2, 3]) is None
    assert correlation([1], [1]) is None
    assert alpha([[1, 1], [1, 1]]) is None
    assert alpha([[1], [0]]) is None
    assert alpha([]) is None


@given(st.lists(shares, max_size=40))
def test_the_extremes_are_apart_and_equally_large(totals: list[float]) -> None:
    upper, lower = extremes(totals)
    assert len(upper) == len(lower)
    assert not upper & lower
    assert all(totals[high] >= totals[low] for high in upper for low in lower)


def test_the_gain_is_a_part_of_what_was_missing() -> None:
    assert normalised_gain(0.4, 0.85) == pytest.approx(0.75)
    assert normalised_gain(0.5, 0.4) == pytest.approx(-0.2)
    assert normalised_gain(1, 1) is None


def test_time_is_counted_from_answer_to_answer() -> None:
    moments = [("a", START + timedelta(seconds=30)), ("b", START + timedelta(seconds=50))]
    again = ("a", START + timedelta(seconds=60))
    assert seconds_on([again, *moments], START) == {"a": 40, "b": 20}
    assert seconds_on([("a", START + timedelta(hours=5))], START) == {"a": 600}
    assert seconds_on([("a", START), ("b", START), ("c", START)], START) == {}


def figures(difficulty: float = 0.6, discrimination: float | None = 0.4, *options: OptionFigures) -> ItemFigures:
    return ItemFigures(30, difficulty, discrimination, options)


GOOD = (OptionFigures("A", True, 7, 3, 18), OptionFigures("B", False, 1, 5, 12))


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (ItemFigures(ENOUGH - 1, 0.5, 0.5), "Belum cukup data: baru 9 peserta"),
        (figures(0.6, 0.4, *GOOD), "bekerja dengan baik"),
        (figures(0.97, None), "terlalu mudah"),
        (figures(0.2, 0.3), "Sebagian besar belum tepat"),
        (figures(0.5, -0.1), "justru lebih sering salah"),
        (figures(0.5, 0.1), "Kurang membedakan"),
        (figures(0.4, 0.3, OptionFigures("A", True, 2, 4, 9), OptionFigures("B", False, 6, 3, 20)), "Pilihan B lebih"),
        (figures(0.6, 0.4, *GOOD, OptionFigures("C", False, 0, 0, 0)), "Pengecoh C tidak pernah dipilih"),
    ],
)
def test_advice_says_what_to_look_at(item: ItemFigures, said: str) -> None:
    assert said in advice(item)[0]


def test_several_right_options_do_not_accuse_the_key() -> None:
    options = (OptionFigures("A", True, 2, 1, 9), OptionFigures("B", True, 8, 1, 9), OptionFigures("C", False, 3, 1, 5))
    assert advice(figures(0.6, 0.4, *options)) == ("Soal ini bekerja dengan baik.",)


@pytest.mark.parametrize(
    ("value", "people", "said"),
    [(0.85, 40, "Andal"), (0.7, 40, "Cukup andal"), (0.2, 40, "Kurang andal"), (0.9, 5, "belum"), (None, 40, "belum")],
)
def test_reliability_in_words(value: float | None, people: int, said: str) -> None:
    assert said in about_alpha(value, people)
