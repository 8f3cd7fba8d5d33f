"""Random and derived identifiers."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

# Crockford's alphabet: no I, L, O or U, so that a code read aloud or typed from paper is not mistaken.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Made once: chains of many thousand entries are recomputed with it.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def public_code(symbols: int = 20) -> str:
    """A random code of 5 bits a symbol: 20 symbols carry 100 bits, which nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(symbols))


def readable_code(digest: str, symbols: int) -> str:
    """The first bits of a digest (hex) in the same alphabet, 5 bits a symbol."""
    number = int(digest, 16) >> (4 * len(digest) - 5 * symbols)
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(symbols)))


def grouped(code: str) -> str:
    """A code as it is read aloud: ``K7QM-2XWP``."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def typed_code(text: str) -> str:
    """A code as somebody typed it: blanks and dashes left out, in capitals, letters that look like digits as digits."""
    kept = "".join(letter for letter in text.upper() if letter.isalnum())
    return kept.translate(str.maketrans("ILO", "110"))


def canonical_json(value: Any) -> bytes:
    """One byte string for equal values: sorted keys, no blanks, UTF-8."""
    return _CANONICAL.encode(value).encode()


def digest_of(value: Any) -> str:
    """The sha256, in hex, of the canonical JSON of a value."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
