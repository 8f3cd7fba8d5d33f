"""Filters of lists that people gave names. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from elearn.core.errors import Invalid

LONGEST = 200
MOST = 50  # of one person


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
