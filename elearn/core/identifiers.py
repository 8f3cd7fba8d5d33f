"""Random and derived identifiers."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

# Crockford's alphabet: no I, L, O or U, so that a code read aloud or typed from paper is not mistaken.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def public_code(symbols: int = 20) -> str:
    """A random code of 5 bits a symbol: 20 symbols carry 100 bits, which nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _ in range(symbols))


def canonical_json(value: Any) -> bytes:
    """One byte string for equal values: sorted keys, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest_of(value: Any) -> str:
    """The sha256, in hex, of the canonical JSON of a value."""
    return hashlib.sha256(canonical_json(value)).hexdigest()
