"""What somebody types to find people. Pure."""

from __future__ import annotations

import re
import unicodedata

MOST_FRAGMENTS = 6
BIRTH_DATE = 8  # digits, at the head of every NIP
NUMBER = re.compile(r"'?\d[\d .\u2010-\u2015-]*")


def fragments(text: str) -> tuple[str, ...]:
    """The parts that must all be found, at most six. A number is one part, however it is spaced: people copy a NIP with
    its blanks, and know one by its beginning or its end.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if NUMBER.fullmatch(plain):
        return ("".join(symbol for symbol in plain if symbol.isdigit()),)
    return tuple(plain.split()[:MOST_FRAGMENTS])


def tells_of_somebody(typed: str) -> bool:
    """Whether what is typed holds so much of a NIP that it tells of somebody: her day of birth, or more."""
    return any(part.isdigit() and len(part) >= BIRTH_DATE for part in fragments(typed))
