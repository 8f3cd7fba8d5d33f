"""The chain as a rule: whatever happens to what is stored is found, against the head that was exported before."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from elearn.competency.rules import GENESIS, JP, ChainHead, Problem, digest, told
from elearn.core.identifiers import digest_of
from tests.competency import chains
from tests.competency.chains import KINDS, Stored, histories


@given(histories())
def test_what_was_entered_is_whole_and_recomputing_changes_nothing(stored: Stored) -> None:
    assert stored.found(stored.head) == []
    assert chains.rehashed(stored) == stored


@given(histories(least=2), st.data())
def test_a_head_exported_earlier_still_holds_after_more_entries(stored: Stored, data: st.DataObject) -> None:
    earlier = data.draw(st.sampled_from(stored.links))
    assert stored.found(ChainHead(earlier.position, earlier.digest)) == []


@st.composite
def tampered(draw: st.DrawFn) -> tuple[Stored, Stored]:
    """A history, and the same after one thing was done to its past, all digests made again or not."""
    before = draw(histories(least=2))
    place = draw(st.integers(0, len(before.links) - 1))
    other = draw(st.integers(0, len(before.links) - 1).filter(lambda number: number != place))
    entry = before.entry(place)
    column = draw(st.sampled_from(sorted(KINDS.keys() & entry.keys())))
    value = draw(KINDS[column])
    assume(value != entry[column])
    extra = {**entry, "source": draw(KINDS["source"])}
    after = draw(
        st.sampled_from(
            [
                lambda: chains.changed(before, place, column, value),
                lambda: chains.changed(before, place, "person_id", 8),
                lambda: chains.without(before, place, renumber=True),
                lambda: chains.with_one_more(before, place, extra),
                lambda: chains.swapped(before, place, other),
            ]
        )
    )()
    return before, chains.rehashed(after) if draw(st.booleans()) else after


@given(tampered())
@settings(max_examples=500)
def test_whatever_is_done_to_the_past_is_found(pair: tuple[Stored, Stored]) -> None:
    before, after = pair
    assert after.found(before.head)


@given(histories(least=2), st.data())
def test_a_chain_that_was_cut_is_found_wherever(stored: Stored, data: st.DataObject) -> None:
    kept = data.draw(st.integers(0, len(stored.links) - 1))
    links = stored.links[:kept]
    cut = Stored(links, {link.key: stored.entries[link.key] for link in links})
    assert [finding.problem for finding in cut.found(stored.head)] == [Problem.CUT]


@given(histories(least=2), st.data())
def test_a_link_that_was_touched_is_found(stored: Stored, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(stored.links) - 1))
    link = stored.links[place]
    other = stored.links[place - 1]
    touched = data.draw(
        st.sampled_from(
            [
                replace(link, previous=link.digest),
                replace(link, digest=other.digest),
                replace(link, key=other.key),
                replace(link, key=(JP, 99)),
                replace(link, position=link.position + 50),
            ]
        )
    )
    links = (*stored.links[:place], touched, *stored.links[place + 1 :])
    assert replace(stored, links=links).found(stored.head)


# --- what is said about it -----------------------------------------------------------------------------------------


@given(histories(least=3), st.data())
def test_one_change_is_one_finding_that_names_the_entry(stored: Stored, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(stored.links) - 1))
    link = stored.links[place]
    (finding,) = chains.changed(stored, place, "title", "sesuatu yang lain").found(stored.head)
    assert (finding.problem, finding.key, finding.position) == (Problem.CHANGED, link.key, link.position)
    assert f"nomor {link.key[1]} pada posisi {link.position} diubah" in told(finding)


@given(histories(least=4), st.integers(1, 2), st.booleans())
def test_what_was_left_out_is_told_as_missing(stored: Stored, place: int, renumber: bool) -> None:
    findings = chains.without(stored, place, renumber=renumber).found(stored.head)
    assert (findings[0].problem, findings[0].position) == (
        (Problem.MISSING, place) if renumber else (Problem.MISSING, place + 1)
    )
    assert "hilang" in told(findings[0])


@given(histories(least=3), st.integers(0, 2))
def test_what_was_put_in_is_told_as_inserted(stored: Stored, place: int) -> None:
    findings = chains.with_one_more(stored, place, stored.entry(place)).found(stored.head)
    assert (findings[0].problem, findings[0].position) == (Problem.INSERTED, place + 1)
    loose = replace(stored, entries={**stored.entries, (JP, 99): stored.entry(0)})
    (finding,) = loose.found(stored.head)
    assert (finding.problem, finding.key) == (Problem.INSERTED, (JP, 99))
    assert told(finding) == f"Orang {chains.PERSON}: catatan JP nomor 99 disisipkan di luar aplikasi."


@given(histories(least=4))
def test_what_was_moved_is_told_as_moved(stored: Stored) -> None:
    findings = chains.swapped(stored, 1, 2).found(stored.head)
    assert findings[0].problem is Problem.REORDERED


@given(histories(least=2))
def test_digests_made_again_are_told_by_the_head_alone(stored: Stored) -> None:
    again = chains.rehashed(chains.changed(stored, 0, "title", "sesuatu yang lain"))
    assert [finding.problem for finding in again.found(stored.head)] == [Problem.REWRITTEN]


# --- the digest ------------------------------------------------------------------------------------------------------


def test_equal_facts_have_equal_digests_however_they_are_read() -> None:
    at = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    entry = {"id": 1, "title": "Satu", "recorded_at": at, "reason": None}
    same = {"recorded_at": at.astimezone(timezone(timedelta(hours=8))), "title": "Satu", "id": 1}
    assert digest(GENESIS, JP, entry) == digest(GENESIS, JP, same), "an empty column, and the order, say nothing"
    written = (
        '{"catatan":"jp","isi":{"id":1,"recorded_at":"2026-03-02T16:30:00.000000+00:00","title":"Satu"},'
        f'"sebelumnya":"{GENESIS}"}}'
    )
    assert digest(GENESIS, JP, entry) == hashlib.sha256(written.encode()).hexdigest(), (
        "it can be made without this code"
    )


def test_the_head_is_short_enough_to_be_read_aloud() -> None:
    assert ChainHead(3, "7ab84f07d3148188d47652d8ff874f7e71a4c7bfa7de1ee2af7ed75361e58a0b").short == "FAW4-Y1YK-2J0R"


@given(
    st.text(max_size=20),
    st.dictionaries(
        st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=30)
        | st.dates()
        | st.datetimes(timezones=st.just(UTC))
        | st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=5), max_size=3),
        max_size=8,
    ),
)
def test_a_digest_is_that_of_the_canonical_json(table: str, entry: dict[str, Any]) -> None:
    facts: dict[str, Any] = {}
    for name, value in entry.items():
        if isinstance(value, datetime):
            facts[name] = value.isoformat(timespec="microseconds")
        elif value is not None:
            facts[name] = value.isoformat() if isinstance(value, date) else value
    whole = {"sebelumnya": GENESIS, "catatan": table, "isi": facts}
    assert digest(GENESIS, table, entry) == digest_of(whole)
