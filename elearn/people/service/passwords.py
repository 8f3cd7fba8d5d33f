"""Password hashes and one-time codes. Nothing here touches the database, and nothing here belongs in a transaction."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cached_property

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from elearn.core.identifiers import public_code

CODE_SYMBOLS = 12  # 60 bits
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


class Passwords:
    """Argon2id with OWASP's second recommendation: 19 MiB, two passes, one lane (about 50 ms on a small server).

    Tests pass smaller figures; a hash made with other figures is verified by its own, and replaced on success.
    """

    def __init__(self, *, memory_kib: int = 19 * 1024, passes: int = 2, lanes: int = 1) -> None:
        self._hashing = PasswordHash((Argon2Hasher(memory_cost=memory_kib, time_cost=passes, parallelism=lanes),))

    def hash(self, password: str) -> str:
        """A salted hash to store."""
        return self._hashing.hash(_normal(password))

    def verify(self, password: str, stored: str | None) -> tuple[bool, str | None]:
        """Whether it is the password, and a fresh hash when the stored one was made with outdated figures.

        Without a stored hash the same work is done in vain, so that time does not tell who has an account.
        """
        nobody = self._nobody  # made at the first call, whoever calls, so that it gives nobody away
        if stored is None:
            self._hashing.verify(_normal(password), nobody)
            return False, None
        return self._hashing.verify_and_update(_normal(password), stored)

    @cached_property
    def _nobody(self) -> str:
        return self._hashing.hash(secrets.token_urlsafe(16))


def new_code() -> str:
    """A one-time code for reading aloud or on paper: ``7KQ2-M9XT-4HPA``."""
    code = public_code(CODE_SYMBOLS)
    return "-".join(code[at : at + 4] for at in range(0, CODE_SYMBOLS, 4))


def typed_code(text: str) -> str:
    """A one-time code as it was meant: in capitals, grouped again, O for 0 and I or L for 1."""
    plain = "".join(symbol for symbol in text.upper() if symbol.isalnum()).translate(MISREAD)
    return "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
