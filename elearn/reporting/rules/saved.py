"""Filters of lists that people gave names. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from elearn.core.errors import Invalid

LONGEST = 200
# What links from the dashboard add to a list, so that it and the number are of one instant: as a filter asks for it,
# and as the list's address says it.
OF_AN_INSTANT = frozenset({"newest", "hingga"})
MOST = 50  # of one person
Value = TypeVar("Value")


def lasting(asked: Mapping[str, Value]) -> dict[str, Value]:
    """A filter as it is kept to be asked again: what is of one instant would leave out all that comes later."""
    return {name: value for name, value in asked.items() if name not in OF_AN_INSTANT}


def named(typed: str, others: Iterable[str]) -> str:
    """The name of a filter, with single spaces. Raises Invalid when it is empty, too long, or that of another filter
    of the same list, in any case.
    """
    name = " ".join(typed.split())
    said = ""
    if not name:
        said = "Beri nama saringan ini, misalnya Kelulusan unit saya."
    elif len(name) > LONGEST:
        said = f"Nama saringan paling panjang {LONGEST} huruf; ini {len(name)}."
    elif name.casefold() in {other.casefold() for other in others}:
        said = "Anda sudah mempunyai saringan bernama sama pada daftar ini. Pilih nama lain."
    if said:
        raise Invalid(said, {"nama": said})
    return name
