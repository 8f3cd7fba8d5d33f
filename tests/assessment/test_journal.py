"""The journal of answers: replays, stale tabs and late arrivals change nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.assessment.rules import (
    LONGEST_AGE,
    Event,
    Sent,
    changes,
    fold,
    last_id,
    made_at,
    overruled,
    receipt,
    standing,
)
from elearn.core.identifiers import ALPHABET

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def event(number, client, seq, question, *value, second=None):
    """Made ``second`` seconds after the start; unless told otherwise, in the order of arrival."""
    return Event(number, client, seq, question, value, START + SECOND * (number if second is None else second))


def test_the_answer_made_last_wins():
    events = [event(1, "ponsel", 1, "q", "a"), event(2, "laptop", 1, "q", "b"), event(3, "ponsel", 2, "q", "c")]
    assert fold(events) == {"q": ("c",)}
    assert fold(reversed(events)) == {"q": ("c",)}


def test_what_a_phone_without_a_line_kept_does_not_win_over_what_was_answered_since_elsewhere():
    events = [event(1, "laptop", 1, "q", "b", second=300), event(2, "ponsel", 7, "q", "a", second=60)]
    assert fold(events) == {"q": ("b",)}
    assert standing(events)["q"].client_key == "laptop"
    assert fold([*events, event(3, "ponsel", 8, "q", "c", second=301)]) == {"q": ("c",)}


def test_of_two_made_at_the_same_instant_the_one_that_arrived_last_wins():
    assert fold([event(2, "ponsel", 1, "q", "a", second=5), event(1, "laptop", 1, "q", "b", second=5)]) == {"q": ("a",)}


@pytest.mark.parametrize(
    ("age", "made"),
    [
        (timedelta(0), START + 600 * SECOND),
        (60 * SECOND, START + 540 * SECOND),
        (-60 * SECOND, START + 600 * SECOND),  # the device's clock was set back meanwhile
        (timedelta(days=3), START),  # or forward: nothing is made before the attempt
    ],
)
def test_only_the_steps_of_a_device_s_clock_are_used(age, made):
    assert made_at(Sent(1, "q", ("a",), age=age), [], START, START + 600 * SECOND) == made


def test_what_a_page_had_seen_is_older_whatever_any_clock_says():
    """The laptop's answer seems to come from 10 minutes later: the server's clock was set back since."""
    seen = event(4, "laptop", 1, "q", "b", second=900)
    sent = Sent(1, "q", ("a",), base=4, age=timedelta(hours=5))
    made = made_at(sent, [seen], START, START + 300 * SECOND)
    assert made == seen.made_at
    assert fold([seen, Event(5, "ponsel", 1, "q", ("a",), made)]) == {"q": ("a",)}
    assert made_at(Sent(1, "q", ("a",), base=3), [seen], START, START + 300 * SECOND) == START + 300 * SECOND
    assert made_at(Sent(1, "q", ("a",), age=LONGEST_AGE * 9), [], START, START) == START


def test_an_answer_is_overruled_only_if_it_was_not_seen_differs_and_is_another_page_s():
    before = standing(
        [event(1, "laptop", 1, "q", "b"), event(2, "laptop", 2, "r", "x"), event(3, "ponsel", 1, "s", "y")]
    )
    sent = [Sent(5, "q", ("a",)), Sent(6, "r", ("x",)), Sent(7, "s", ("z",)), Sent(8, "t", ("a",))]
    assert overruled(before, sent, "ponsel") == {"q": ("b",)}
    assert overruled(before, [Sent(5, "q", ("a",), base=1)], "ponsel") == {}


def test_a_receipt_stays_the_same_and_tells_other_answers_apart():
    given_ = {"q": ("a",), "r": ("satu", "dua"), "s": ()}
    code = receipt(7, "benih", given_)
    assert code == receipt(7, "benih", {"r": ("satu", "dua"), "q": ("a",)})
    assert len(code) == 8
    assert set(code) <= set(ALPHABET)
    others = [receipt(8, "benih", given_), receipt(7, "lain", given_), receipt(7, "benih", given_ | {"q": ("b",)})]
    assert len({code, *others}) == 4


def test_a_late_older_event_of_the_same_page_changes_nothing():
    events = [event(1, "ponsel", 2, "q", "b"), event(2, "ponsel", 1, "q", "a"), event(3, "ponsel", 1, "r", "x")]
    assert fold(events) == {"q": ("b",), "r": ("x",)}
    jumped = [event(1, "ponsel", 1, "q", "a", second=99), event(2, "ponsel", 2, "q", "b", second=5)]
    assert fold(jumped) == {"q": ("b",)}  # its own clock was set back in between


def test_clearing_an_answer_is_an_answer():
    assert fold([event(1, "ponsel", 1, "q", "a"), event(2, "ponsel", 2, "q")]) == {"q": ()}


def test_a_form_sends_only_what_it_changed():
    events = [event(4, "halaman-lama", 1, "q", "a")]
    posted = {"q": ("a",), "r": ("x",), "s": ()}
    assert changes(events, posted, client_key="halaman-ini", base=4) == [Sent(1, "r", ("x",), 4)]


def test_a_stale_page_does_not_put_old_answers_over_newer_ones():
    """Two tabs: this one showed nothing (base 0); the other answered q since. Ours changes r only."""
    events = [event(7, "tab-lain", 1, "q", "b")]
    posted = {"q": (), "r": ("x",)}
    assert changes(events, posted, client_key="tab-ini", base=0) == [Sent(1, "r", ("x",))]


def test_a_form_sent_twice_changes_nothing_even_after_a_newer_page():
    first = [event(1, "halaman-1", 1, "q", "a"), event(2, "halaman-2", 1, "q", "b")]
    assert changes(first, {"q": ("a",)}, client_key="halaman-1", base=0) == []
    assert fold(first) == {"q": ("b",)}


def test_going_back_and_changing_ones_mind_counts():
    events = [event(1, "halaman-1", 1, "q", "a"), event(2, "halaman-1", 2, "q", "b")]
    assert changes(events, {"q": ("a",)}, client_key="halaman-1", base=0) == [Sent(3, "q", ("a",))]


def test_what_the_script_sent_before_the_form_is_older_than_the_form():
    """The script gave out number 3 for q; the form follows; number 3 arrives last and must not win."""
    sent = changes([], {"q": ("b",)}, client_key="halaman", base=0, after=3)
    assert sent == [Sent(4, "q", ("b",))]
    events = [event(1, "halaman", 4, "q", "b"), event(2, "halaman", 3, "q", "a")]
    assert fold(events) == {"q": ("b",)}


SENT = st.lists(st.tuples(st.sampled_from("qrs"), st.sampled_from("abc")), min_size=1, max_size=12)


@given(SENT, st.data())
def test_one_page_ends_with_what_it_sent_last_whatever_the_order_of_arrival(sent, data):
    numbered = list(enumerate(sent, 1))
    arrived = data.draw(st.permutations(numbered))
    events = [event(i, "ponsel", seq, question, value) for i, (seq, (question, value)) in enumerate(arrived, 1)]
    assert fold(events) == {question: (value,) for question, value in sent}


@given(st.lists(st.tuples(st.sampled_from(["p", "l"]), st.sampled_from("qr"), st.sampled_from("abc")), max_size=10))
def test_a_form_applied_to_the_fold_it_showed_gives_what_it_says(history):
    events = [event(i, client, i, question, value) for i, (client, question, value) in enumerate(history, 1)]
    posted = {"q": ("c",), "r": ("a",)}
    sent = changes(events, posted, client_key="halaman", base=last_id(events))
    after = [*events, *(event(100 + s.seq, "halaman", s.seq, s.question, *s.value) for s in sent)]
    assert fold(after) == posted
    assert changes(after, posted, client_key="halaman", base=last_id(events)) == []
