"""Numbers between notations: exact fractions, ``20 ± 0,5`` here, points and exponents elsewhere."""

from __future__ import annotations

import re
from fractions import Fraction

from elearn.content.answers import LONGEST_NUMBER
from elearn.content.model import NumericKey

PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")
MOST_DECIMALS = 12


def read_number(text: str) -> Fraction | None:
    """A number with a decimal point (or a comma), as programs write it; None for anything else."""
    bare = text.strip().replace("\u2212", "-")
    if re.fullmatch(r"[+-]?\d+,\d+", bare):
        bare = bare.replace(",", ".")
    if len(bare) > LONGEST_NUMBER or PLAIN.fullmatch(bare) is None:
        return None
    return Fraction(bare)


def decimal(value: Fraction, sign: str = ".") -> str | None:
    """A number written out exactly; None if it has no end, or too many places."""
    for places in range(MOST_DECIMALS + 1):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = f"{abs(scaled.numerator):0{places + 1}d}"
            whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
            shown = f"{whole}{sign}{rest}" if rest else whole
            return f"-{shown}" if scaled < 0 else shown
    return None


def numeric_key(low: Fraction, high: Fraction) -> NumericKey | None:
    """The key of a closed interval, written as a trainer would; None if it cannot be written exactly or is empty."""
    if low > high:
        return None
    middle, width = (low + high) / 2, (high - low) / 2
    shown = {
        "low": decimal(low, ","),
        "high": decimal(high, ","),
        "middle": decimal(middle, ","),
        "width": decimal(width, ","),
    }
    if shown["low"] is None or shown["high"] is None or any(len(v or "") > LONGEST_NUMBER for v in shown.values()):
        return None
    if low == high:
        text = shown["low"]
    elif shown["middle"] is not None and shown["width"] is not None:
        text = f"{shown['middle']} ± {shown['width']}"
    else:
        text = f"{shown['low']} .. {shown['high']}"
    return NumericKey(low, high, text)


def percent(value: Fraction) -> str:
    """A share of 1 as the percentage that gradebooks know: five places at most."""
    shown = f"{float(value * 100):.5f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown
