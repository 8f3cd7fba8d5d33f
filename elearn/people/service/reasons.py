"""Why an admin did something to somebody: a line of her own, kept in the audit trail."""

from __future__ import annotations

from elearn.core.errors import Invalid
from elearn.people.rules.facts import tidy

LONGEST_REASON = 500


def checked_reason(typed: str) -> str:
    """A reason that says something. Raises Invalid at the field ``reason``."""
    said = tidy(typed)
    if 1 <= len(said) <= LONGEST_REASON:
        return said
    sentence = f"Tulis alasannya, paling banyak {LONGEST_REASON} karakter. Alasan ini disimpan di jejak audit."
    raise Invalid(sentence, {"reason": sentence})
