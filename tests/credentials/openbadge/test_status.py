"""The status list: each bit its own, long enough to hide who is looked up."""

from __future__ import annotations

import gzip
from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.credentials.openbadge.status import LENGTH, encoded, entry, is_set, status_list
from tests.credentials.openbadge.examples import NOW

PLACES = st.integers(0, LENGTH - 1)


def subject(text: str) -> dict[str, str]:
    return {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": text}


@given(places=st.sets(PLACES, max_size=30), asked=PLACES)
def test_exactly_the_given_bits_are_set(places: set[int], asked: int) -> None:
    text = encoded(places)
    assert is_set(subject(text), asked) == (asked in places)
    assert all(is_set(subject(text), place) for place in places)
    assert is_set(subject(encoded(places - {asked})), asked) is False


def test_the_leftmost_bit_is_the_first() -> None:
    text = encoded([0, 9])
    assert text.startswith("u")
    bits = gzip.decompress(urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert (len(bits) * 8, bits[:3]) == (131_072, b"\x80\x40\x00")


def test_an_empty_list_is_short_and_always_the_same() -> None:
    assert encoded([]) == encoded(iter(()))
    assert len(encoded([])) < 80


@pytest.mark.parametrize("text", ["", "u", "z123", "uAAAA", "u!!!", encoded([])[:-9]])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        is_set(subject(text), 5)


@pytest.mark.parametrize("place", [-1, LENGTH, LENGTH * 10])
def test_a_place_that_a_list_does_not_have_is_refused(place: int) -> None:
    with pytest.raises(ValueError, match="place"):
        is_set(subject(encoded([1])), place)


def test_an_entry_names_its_list_and_place() -> None:
    assert entry("https://x.id", LENGTH * 2 + 7) == {
        "id": "https://x.id/kredensial/status/2#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://x.id/kredensial/status/2",
    }
    made = status_list("https://x.id", 2, "did:web:x.id", [7], now=NOW)
    assert made["id"] == "https://x.id/kredensial/status/2"
    assert is_set(made["credentialSubject"], 7)
