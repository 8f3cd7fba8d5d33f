"""The short signed record in a certificate's QR code: what proves the sheet when nobody can be asked.

The QR code holds ``<public address>/s/<code>#<record>``. With a network the address leads to the certificate's page;
what follows ``#`` is never sent to a server, and whoever holds the institution's public keys can check it alone.

Format 1. The record is one decimal number: a QR code packs digits tighter than anything else that an address may hold
(3.33 bits a digit), and no messenger breaks or escapes them. As big-endian bytes the number is

    1 byte     the format, 1
    4 bytes    the first four of the public key that signed: says which key to try, and when it is none of ours
    64 bytes   Ed25519 signature of the ASCII text ``elearn/qr/1`` followed by all that comes after it:
    13 bytes   the code, 5 bits a symbol of Crockford's alphabet
    2 bytes    the day of issue, in days since 2000-01-01
    2 bytes    the last valid day, likewise; 0: no expiry
    3 bytes    hundredths of JP
    4 texts    number, name, the NIP's last digits, course: one byte with the length in bytes, then UTF-8

Texts longer than the sheet's smallest QR code can carry end in ``…``. The record says what was issued, never what it is
worth today: revocation and replacement only the institution's server knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from elearn.core import base58, signing
from elearn.core.identifiers import ALPHABET
from elearn.credentials.rules.words import legible_nip

FORMAT = 1
PURPOSE = b"elearn/qr/1"  # the same keys sign other things: no signature of one kind may serve as another
KEY_HINT, SIGNATURE = 4, 64
SYMBOLS = 20
FIRST_DAY = date(2000, 1, 1)
# In bytes of UTF-8. Together with an address of up to 70 characters this stays below QR version 14.
LONGEST = {"number": 40, "name": 56, "nip_ending": 3, "title": 64}
CUT = "…"
LINK = re.compile(r"/(?:s|sertifikat|transkrip)/([0-9A-Za-z-]+)")


class NotARecord(Exception):
    """Digits that hold no record of this format, or one that is cut short."""


class UnknownKey(Exception):
    """A record that none of the given keys can have signed."""


class WrongSignature(Exception):
    """A record whose content is not what one of the given keys signed."""


@dataclass(frozen=True, slots=True)
class ShortRecord:
    """What the QR code says. ``jp`` in hundredths; ``valid_until`` is the last valid day, None for no expiry;
    ``nip_ending`` the legible end of the NIP.
    """

    code: str
    number: str
    name: str
    nip_ending: str
    title: str
    jp: int
    issued_on: date
    valid_until: date | None


def code_in(typed: str) -> str:
    """The code in a link to a certificate or a transcript, also in that of a QR code; anything else as it is."""
    found = LINK.search(typed)
    return found[1] if found else typed


def short_record(payload: Mapping[str, Any]) -> ShortRecord:
    """The record of a certificate's payload, its texts shortened to what a QR code can carry."""
    stamp, course = payload["certificate"], payload["course"]
    texts = {
        "number": stamp["number"],
        "name": payload["person"]["name"],
        "nip_ending": legible_nip(payload["person"]["nip"]),
        "title": course["title"],
    }
    return ShortRecord(
        code=stamp["code"],
        jp=course["jp"],
        issued_on=date.fromisoformat(stamp["issued_on"]),
        valid_until=date.fromisoformat(stamp["valid_until"]) if stamp["valid_until"] else None,
        **{name: _shortened(text, LONGEST[name]) for name, text in texts.items()},
    )


def signed_part(record: ShortRecord) -> bytes:
    """What a key signs. Raises ValueError for a code that is none, or a day or number outside the format."""
    if len(record.code) != SYMBOLS:
        raise ValueError(f"a code has {SYMBOLS} symbols")
    number = 0
    for symbol in record.code:
        number = number << 5 | ALPHABET.index(symbol)
    days = ((day - FIRST_DAY).days if day else 0 for day in (record.issued_on, record.valid_until))
    parts = [number.to_bytes(13, "big"), *(count.to_bytes(2, "big") for count in days), record.jp.to_bytes(3, "big")]
    for text in (getattr(record, name).encode() for name in LONGEST):
        parts += [bytes([len(text)]), text]
    return PURPOSE + b"".join(parts)


def sealed(record: ShortRecord, key_id: str, signature: bytes) -> str:
    """The digits of a record, its signature over ``signed_part`` by the key of this id."""
    body = signed_part(record).removeprefix(PURPOSE)
    return str(int.from_bytes(bytes([FORMAT]) + _hint(key_id) + signature + body, "big"))


def opened(digits: str, key_ids: Iterable[str]) -> ShortRecord:
    """The record in these digits, which one of the keys signed. Raises NotARecord, UnknownKey or WrongSignature."""
    data = _bytes(digits)
    hint, signature, body = data[1:5], data[5:69], data[69:]
    record = _parsed(body)
    able = [key_id for key_id in key_ids if _hint(key_id) == hint]
    if not able:
        raise UnknownKey
    if not any(signing.verifies(key_id, signature, PURPOSE + body) for key_id in able):
        raise WrongSignature
    return record


def _bytes(digits: str) -> bytes:
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 1000 and digits[0] != "0"):
        raise NotARecord
    number = int(digits)
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    if data[0] != FORMAT:
        raise NotARecord
    return data


def _parsed(body: bytes) -> ShortRecord:
    """The facts of the signed part; every byte of it is used, so that one record has one form."""
    try:
        code, issued, until = (int.from_bytes(body[start:end], "big") for start, end in ((0, 13), (13, 15), (15, 17)))
        texts, place = {}, 20
        for name in LONGEST:
            end = place + 1 + body[place]
            texts[name] = body[place + 1 : end].decode()
            place = end
    except (IndexError, UnicodeDecodeError) as error:
        raise NotARecord from error
    if place != len(body) or code >> 5 * SYMBOLS:
        raise NotARecord
    return ShortRecord(
        code="".join(ALPHABET[code >> 5 * shift & 31] for shift in reversed(range(SYMBOLS))),
        jp=int.from_bytes(body[17:20], "big"),
        issued_on=FIRST_DAY + timedelta(days=issued),
        valid_until=FIRST_DAY + timedelta(days=until) if until else None,
        **texts,
    )


def _hint(key_id: str) -> bytes:
    return base58.decode(key_id.removeprefix(base58.MULTIBASE))[2 : 2 + KEY_HINT]


def _shortened(text: str, most: int) -> str:
    """At most so many bytes of UTF-8; what had to be left out is said."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: most - len(CUT.encode())].decode(errors="ignore")
    return kept.rstrip() + CUT
