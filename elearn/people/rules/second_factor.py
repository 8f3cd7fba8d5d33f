"""The second step of signing in: a code of six digits that changes every thirty seconds (RFC 6238). Pure."""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

from elearn.core.identifiers import typed_code

STEP = 30  # seconds
DRIFT = 1  # steps that a phone's clock may be early or late
RECOVERY_CODES = 10
RECOVERY_SYMBOLS = 12  # 60 bits


def step_at(now: datetime) -> int:
    """The number of the time step that holds an instant."""
    return int(now.timestamp()) // STEP


def matching_step(secret: str, typed: str, *, now: datetime, after: int) -> int | None:
    """The step whose code was typed, among those near now and later than ``after``; None when it is none of them.

    A code that was used is thereby worth nothing the second time, also within its thirty seconds. ``secret``: base32.
    """
    code, codes = digits(typed), pyotp.HOTP(secret)
    nearest = step_at(now)
    for step in range(nearest - DRIFT, nearest + DRIFT + 1):
        if step > max(after, -1) and hmac.compare_digest(codes.at(step).encode(), code.encode()):
            return step
    return None


def digits(typed: str) -> str:
    """A code as it was meant: ``123 456`` is ``123456``."""
    return "".join(symbol for symbol in typed if symbol.isascii() and symbol.isdigit())


def is_recovery_code(typed: str) -> bool:
    """Whether something typed has the length of a recovery code: it cannot be mistaken for six digits."""
    return len(typed_code(typed)) == RECOVERY_SYMBOLS


def spelled(secret: str) -> str:
    """A secret in groups of four, for typing it into a phone."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says: the ``otpauth://`` address that authenticator apps read."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)
