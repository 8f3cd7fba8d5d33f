"""The journal of answers: replays, stale tabs and late arrivals change nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from elearn.assessment.rules import Event, Sent, changes, fold, last_id


def event(number, client, seq, question, *value):
    return Event(number, client, seq, question, value)


def test_the_last_received_wins():
    events = [event(1, "ponsel", 1, "q", "a"), event(2, "laptop", 1, "q", "b"), event(3, "ponsel", 2, "q", "c")]
    assert fold(events) == {"q": ("c",)}
    assert fold(reversed(events)) == {"q": ("c",)}


def test_a_late_older_event_of_the_same_page_changes_nothing():
    events = [event(1, "ponsel", 2, "q", "b"), event(2, "ponsel", 1, "q", "a"), event(3, "ponsel", 1, "r", "x")]
    assert fold(events) == {"q": ("b",), "r": ("x",)}


def test_clearing_an_answer_is_an_answer():
    assert fold([event(1, "ponsel", 1, "q", "a"), event(2, "ponsel", 2, "q")]) == {"q": ()}


def test_a_form_sends_only_what_it_changed():
    events = [event(4, "halaman-lama", 1, "q", "a")]
    posted = {"q": ("a",), "r": ("x",), "s": ()}
    assert changes(events, posted, client_key="halaman-ini", base=4) == [Sent(1, "r", ("x",))]


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
    after = [*events, *(Event(100 + s.seq, "halaman", s.seq, s.question, s.value) for s in sent)]
    assert fold(after) == posted
    assert changes(after, posted, client_key="halaman", base=last_id(events)) == []
