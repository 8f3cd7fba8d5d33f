"""Numbers and codes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.content.model.certificates import of_institution
from elearn.core.identifiers import ALPHABET, public_code
from elearn.credentials.rules import normal_code, number_of, series_of, spaced_code
from elearn.credentials.rules.numbering import ROMAN_MONTHS, SERIES_LENGTH
from tests import factories

TEMPLATE = of_institution(factories.reference().institution)
PARTS = st.sampled_from(
    ["{kode}", "{urut}", "{unit}", "{bulan_romawi}", "{bulan}", "{tahun}", "/", "-", ".", "SERT", " "]
)
TEMPLATES = st.lists(PARTS, min_size=1, max_size=8).map("".join)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def of(template: str, on: date = date(2026, 11, 22), sequence: int = 17) -> str:
    return number_of(replace(TEMPLATE, number_template=template), on, sequence)


def test_every_token_is_filled() -> None:
    assert of("{kode}/{urut}/{unit}/{bulan_romawi}/{tahun}") == "800.2/0017/BKPSDM/XI/2026"
    assert of("{urut}.{bulan}.{tahun}", date(2026, 3, 1), 12345) == "12345.03.2026"


def test_what_is_no_token_is_printed_as_it_is() -> None:
    assert of("{0}{__class__}{urut}%s") == "{0}{__class__}0017%s"


def test_a_value_that_looks_like_a_token_is_not_filled_again() -> None:
    tricky = replace(TEMPLATE, number_template="{kode}/{urut}", classification_code="{tahun}")
    assert number_of(tricky, date(2026, 1, 1), 1) == "{tahun}/0001"


def test_a_template_without_running_number_gets_one() -> None:
    assert of("SERT/{tahun}") == "SERT/2026/0017"


@given(st.integers(1, 12))
def test_roman_months_are_the_numerals(month: int) -> None:
    values = {"I": 1, "V": 5, "X": 10}
    total = 0
    numeral = ROMAN_MONTHS[month - 1]
    for this, following in zip(numeral, [*numeral[1:], ""], strict=True):
        smaller = following and values[this] < values[following]
        total += -values[this] if smaller else values[this]
    assert total == month


@given(TEMPLATES, st.lists(DAYS, min_size=1, max_size=40))
def test_numbers_never_repeat_and_each_series_has_no_gap(template: str, days: list[date]) -> None:
    """Whatever the template, and in whatever order of days certificates are issued."""
    pattern = replace(TEMPLATE, number_template=template)
    last: dict[str, int] = defaultdict(int)
    numbers = []
    for day in days:
        series = series_of(pattern, day)
        last[series] += 1
        numbers.append(number_of(pattern, day, last[series]))
    assert len(set(numbers)) == len(numbers)
    assert sum(last.values()) == len(days)


@given(TEMPLATES, DAYS, DAYS)
def test_a_series_lasts_a_year(template: str, one: date, other: date) -> None:
    pattern = replace(TEMPLATE, number_template=template)
    same = series_of(pattern, one) == series_of(pattern, other)
    assert same == (one.year == other.year or "{tahun}" not in template)


@given(st.text("AB/{}", min_size=50, max_size=200), st.text("AB/{}", min_size=50, max_size=200))
def test_long_templates_keep_their_series_apart(one: str, other: str) -> None:
    first, second = (
        series_of(replace(TEMPLATE, number_template=each + "{urut}"), date(2026, 1, 1)) for each in (one, other)
    )
    assert max(len(first), len(second)) <= SERIES_LENGTH
    assert (first == second) == (one == other)


@given(st.text(ALPHABET, min_size=20, max_size=20), st.data())
def test_a_code_survives_being_copied_by_hand(code: str, data: st.DataObject) -> None:
    confused = {"0": "0oO", "1": "1iIlL"}
    typed = ""
    for symbol in code:
        typed += data.draw(st.sampled_from(confused.get(symbol, symbol + symbol.lower())))
        typed += data.draw(st.sampled_from(["", " ", "-"]))
    assert normal_code(typed) == code
    assert normal_code(spaced_code(code)) == code


@pytest.mark.parametrize("typed", ["", " ", "../../etc/passwd", "U" * 20, "kode'; --", "١٢٣", "\x00"])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert normal_code(typed) == ""


def test_codes_carry_at_least_eighty_random_bits() -> None:
    assert len(ALPHABET) ** len(public_code()) >= 2**80
    assert len({public_code() for _ in range(1000)}) == 1000
