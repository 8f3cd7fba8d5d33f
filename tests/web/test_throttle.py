"""Questions that an address may ask: generous, bounded, and forgotten again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.web import throttle as module
from elearn.web.throttle import Throttle, TooMany

MOMENT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
OFFICE, OTHER = "203.0.113.9", "203.0.113.10"


def made(full: int = 10, a_second: float = 2) -> Throttle:
    return Throttle(full, a_second, "Tunggu sebentar.")


def test_a_full_purse_then_what_comes_in() -> None:
    throttle = made()
    for _ in range(10):
        throttle.admit(OFFICE, MOMENT)
    with pytest.raises(TooMany, match="Tunggu") as refused:
        throttle.admit(OFFICE, MOMENT)
    assert (refused.value.status, refused.value.retry_after) == (429, 1)
    throttle.admit(OTHER, MOMENT)
    throttle.admit(OFFICE, MOMENT + timedelta(seconds=1))
    throttle.admit(OFFICE, MOMENT + timedelta(seconds=1))
    with pytest.raises(TooMany):
        throttle.admit(OFFICE, MOMENT + timedelta(seconds=1))


def test_what_is_charged_counts_but_never_more_than_the_purse_holds() -> None:
    throttle = made()
    throttle.charge(OFFICE, 10**9, MOMENT)
    with pytest.raises(TooMany):
        throttle.admit(OFFICE, MOMENT)
    throttle.admit(OFFICE, MOMENT + timedelta(seconds=1))


@given(st.lists(st.integers(0, 5000), max_size=60))
def test_nobody_is_answered_more_often_than_promised(pauses: list[int]) -> None:
    throttle, at, answered = made(), MOMENT, 0
    for pause in pauses:
        at += timedelta(milliseconds=pause)
        try:
            throttle.admit(OFFICE, at)
            answered += 1
        except TooMany as error:
            throttle.admit(OFFICE, at + timedelta(seconds=error.retry_after))  # and the promised pause is enough
            at += timedelta(seconds=error.retry_after)
            answered += 1
    assert answered <= 10 + 2 * (at - MOMENT).total_seconds() + 1e-6


def test_a_clock_that_steps_back_gives_nothing_twice() -> None:
    throttle = made(full=1)
    throttle.admit(OFFICE, MOMENT)
    with pytest.raises(TooMany):
        throttle.admit(OFFICE, MOMENT - timedelta(hours=1))
    with pytest.raises(TooMany):
        throttle.admit(OFFICE, MOMENT)


def test_it_remembers_no_more_addresses_than_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ADDRESSES", 3)
    throttle = made(full=1)
    for last in range(1, 5):
        throttle.admit(f"203.0.113.{last}", MOMENT)
    throttle.admit("203.0.113.1", MOMENT)
    with pytest.raises(TooMany):
        throttle.admit("203.0.113.4", MOMENT)
