"""Where somebody stands is a function of what is asked, what she completed, and the day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from elearn.programmes import rules
from elearn.programmes.rules import Finished, Serving, State, Target, Terms

START = date(2026, 1, 1)
days = st.integers(0, 900).map(lambda count: START + timedelta(days=count))
slugs = st.sampled_from(["a", "b", "c", "d"])
finished = st.builds(Finished, days, st.none() | days)
done = st.dictionaries(slugs, finished)


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    first, last = sorted((draw(days), draw(days)))
    return Terms(tuple(draw(st.lists(slugs, min_size=1, unique=True))), first, last, draw(st.booleans()))


@given(terms(), done, st.booleans(), days)
def test_the_state_says_what_is_true(asked: Terms, have: dict[str, Finished], exempt: bool, today: date) -> None:
    found = rules.standing(asked, have, exempt=exempt, today=today)
    everything = found.done == found.total == len(asked.courses)
    assert (found.state is State.EXEMPT) is exempt
    assert (found.done_on is not None) is everything
    assert found.due_on >= asked.due_on
    if not exempt:
        assert (found.state is State.DONE) is everything
        assert (found.state is State.LATE) is (not everything and today > found.due_on)
    if found.state is State.UPCOMING:
        assert today < asked.starts_on


@given(terms(), done, slugs, days, days)
def test_completing_a_course_for_good_never_makes_things_worse(
    asked: Terms, have: dict[str, Finished], slug: str, on: date, today: date
) -> None:
    before = rules.standing(asked, have, exempt=False, today=today)
    after = rules.standing(asked, have | {slug: Finished(on, None)}, exempt=False, today=today)
    assert after.done >= before.done
    assert before.state is not State.DONE or after.state is State.DONE
    assert before.state is State.LATE or after.state is not State.LATE


@given(terms(), done, days)
def test_only_a_programme_that_renews_asks_again(asked: Terms, have: dict[str, Finished], today: date) -> None:
    once = rules.standing(replace(asked, renews=False), have, exempt=False, today=today)
    again = rules.standing(replace(asked, renews=True), have, exempt=False, today=today)
    assert once.done >= again.done
    lapsed = any(slug in have and have[slug].until and have[slug].until < today for slug in asked.courses)
    assert lapsed or once == again


def test_what_ran_out_is_due_on_its_last_day() -> None:
    asked = Terms(("a",), START, START + timedelta(days=30), True)
    last = START + timedelta(days=400)
    have = {"a": Finished(START, last)}
    assert rules.standing(asked, have, exempt=False, today=last).state is State.DONE
    late = rules.standing(asked, have, exempt=False, today=last + timedelta(days=1))
    assert (late.state, late.due_on) == (State.LATE, last)


@given(st.text(max_size=300), days)
def test_a_deadline_survives_the_way_through_a_calendar_file(title: str, on: date) -> None:
    where = {"host": "contoh.go.id", "name": "Belajar; ASN", "address": "https://contoh.go.id/program"}
    data = rules.calendar([("program-1", title, on)], now=datetime(2026, 1, 1, tzinfo=UTC), **where)
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    lines = data.replace(b"\r\n ", b"").decode().split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert f"DTSTART;VALUE=DATE:{on:%Y%m%d}" in lines
    (summary,) = [line for line in lines if line.startswith("SUMMARY:")]
    plain = re.sub(r"\\(.)", r"\1", summary.removeprefix("SUMMARY:"))
    assert plain == " ".join(f"Batas: {title}".split())


def test_reminders_are_the_last_step_reached() -> None:
    due = date(2026, 12, 20)
    days = (14, 3, 0, -7)
    found = {
        left: rules.step(days, due, due - timedelta(days=left)) for left in (60, 15, 14, 4, 3, 1, 0, -1, -6, -7, -90)
    }
    assert rules.step((), due, due) is None
    assert found == {60: None, 15: None, 14: 14, 4: 14, 3: 3, 1: 3, 0: 0, -1: 0, -6: 0, -7: -7, -90: -7}


def test_reminders_in_words() -> None:
    words = {(14, 3, 0, -7): "14 dan 3 hari sebelumnya, pada harinya, dan 7 hari sesudahnya", (0,): "pada harinya"}
    words[30, 7, 1, 0] = "30, 7, dan 1 hari sebelumnya dan pada harinya"
    assert {days: rules.reminder_words(days) for days in words} == words


@given(st.booleans(), st.none() | st.integers(1, 4), st.sampled_from(["", "pns"]), st.sampled_from(["", "analis"]))
def test_a_target_covers_who_serves_there_as_that(
    everybody: bool, unit: int | None, status: str, position: str
) -> None:
    target = Target(everybody, unit, status, position, frozenset({9}))
    who = Serving(1, frozenset({1, 2}), "pns", "Analis Kebijakan")
    assert rules.covers(target, who) is (everybody and unit in (None, 1, 2))
    assert rules.covers(target, replace(who, person_id=9, units=frozenset()))
    assert not rules.covers(target, replace(who, units=frozenset()))
    assert rules.covers(target, replace(who, status="pppk")) is (everybody and unit in (None, 1, 2) and not status)
    assert rules.covers(target, replace(who, position="Guru")) is (everybody and unit in (None, 1, 2) and not position)
