"""Reading the JSON of a credential that a stranger sent."""

from __future__ import annotations

import json
from typing import Any

LARGEST = 1024 * 1024  # bytes; the largest of the reference credentials is 24 kB
MOST_VALUES = 6_000
DEEPEST = 40


class Unreadable(Exception):
    """No credential can be read from this. The message is an Indonesian sentence."""


class NoCredential(Unreadable):
    """There is none in it, which says nothing of what else is in it."""


def parsed(data: bytes) -> dict[str, Any]:
    """A JSON object that every reader understands the same way. Raises Unreadable.

    Refused is what readers take differently: a key twice, NaN, and what is not UTF-8. A whole number written as 6.0 is
    6, as in JavaScript: signatures are made over the number, not over its spelling.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"Kredensial lebih besar dari {LARGEST // 1024} KB.")
    try:
        value = json.loads(data.decode(), object_pairs_hook=_once, parse_float=_number, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable("Isinya bukan JSON yang utuh.") from error
    if not isinstance(value, dict):
        raise Unreadable("Isinya JSON, tetapi bukan sebuah kredensial.")
    if _size(value, DEEPEST) > MOST_VALUES:
        raise Unreadable("Kredensial ini terlalu rumit untuk diperiksa di sini.")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _number(text: str) -> float | int:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("too large")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _constant(text: str) -> Any:
    raise ValueError(text)


def _size(value: Any, levels: int) -> int:
    """How many values there are, itself included; too many when it is nested too deep."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(_size(item, levels - 1) if levels else MOST_VALUES for item in inside)
