"""What the database keeps and only this installation may read: sealed with keys derived from its secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import cached_property
from typing import TYPE_CHECKING

# Imported where something is sealed or opened: most requests do neither.
if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12  # bytes


class Unreadable(Exception):
    """What was sealed cannot be opened: the installation's secret has changed, or the text was tampered with."""


class Sealer:
    """Seals and marks with keys derived from one secret. ``label`` says what a text is and whose, and must be the same
    when it is opened: a sealed text moved to another person's row stays shut.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def seal(self, plain: str, label: str) -> str:
        """The text, encrypted and authenticated (AES-256-GCM), as URL-safe base64."""
        nonce = secrets.token_bytes(NONCE)
        return base64.urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, plain.encode(), label.encode())).decode()

    def open(self, sealed: str, label: str) -> str:
        """The text that was sealed under this label. Raises Unreadable."""
        from cryptography.exceptions import InvalidTag

        try:
            raw = base64.b64decode(sealed, altchars=b"-_", validate=True)
            return self._cipher.decrypt(raw[:NONCE], raw[NONCE:], label.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise Unreadable(label) from error

    def mark(self, value: str, label: str) -> str:
        """A keyed hash, 64 hex digits: tells whether a value is the same one, to nobody without the secret."""
        return hmac.new(self._derived(b"mark"), f"{label}\n{value}".encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._derived(b"seal"))

    def _derived(self, purpose: bytes) -> bytes:
        """One block of HKDF-Expand (RFC 5869): a secret of 32 random characters or more needs no extraction."""
        return hmac.new(self._secret, b"elearn:" + purpose + b"\x01", hashlib.sha256).digest()
