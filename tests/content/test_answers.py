"""What learners type is read the same way whatever their phone makes of it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content.answers import normalise_text, parse_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("0,5", Fraction(1, 2)),
        ("0.5", Fraction(1, 2)),
        ("12.75", Fraction(51, 4)),
        ("1.250", Fraction(1250)),
        ("1,250", Fraction(5, 4)),
        ("1.250,5", Fraction(2501, 2)),
        ("1,250.5", Fraction(2501, 2)),
        ("1,250,000", Fraction(1_250_000)),
        ("1.250.000", Fraction(1_250_000)),
        ("1 250", Fraction(1250)),
        ("1\u00a0250,5", Fraction(2501, 2)),
        ("0.125", Fraction(1, 8)),
        ("1.2505", Fraction(12505, 10000)),
        ("-3", Fraction(-3)),
        ("\u22123", Fraction(-3)),
        ("+7", Fraction(7)),
        ("- 3", Fraction(-3)),
        ("20 %", Fraction(20)),
        ("20%", Fraction(20)),
        ("Rp1.250", Fraction(1250)),
        ("Rp. 1.000.000,50", Fraction(2_000_001, 2)),
        ("  20 ", Fraction(20)),
        ("007", Fraction(7)),
    ],
)
def test_numbers_as_people_type_them(typed: str, meant: Fraction) -> None:
    assert parse_number(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "dua",
        "20 JP",
        "1e5",
        "1/2",
        ".5",
        "5.",
        "1..2",
        "1,2,3",
        "1.25.000",
        "--3",
        "\u0661",
        "1_000",
        "9" * 41,
    ],
)
def test_what_is_no_number(typed: str) -> None:
    assert parse_number(typed) is None


@settings(deadline=None)
@given(st.text())
def test_reading_a_number_never_raises(text: str) -> None:
    found = parse_number(text)
    assert found is None or isinstance(found, Fraction)


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12), st.integers(0, 6))
def test_comma_and_point_mean_the_same_below_a_thousand(digits: int, places: int) -> None:
    value = Fraction(digits, 10**places)
    if abs(value) < 1000:
        whole, rest = divmod(abs(digits), 10**places)
        sign = "-" if digits < 0 else ""
        tail = str(rest).zfill(places) if places else ""
        written = f"{sign}{whole}{',' if tail else ''}{tail}"
        assert parse_number(written) == value
        # Three decimals after a point read as thousands, unless the number begins with 0.
        if places != 3 or whole == 0:
            assert parse_number(written.replace(",", ".")) == value


@settings(deadline=None)
@given(st.integers(0, 10**15))
def test_indonesian_thousands(value: int) -> None:
    assert parse_number(f"{value:,}".replace(",", ".")) == value
    assert parse_number(f"{value:,}".replace(",", " ")) == value
    assert parse_number(str(value)) == value
    assert parse_number(f"-{value}") == -value


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("  Sistem   MERIT. ", "sistem merit"),
        ("Jum\u2019at", "jum'at"),
        ("\u201cmerit\u201d", '"merit"'),
        ("me\u00adrit", "merit"),
        ("\uff2d\uff25\uff32\uff29\uff34", "merit"),
        ("Stra\u00dfe", "strasse"),
        ("merit\u200b", "merit"),
    ],
)
def test_texts_that_are_the_same_answer(typed: str, same: str) -> None:
    assert normalise_text(typed) == same


def test_punctuation_inside_counts() -> None:
    assert normalise_text("a.b") != normalise_text("ab")


@settings(deadline=None)
@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise_text(text)
    assert normalise_text(once) == once


@settings(deadline=None)
@given(st.text())
def test_case_and_spacing_do_not_matter(text: str) -> None:
    assert normalise_text(f"  {text}\n.") == normalise_text(text)
