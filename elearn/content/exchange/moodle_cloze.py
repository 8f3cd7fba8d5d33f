"""Moodle's embedded answers: ``{1:SHORTANSWER:=Kupang~%50%Kota#hampir}`` inside a text, read and written."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from fractions import Fraction

from elearn.content.exchange.answers import ONE, Unusable, short_key
from elearn.content.exchange.items import Blank
from elearn.content.exchange.numbers import decimal, numeric_key, read_number
from elearn.content.exchange.tree import parse
from elearn.content.exchange.writer import drop_key
from elearn.content.model import DropKey, NumericKey, TextKey

FIELD = re.compile(r"\{(\d*):([A-Z_]{2,22}):((?:[^\\}]|\\.){0,2000})\}", re.DOTALL)
SHORT = frozenset({"SHORTANSWER", "SA", "MW"})
STRICT = frozenset({"SHORTANSWER_C", "SAC", "MWC"})
NUMBER = frozenset({"NUMERICAL", "NM"})
DROP = frozenset(
    {
        "MULTICHOICE",
        "MC",
        "MULTICHOICE_V",
        "MCV",
        "MULTICHOICE_H",
        "MCH",
        "MULTICHOICE_S",
        "MCS",
        "MULTICHOICE_VS",
        "MCVS",
        "MULTICHOICE_HS",
        "MCHS",
    }
)
PIECE = re.compile(r"((?:[^\\~]|\\.)*)(?:~|$)", re.DOTALL)
WEIGHT = re.compile(r"^(?:=|%(-?\d{1,3}(?:\.\d{0,7})?)%)")
UNESCAPE = re.compile(r"\\([}~#=\"/\\&])")
Say = Callable[[str], None]


def read_field(match: re.Match[str], say: Say) -> Blank:
    """The blank that one embedded answer stands for. Raises Unusable for a kind that no blank of ours is."""
    kind = match[2]
    if match[1] not in ("", "0", "1"):
        say("bobot rumpang tidak dipakai: semua rumpang bernilai sama")
    answers = _answers(match[3], say)
    rights = [text for text, share in answers if share >= ONE]
    if not rights:
        raise Unusable(f"rumpang `{match[0][:60]}` tanpa jawaban bernilai 100%")
    if kind in SHORT or kind in STRICT:
        if kind in STRICT:
            say("rumpang tidak membedakan huruf besar dan kecil; aslinya membedakan")
        for text, share in answers:
            if share < ONE and text != "*":
                say(f"jawaban rumpang `{text}` bernilai {float(share * 100):g}% tidak dipakai")
        return short_key(rights, False, say)
    if kind in NUMBER:
        key = _interval(rights[0])
        if key is None or len(rights) > 1:
            raise Unusable(f"rumpang angka `{match[0][:60]}` tidak dapat dibaca")
        return key
    if kind in DROP:
        for text, share in answers:
            if 0 < share < ONE:
                say(f"pilihan rumpang `{text}` bernilai sebagian; kini salah")
        texts = [text for text, _ in answers]
        if len(rights) > 1 or len(set(texts)) < len(texts) or len(texts) < 2:
            raise Unusable(f"daftar pilihan rumpang `{match[0][:60]}` perlu satu kunci dan pilihan yang berbeda")
        return drop_key(texts, texts.index(rights[0]))
    raise Unusable(f"rumpang jenis `{kind}` tidak dikenal")


def _answers(written: str, say: Say) -> list[tuple[str, Fraction]]:
    found = []
    for piece in PIECE.findall(written):
        if not piece.strip():
            continue
        match = WEIGHT.match(piece.strip())
        share = Fraction(0)
        bare = piece.strip()
        if match is not None:
            share = Fraction(match[1]) / 100 if match[1] is not None else ONE
            bare = bare[match.end() :]
        text, sign, feedback = _split_feedback(bare)
        shown = " ".join(parse(UNESCAPE.sub(r"\1", text))[0].text.split())
        if sign and feedback.strip():
            said = " ".join(parse(UNESCAPE.sub(r"\1", feedback))[0].text.split())
            say(f"umpan balik rumpang `{shown}` tidak dipakai: {said}")
        found.append((shown, share))
    return found


def _split_feedback(text: str) -> tuple[str, str, str]:
    match = re.search(r"(?<!\\)#", text)
    return (text[: match.start()], "#", text[match.end() :]) if match is not None else (text, "", "")


def _interval(text: str) -> NumericKey | None:
    middle, colon, width = text.partition(":")
    value, tolerance = read_number(middle), read_number(width) if colon else Fraction(0)
    if value is None or tolerance is None:
        return None
    return numeric_key(value - abs(tolerance), value + abs(tolerance))


def write_field(blank: Blank) -> str:
    """A blank as an embedded answer, for HTML."""
    if isinstance(blank, NumericKey):
        middle, width = decimal((blank.low + blank.high) / 2), decimal((blank.high - blank.low) / 2)
        return f"{{1:NUMERICAL:={middle}:{width}}}"
    if isinstance(blank, TextKey):
        return f"{{1:SHORTANSWER:{'~'.join('=' + _escaped(text) for text in blank.accepted)}}}"
    assert isinstance(blank, DropKey)
    options = [("=" if o.key == blank.correct else "%0%") + _escaped(o.text) for o in blank.options]
    return f"{{1:MULTICHOICE:{'~'.join(options)}}}"


def _escaped(text: str) -> str:
    return re.sub(r'([}~#=\\"/])', r"\\\1", html.escape(text, quote=False))
