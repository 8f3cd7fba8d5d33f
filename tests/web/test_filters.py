"""Dates and numbers as Indonesians write them, in the zone of whoever reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.core.dates import date_text
from elearn.people.rules import Actor
from elearn.web.filters import file_size, hundredths, number, short_date, time_text, two_places, with_code
from tests.web.conftest import LEARNER

INSTANT = datetime(2026, 11, 22, 16, 5, tzinfo=UTC)


@settings(deadline=None)
@given(st.dates())
def test_dates_are_what_babel_writes(day: date) -> None:
    assert date_text(day) == format_date(day, "d MMMM y", locale="id")
    assert short_date(day) == format_date(day, "d MMM y", locale="id")


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_numbers_are_what_babel_writes(value: int) -> None:
    assert number(value) == format_decimal(value, locale="id")


@settings(deadline=None)
@given(st.integers(-(10**9), 10**9))
def test_hundredths_are_exact(value: int) -> None:
    assert hundredths(value) == format_decimal(Decimal(value) / 100, format="#,##0.##", locale="id")


@pytest.mark.parametrize(
    ("value", "shown"),
    [(250, "2,5"), (200, "2"), (8750, "87,5"), (5, "0,05"), (0, "0"), (123450, "1.234,5"), (-150, "-1,5")],
)
def test_jp_and_percent(value: int, shown: str) -> None:
    assert hundredths(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0.8164, "0,82"), (-0.2, "-0,2"), (1.0, "1"), (0.0, "0")])
def test_figures_have_two_places_at_most(value: float, shown: str) -> None:
    assert two_places(value) == shown


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Jakarta", "22 November 2026, 23.05 WIB"),
        ("Asia/Makassar", "23 November 2026, 00.05 WITA"),
        ("Asia/Jayapura", "23 November 2026, 01.05 WIT"),
    ],
)
def test_the_same_instant_in_the_three_zones(zone: str, shown: str) -> None:
    assert time_text(INSTANT, zone) == shown


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (412_300, "412 kB"), (999_500, "1 MB"), (3_140_000, "3,1 MB")],
)
def test_sizes(size: int, shown: str) -> None:
    assert file_size(size) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tulis `jp: 2` di sini", "tulis <code>jp: 2</code> di sini"),
        ("`<b>` & lagi", "<code>&lt;b&gt;</code> &amp; lagi"),
        ("satu ` saja <i>", "satu ` saja &lt;i&gt;"),
        ("", ""),
    ],
)
def test_code_within_a_sentence(text: str, shown: str) -> None:
    assert str(with_code(text)) == shown


def test_a_datetime_is_shown_in_the_readers_zone(app: Flask, sign_as: Callable[[Actor], None]) -> None:
    source = "{{ t|tanggal }}|{{ t|waktu }}|{{ t|tanggal('Asia/Jakarta') }}|{{ t|tanggal_pendek }}|{{ d|tanggal }}"
    template = app.jinja_env.from_string(source)
    values = {"t": INSTANT, "d": date(2026, 8, 17)}
    with app.test_request_context("/"):
        visitor = template.render(**values).split("|")
    sign_as(LEARNER)
    with app.test_request_context("/"):
        app.preprocess_request()
        learner = template.render(**values).split("|")
    assert visitor[1] == "23 November 2026, 00.05 WITA"
    assert learner[1] == "23 November 2026, 01.05 WIT"
    assert visitor[0] == learner[0] == "23 November 2026"
    assert learner[2:] == ["22 November 2026", "23 Nov 2026", "17 Agustus 2026"]
