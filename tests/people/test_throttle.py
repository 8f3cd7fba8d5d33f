"""How long failures make wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from elearn.people.rules.throttle import ACCOUNT, ADDRESS, LONGEST, Buckets, buckets

MOMENT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)


def minutes(count: int) -> float:
    return ACCOUNT.delay(count).total_seconds() / 60


def test_an_account_waits_a_minute_after_five_failures_then_twice_as_long_up_to_fifteen() -> None:
    assert [minutes(count) for count in range(4, 12)] == [0, 1, 2, 4, 8, 15, 15, 15]
    assert minutes(10**9) == 15


def test_an_address_may_fail_far_more_often() -> None:
    assert ADDRESS.delay(99) == timedelta(0)
    assert ADDRESS.delay(100) == timedelta(minutes=1)
    assert ADDRESS.delay(139) == timedelta(minutes=2)
    assert ADDRESS.delay(10**9) == LONGEST


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_failures_never_wait_less(one: int, other: int) -> None:
    fewer, more = sorted((one, other))
    for limit in (ACCOUNT, ADDRESS):
        assert limit.delay(fewer) <= limit.delay(more) <= LONGEST


@given(st.integers(0, 1000), st.timedeltas(timedelta(-10), timedelta(10)))
def test_whoever_owes_no_pause_is_looked_at_now_whatever_the_order_of_arrival(count: int, passed: timedelta) -> None:
    now = MOMENT + passed
    for limit in (ACCOUNT, ADDRESS):
        free_at = limit.free_at(count, MOMENT, now)
        assert free_at >= now
        if limit.delay(limit.remembered(count, MOMENT, now)) == timedelta(0):
            assert free_at == now


@given(st.integers(0, 1000), st.timedeltas(timedelta(-10), timedelta(10)))
def test_failures_are_forgotten_with_time_and_never_grow(count: int, passed: timedelta) -> None:
    left = ACCOUNT.remembered(count, MOMENT, MOMENT + passed)
    assert 0 <= left <= count
    if passed >= timedelta(hours=count):
        assert left == 0
    if passed < timedelta(hours=1):
        assert left == count


def test_buckets_tell_nothing_and_depend_on_the_secret() -> None:
    one = buckets("s" * 32, "person:1", "10.0.0.1")
    assert isinstance(one, Buckets)
    assert len({one.account, one.address, one.pair}) == 3
    assert all(len(bucket) == 64 for bucket in (one.account, one.address, one.pair))
    assert one.account != buckets("t" * 32, "person:1", "10.0.0.1").account
    assert one == buckets("s" * 32, "person:1", "10.0.0.1")


def test_an_ipv6_subscriber_is_one_address_however_many_it_uses() -> None:
    first, second = (buckets("s" * 32, "x", f"2001:db8:1:2::{tail}") for tail in ("1", "ffff"))
    assert first.address == second.address
    assert first.address != buckets("s" * 32, "x", "2001:db8:1:3::1").address
    assert buckets("s" * 32, "x", "::ffff:10.0.0.1").address == buckets("s" * 32, "x", "10.0.0.1").address
    assert buckets("s" * 32, "x", "").address != buckets("s" * 32, "x", "10.0.0.1").address
