"""Reading the key of a question with a typed answer: ``Jawaban: 20 ± 0,5``, ``Jawaban: merit | sistem merit``."""

from __future__ import annotations

import re
from fractions import Fraction

from elearn.content.answers import normalise_text, parse_number
from elearn.content.model import NumericKey, TextKey
from elearn.content.values import BadValue

NUMBER = r"(?:Rp\.?[ ]?)?[+\-\u2212]?[ ]?\d[\d.,]*(?:[ ]?%)?"
EXACT = re.compile(rf"({NUMBER})")
TOLERANCE = re.compile(rf"({NUMBER})[ ]*(?:±|\+/-|\+-)[ ]*(\d[\d.,]*)[ ]*(%?)")
INTERVAL = re.compile(rf"({NUMBER})[ ]*(?:\.\.\.?|…)[ ]*({NUMBER})")
AMBIGUOUS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,])")
JAWABAN = "Jawaban: {}"
BAR = re.compile(r"(?<!\\)\|")
LONGEST_ANSWER = 200
MOST_ANSWERS = 50


def read_answer(value: str, strict: bool) -> TextKey | NumericKey:
    """The key that stands after ``Jawaban:`` (or, strict, ``Jawaban persis:``). Raises BadValue."""
    if not value:
        raise BadValue("`Jawaban:` kosong; tulis jawabannya, misalnya `Jawaban: merit | sistem merit`")
    if strict:
        return _text(BAR.split(value), JAWABAN, "|", strict=True)
    return read_alternatives(BAR.split(value), JAWABAN, "|")


def read_alternatives(parts: list[str], shape: str, bar: str) -> TextKey | NumericKey:
    """The key of accepted answers; ``shape`` (with ``{}``) is how they are written, ``bar`` parts them. Raises
    BadValue.
    """
    if len(parts) == 1:
        number = _numeric(" ".join(parts[0].split()), shape)
        if number is not None:
            return number
    return _text(parts, shape, bar, strict=False)


def _numeric(value: str, shape: str) -> NumericKey | None:
    interval = INTERVAL.fullmatch(value)
    tolerance = TOLERANCE.fullmatch(value)
    exact = EXACT.fullmatch(value)
    if interval is not None:
        low, high = _number(interval[1]), _number(interval[2])
        if low > high:
            better = shape.format(f"{interval[2]} .. {interval[1]}")
            raise BadValue(f"batas bawah lebih besar daripada batas atas; tulis `{better}`")
        return NumericKey(low, high, value)
    if tolerance is not None:
        middle, width = _number(tolerance[1]), _number(tolerance[2])
        if tolerance[3]:
            width = abs(middle) * width / 100
        return NumericKey(middle - width, middle + width, value)
    if exact is not None:
        number = _number(exact[1])
        return NumericKey(number, number, value)
    return None


def _number(written: str) -> Fraction:
    if AMBIGUOUS.search(written):
        bare = written.strip()
        decimal = bare.replace(".", ",").rstrip("0").rstrip(",")
        raise BadValue(f"`{bare}` dapat dibaca ribuan atau desimal; tulis `{bare.replace('.', '')}` atau `{decimal}`")
    number = parse_number(written)
    if number is None:
        raise BadValue(f"`{written[:40]}` bukan bilangan; tulis misalnya `20`, `0,5`, `20 ± 0,5`, atau `19 .. 21`")
    return number


def _text(written: list[str], shape: str, bar: str, strict: bool) -> TextKey:
    parts = [part.replace("\\|", "|").strip() for part in written]
    if any(not part for part in parts):
        raise BadValue(f"ada jawaban kosong di antara tanda `{bar}`; hapus tanda yang berlebih")
    if len(parts) > MOST_ANSWERS or any(len(part) > LONGEST_ANSWER for part in parts):
        raise BadValue(f"paling banyak {MOST_ANSWERS} jawaban, masing-masing paling panjang {LONGEST_ANSWER} huruf")
    if strict:
        return TextKey(tuple(dict.fromkeys(parts)), strict=True)
    if len(parts) > 1 and all(EXACT.fullmatch(part) for part in parts):
        raise BadValue(
            f"semua jawaban berupa angka; tulis satu saja, misalnya `{shape.format(parts[0])}`; "
            "koma dan titik sama-sama diterima"
        )
    empty = next((part for part in parts if not normalise_text(part)), None)
    if empty is not None:
        better = "gunakan `Jawaban persis:`" if shape == JAWABAN else "tulis kata atau angka"
        raise BadValue(f"jawaban `{empty}` hanya tanda baca; {better}")
    return TextKey(
        tuple(
            {normalise_text(part): part for part in reversed(parts)}[key]
            for key in dict.fromkeys(map(normalise_text, parts))
        )
    )
