"""Which credentials no longer stand: a bitstring status list (W3C Bitstring Status List 1.0)."""

from __future__ import annotations

import gzip
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from elearn.credentials.openbadge.documents import CREDENTIALS
from elearn.credentials.openbadge.proof import instant

# §6.1: at least 16 kB, so that asking for one credential's bit tells nobody which credential is looked at.
LENGTH: Final = 131_072
PURPOSE: Final = "revocation"
MOST_BYTES: Final = 4 * 1024 * 1024  # of a list that somebody else made
KEPT_SECONDS: Final = 300
MULTIBASE: Final = "u"


def address(public_url: str, number: int) -> str:
    """Where a list is published."""
    return f"{public_url}/kredensial/status/{number}"


def entry(public_url: str, index: int) -> dict[str, str]:
    """The ``credentialStatus`` of a credential with this index, counted through all lists."""
    number, place = divmod(index, LENGTH)
    listed = address(public_url, number)
    return {
        "id": f"{listed}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(place),
        "statusListCredential": listed,
    }


def status_list(public_url: str, number: int, did: str, taken_back: Iterable[int], *, now: datetime) -> dict[str, Any]:
    """The unsigned credential of a list; ``taken_back`` are the places (0 is the first) that no longer stand."""
    listed = address(public_url, number)
    return {
        "@context": [CREDENTIALS],
        "id": listed,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": instant(now),
        "credentialSubject": {
            "id": f"{listed}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encoded(taken_back),
        },
    }


def encoded(places: Iterable[int]) -> str:
    """The bits, compressed: the first one is the leftmost of the first byte."""
    bits = bytearray(LENGTH // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> place % 8
    return MULTIBASE + urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()


def is_set(subject: Mapping[str, Any], place: int) -> bool:
    """Whether the bit at a place of a list (its ``credentialSubject``) is set. Raises ValueError for no such list."""
    text = subject.get("encodedList")
    if subject.get("statusPurpose") != PURPOSE or not isinstance(text, str) or not text.startswith(MULTIBASE):
        raise ValueError("no revocation list")
    inflated = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        bits = inflated.decompress(urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)), MOST_BYTES)
    except zlib.error as error:
        raise ValueError("not compressed") from error
    if not inflated.eof or len(bits) * 8 < LENGTH:
        raise ValueError("not a whole list")
    if not 0 <= place < len(bits) * 8:
        raise ValueError("no such place")
    return bool(bits[place // 8] & 0x80 >> place % 8)
