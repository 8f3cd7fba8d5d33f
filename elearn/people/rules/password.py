"""Which passwords are accepted. Length counts, not symbols: no rule here asks for capitals or punctuation."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from elearn.core.errors import Invalid
from elearn.people.rules.common_passwords import COMMON

SHORTEST = 10
LONGEST = 200
FEWEST_DIFFERENT = 5  # symbols
OWN_SYMBOLS = 5  # that must be left once the name is taken out


def check_password(password: str, *, name: str, nip: str | None, email: str | None) -> None:
    """Raises Invalid, with the one sentence that helps, for a password that would be guessed first."""
    reason = _objection(unicodedata.normalize("NFKC", password), name, nip, email)
    if reason:
        raise Invalid(reason, {"password": reason})


def _objection(password: str, name: str, nip: str | None, email: str | None) -> str | None:
    plain = _plain(password)
    if len(password) < SHORTEST:
        return f"Tulis sedikitnya {SHORTEST} karakter. Beberapa kata yang tidak berhubungan mudah diingat."
    if len(password) > LONGEST:
        return f"Tulis paling banyak {LONGEST} karakter."
    if len(set(password.casefold())) < FEWEST_DIFFERENT or _is_run(plain):
        return "Kata sandi ini hanya pengulangan atau urutan. Pilih yang lain."
    if plain in COMMON or plain.rstrip("0123456789") in COMMON:
        return "Kata sandi ini termasuk yang paling sering dipakai orang. Pilih yang lain."
    if nip and (nip in plain or (plain.isdigit() and plain in nip) or _is_birth_date(plain, nip)):
        return "Kata sandi tidak boleh memuat NIP atau tanggal lahir Anda."
    if _made_of(plain, name.split()) or _made_of(plain, (email or "").replace("@", ".").split(".")):
        return "Kata sandi tidak boleh dibuat dari nama atau surel Anda."
    return None


def _plain(text: str) -> str:
    """Letters and digits alone, in one case: ``Maria-Bria 90`` is ``mariabria90``."""
    return "".join(symbol for symbol in text.casefold() if symbol.isalnum())


def _made_of(plain: str, words: list[str]) -> bool:
    """Whether hardly anything is left of the password once these words are taken out."""
    left = plain
    found = False
    for word in sorted((_plain(word) for word in words), key=len, reverse=True):
        if len(word) >= 3 and word in left:
            left, found = left.replace(word, ""), True
    return found and len(left) < OWN_SYMBOLS


def _is_birth_date(plain: str, nip: str) -> bool:
    year, month, day = nip[:4], nip[4:6], nip[6:8]
    digits = "".join(symbol for symbol in plain if symbol.isdigit())
    return digits in {year + month + day, day + month + year} and len(plain) - len(digits) < OWN_SYMBOLS


def _is_run(plain: str) -> bool:
    """Whether every symbol follows the one before it, up or down: ``1234567890``, ``abcdefghij``, ``0987654321``."""
    steps = {ord(after) - ord(before) for before, after in pairwise(plain)}
    return len(plain) > 3 and (steps in ({1}, {-1}) or plain in "1234567890" * 20 or plain in "0987654321" * 20)
