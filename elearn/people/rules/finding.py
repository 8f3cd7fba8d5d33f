"""What somebody types to find people. Pure."""

from __future__ import annotations

import re
import unicodedata

MOST_FRAGMENTS = 6
NUMBER = re.compile(r"'?\d[\d .\u2010-\u2015-]*")


def fragments(text: str) -> tuple[str, ...]:
    """The parts that must all be found, at most six. A number is one part, however it is spaced: people copy a NIP with
    its blanks, and know one by its beginning or its end.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if NUMBER.fullmatch(plain):
        return ("".join(symbol for symbol in plain if symbol.isdigit()),)
    return tuple(plain.split()[:MOST_FRAGMENTS])
