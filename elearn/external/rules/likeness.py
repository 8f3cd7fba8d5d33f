"""Whether a training was handed in or recorded before. A likeness is shown to persons; it decides nothing. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

ALIKE = 0.82
SHORTEST_NUMBER = 4
# Words that many titles share and that tell none apart.
COMMON = frozenset(
    ("dan", "di", "ke", "dari", "untuk", "bagi", "tentang", "pelatihan", "diklat", "seminar", "workshop", "kursus")
)


@dataclass(frozen=True, slots=True)
class Known:
    """Something recorded: a submission (``code``, ``state``) or, with an empty ``number``, an entry of the ledger.
    ``where`` says what it is, in words; dates are local and inclusive.
    """

    where: str
    title: str
    number: str
    first: date
    last: date
    code: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What resembles, and why, in words."""

    known: Known
    why: str


def likenesses(title: str, number: str, first: date, last: date, others: Iterable[Known]) -> tuple[Likeness, ...]:
    """Everything among ``others`` (all of one person) that may be the same training: the same number of evidence, or a
    similar title on overlapping dates. In the order given.
    """
    own_number, found = _bare_number(number), []
    for other in others:
        if own_number and own_number == _bare_number(other.number):
            found.append(Likeness(other, "nomor buktinya sama"))
        elif other.first <= last and first <= other.last and similar(title, other.title):
            found.append(Likeness(other, "tanggalnya beririsan dan judulnya mirip"))
    return tuple(found)


def similar(one: str, other: str) -> bool:
    """Whether two titles say the same, whatever their case, punctuation and common words. Symmetric."""
    first, second = sorted((_words(one), _words(other)))
    if not first or not second:
        return False
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    return SequenceMatcher(None, " ".join(first), " ".join(second), autojunk=False).ratio() >= ALIKE


def _words(title: str) -> list[str]:
    plain = re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold())
    telling = [word for word in plain if word not in COMMON]
    return telling or plain


def _bare_number(number: str) -> str:
    """Letters and digits alone; nothing where there are too few to tell."""
    bare = "".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", number).casefold()))
    return bare if len(bare) >= SHORTEST_NUMBER else ""
