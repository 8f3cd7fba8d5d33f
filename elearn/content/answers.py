"""Reading what a learner typed, so that spelling habits do not cost points. Pure functions."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

LONGEST_NUMBER = 40
# Phones put curly quotes and invisible joiners where the trainer typed plain ones.
QUOTES = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u0060": "'", "\u00b4": "'", "\u201c": '"', "\u201d": '"'}
)
MINUS = str.maketrans(
    {
        "\u2212": "-",
        "\u2013": "-",
        "\u2012": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
    }
)

PLAIN = re.compile(r"([+-]?)(\d+)(?:[.,](\d+))?")
DOT_GROUPS = re.compile(r"([+-]?)([1-9]\d{0,2}(?:\.\d{3})+)(?:,(\d+))?", re.ASCII)
COMMA_GROUPS = re.compile(r"([+-]?)([1-9]\d{0,2}(?:,\d{3})+)\.(\d+)|([+-]?)([1-9]\d{0,2}(?:,\d{3}){2,})", re.ASCII)
SPACE_GROUPS = re.compile(r"([+-]?)([1-9]\d{0,2}(?: \d{3})+)(?:[.,](\d+))?", re.ASCII)


def normalise_text(text: str) -> str:
    """Text as answers are compared: NFKC, casefolded, blanks collapsed, quotes straightened, no final full stop.

    Applying it twice changes nothing.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text.translate(QUOTES)).casefold())
    visible = "".join(c for c in folded.translate(QUOTES) if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", visible).split()).rstrip(" .")


def parse_number(text: str) -> Fraction | None:
    """The number a learner typed, or None. One reading for every spelling:

    * a comma is the decimal sign: ``0,5`` is a half, ``1,250`` is one and a quarter;
    * a point is the decimal sign too (``0.5``, ``12.75``), unless the digits stand in thousands: one to three digits
      that do not begin with 0, then groups of exactly three. So ``1.250`` is one thousand two hundred and fifty, as
      Indonesian writes it, and ``1.250.000,5`` has a decimal too, while ``0.125`` and ``1.2505`` are decimals;
    * both signs, the comma first (``1,250.5``, ``1,250,000``), is the English way of writing thousands;
    * ``Rp`` before and ``%`` after are dropped (``20 %`` is 20, not a fifth); a sign and thin blanks are accepted;
    * anything else, units included, is no number.
    """
    typed = text.translate(MINUS).strip()
    if len(typed) > LONGEST_NUMBER:
        return None
    typed = re.sub(r"^[Rr][Pp]\.?\s*|\s*%$", "", typed).strip()
    typed = re.sub(r"^([+-])\s+", r"\1", typed)
    for shape in (DOT_GROUPS, COMMA_GROUPS, SPACE_GROUPS, PLAIN):
        match = shape.fullmatch(typed)
        if match is not None and typed.isascii():
            groups = [group for group in match.groups() if group is not None]
            sign, whole = groups[0], re.sub(r"[., ]", "", groups[1])
            decimals = groups[2] if len(groups) > 2 else ""
            value = Fraction(int(whole + decimals), 10 ** len(decimals))
            return -value if sign == "-" else value
    return None
