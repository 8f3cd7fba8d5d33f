"""Base58 in Bitcoin's alphabet, as multibase ``z`` asks (W3C Controlled Identifiers 1.0, §2.4)."""

from __future__ import annotations

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
MULTIBASE = "z"


def encode(data: bytes) -> str:
    """Bytes as base58 without a prefix; each leading zero byte is a ``1``."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return ALPHABET[0] * (len(data) - len(data.lstrip(b"\0"))) + text


def decode(text: str) -> bytes:
    """The bytes of a base58 text. Raises ValueError for any other character."""
    number = 0
    for symbol in text:
        number = number * 58 + ALPHABET.index(symbol)
    zeros = len(text) - len(text.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
