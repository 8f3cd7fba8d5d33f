"""Sealed texts open with the same secret under the same label, and not otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.core.sealing import Sealer, Unreadable

SECRET = "rahasia-untuk-pengujian-" + "x" * 20


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_what_is_sealed_opens_under_its_own_label_only(plain: str, label: str, other: str) -> None:
    sealed = Sealer(SECRET).seal(plain, label)
    assert Sealer(SECRET).open(sealed, label) == plain
    assert Sealer(SECRET).seal(plain, label) != sealed
    if other != label:
        with pytest.raises(Unreadable):
            Sealer(SECRET).open(sealed, other)


@given(st.integers(0, 20), st.sampled_from("abcXYZ019-_"))
def test_a_changed_text_does_not_open(place: int, symbol: str) -> None:
    sealed = Sealer(SECRET).seal("JBSWY3DPEHPK3PXP", "a")
    changed = sealed[:place] + symbol + sealed[place + 1 :]
    if changed != sealed:
        with pytest.raises(Unreadable):
            Sealer(SECRET).open(changed, "a")


@pytest.mark.parametrize("sealed", ["", "bukan base64!", "QUJD", "🌺"])
def test_what_was_never_sealed_does_not_open(sealed: str) -> None:
    with pytest.raises(Unreadable):
        Sealer(SECRET).open(sealed, "a")


def test_another_installation_reads_and_recognises_nothing() -> None:
    ours, theirs = Sealer(SECRET), Sealer(SECRET[::-1])
    with pytest.raises(Unreadable):
        theirs.open(ours.seal("x", "a"), "a")
    assert ours.mark("x", "a") == Sealer(SECRET).mark("x", "a")
    assert len({ours.mark("x", "a"), ours.mark("x", "b"), ours.mark("y", "a"), theirs.mark("x", "a")}) == 4
