"""Whether two accounts may be one person's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.people.rules.likeness import Facts, alike, slip, suspicion, suspicions

BORN = date(1985, 8, 17)
NIP = "198508172010012003"


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Maria Goreti Bria", "BRIA MARIA GORETI", True),
        ("Maria Goreti Bria", "Maria Bria", True),
        ("Ma'ruf Amin", "Maruf Amin", True),
        ("Yohanes Tefa", "Yohannes Tefa", True),
        ("Maria", "Maria Bria", False),
        ("Maria Bria", "Mario Seran", False),
        ("", "Maria", False),
        ("Siti Aminah", "Budi Santoso", False),
    ],
)
def test_names(a: str, b: str, same: bool) -> None:
    assert alike(a, b) is alike(b, a) is same


@given(st.text("0123456789", min_size=18, max_size=18), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_a_slip(nip: str, at: int, by: int) -> None:
    other = nip[:at] + str((int(nip[at]) + by) % 10) + nip[at + 1 :]
    assert slip(nip, other)
    assert slip(other, nip)
    assert not slip(nip, nip)


@given(st.text("0123456789", min_size=18, max_size=18), st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_a_slip(nip: str, at: int) -> None:
    other = nip[:at] + nip[at + 1] + nip[at] + nip[at + 2 :]
    assert slip(nip, other) is (nip != other)


@given(st.text("0123456789", min_size=18, max_size=18), st.data())
def test_three_wrong_digits_are_none(nip: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, 17), min_size=3, max_size=5, unique=True))
    other = "".join(str(9 - int(digit)) if at in places else digit for at, digit in enumerate(nip))
    assert not slip(nip, other)


def test_why() -> None:
    a = Facts(1, "Maria Bria", NIP, BORN)
    assert "satu angka" in suspicion(a, Facts(2, "Maria Bria", NIP[:-1] + "4", BORN))
    assert "tanggal lahir" in suspicion(a, Facts(2, "Bria Maria", None, BORN))
    assert suspicion(a, Facts(2, "Yosef Nai", NIP[:-1] + "4", BORN)) == ""
    assert suspicion(a, Facts(2, "Maria Bria", "199001012015011001", date(1990, 1, 1))) == ""


def test_each_pair_is_told_once_whichever_part_of_the_number_is_wrong() -> None:
    people = [
        Facts(3, "Maria Bria", NIP, BORN),
        Facts(1, "Maria G. Bria", "198508182010012003", date(1985, 8, 18)),
        Facts(2, "Maria Bria", NIP[:-1] + "4", BORN),
        Facts(4, "Orang Lain", "198508172010012009", BORN),
    ]
    assert [(one.first, one.second) for one in suspicions(people)] == [(2, 3), (1, 3)]
