"""Each kind of Moodle question: from its element to an answer. ``KINDS`` is the registry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from xml.etree.ElementTree import Element

from elearn.content.exchange.answers import (
    ONE,
    Say,
    Unusable,
    Weighed,
    plain_essay,
    short_key,
    spread_feedback,
    true_false,
    weighed_choices,
    weighed_text,
)  # fmt: skip
from elearn.content.exchange.items import Asked, Blank, Gaps, Pairs, Steps
from elearn.content.exchange.moodle_cloze import FIELD, read_field
from elearn.content.exchange.numbers import numeric_key, read_number
from elearn.content.exchange.rubrics import html_rubric
from elearn.content.exchange.tree import parse
from elearn.content.exchange.writer import drop_key
from elearn.content.exchange.xml import attribute, child, children, text_of
from elearn.content.model import NumericKey, marker

NOT_ASKED = {
    "description": "keterangan tanpa jawaban, bukan soal; pindahkan ke materi atau pengantar kuis",
    "random": "soal acak dari kategori; tulis sebagai kolam dengan `Ambil:`",
}
PLACE = re.compile(r"\[\[(\d{1,2})(?: [^\]]*)?\]\]")


@dataclass(slots=True)
class Source:
    """What a kind's reader works with: the element, the question to fill, how texts are read, who hears of
    changes, and the tags that say how to mark it.
    """

    element: Element
    asked: Asked
    text: Callable[..., str]
    say: Say
    known: dict[str, str]

    def answers(self) -> list[Weighed]:
        """The ``<answer>`` elements with texts as Markdown."""
        return [
            Weighed(self.text(answer), share(answer), self.text(child(answer, "feedback")))
            for answer in children(self.element, "answer")
        ]

    def flag(self, name: str) -> bool:
        """Whether an element says true."""
        return text_of(child(self.element, name)).lower() in ("1", "true")


def share(answer: Element) -> Fraction:
    """The part of the points that an answer earns."""
    return (read_number(attribute(answer, "fraction", "0")) or Fraction(0)) / 100


def _choice(source: Source) -> None:
    kind = attribute(source.element, "type")
    multiple = kind in ("multichoiceset", "oumultiresponse") or text_of(child(source.element, "single")).lower() in (
        "0",
        "false",
    )
    nothing = kind == "multichoiceset" or source.known.get("nilai") == "semua-atau-nol"
    source.asked.answer = weighed_choices(source.answers(), not multiple, nothing, source.say)


def _true_false(source: Source) -> None:
    by_word = {text_of(child(answer, "text")).strip().lower(): answer for answer in children(source.element, "answer")}
    true, false = by_word.get("true"), by_word.get("false")
    if true is None or false is None:
        raise Unusable("soal benar/salah tanpa jawaban `true` dan `false`")
    feedback = [source.text(child(answer, "feedback")) for answer in (true, false)]
    source.asked.answer = true_false(share(true) > share(false), *feedback)


def _plain(element: Element) -> str:
    raw = text_of(child(element, "text")) or text_of(element)
    return " ".join(parse(raw)[0].text.split()) if attribute(element, "format") == "html" else " ".join(raw.split())


def _short(source: Source) -> None:
    found = [
        Weighed(" ".join(text_of(child(a, "text")).split()), share(a), source.text(child(a, "feedback")))
        for a in children(source.element, "answer")
    ]
    source.asked.answer = weighed_text(found, source.flag("usecase"), source.asked, source.say)


def _numeric(source: Source) -> None:
    keys: list[tuple[NumericKey, str]] = []
    for answer in children(source.element, "answer"):
        written, feedback = text_of(child(answer, "text")), source.text(child(answer, "feedback"))
        if written == "*":
            spread_feedback(source.asked, [], [feedback], source.say)
            continue
        value, width = read_number(written), read_number(text_of(child(answer, "tolerance")) or "0")
        key = numeric_key(value - abs(width), value + abs(width)) if value is not None and width is not None else None
        if share(answer) < ONE:
            said = f"; umpan baliknya: {feedback}" if feedback else ""
            source.say(
                f"jawaban `{written}` bernilai sebagian tidak dipakai: isian angka tidak mengenal nilai sebagian{said}"
            )
        elif key is None:
            raise Unusable(f"`{written[:60]}` bukan bilangan")
        else:
            keys.append((key, feedback))
    units = [text_of(child(unit, "unit_name")) for unit in children(child(source.element, "units"), "unit")]
    if any(units):
        source.say(f"satuan tidak dipakai (peserta mengisi angka saja): {', '.join(units)}")
    if not keys:
        raise Unusable("tidak ada bilangan yang benar")
    spread_feedback(source.asked, [feedback for _, feedback in keys], [], source.say)
    if len({(key.low, key.high) for key, _ in keys}) == 1:
        source.asked.answer = keys[0][0]
    elif all(key.low == key.high for key, _ in keys):
        source.asked.answer = short_key([key.shown for key, _ in keys], False, source.say)
    else:
        raise Unusable("lebih dari satu rentang bilangan yang benar")


def _matching(source: Source) -> None:
    pairs, extra = [], []
    for part in children(source.element, "subquestion"):
        left = source.text(part)
        answer = child(part, "answer")
        right = _plain(answer) if answer is not None else ""
        if not right:
            raise Unusable("pasangan dengan sisi kanan kosong")
        if left.strip():
            pairs.append((left, right))
        else:
            extra.append(right)
    source.asked.answer = Pairs(tuple(pairs), tuple(extra))


def _essay(source: Source) -> None:
    asked, element = source.asked, source.element
    rubric = html_rubric(text_of(child(child(element, "graderinfo"), "text")))
    key = plain_essay(source.say) if rubric is None else rubric
    if rubric is None and source.text(child(element, "graderinfo")):
        source.say(f"keterangan untuk penilai tidak dipakai: {source.text(child(element, 'graderinfo'))}")
    if source.text(child(element, "responsetemplate")):
        source.say(f"kerangka jawaban tidak dipakai: {source.text(child(element, 'responsetemplate'))}")
    if text_of(child(element, "attachments")) not in ("", "0"):
        source.say("lampiran berkas tidak dikenal: peserta menulis teks saja")
    bounds = [read_number(text_of(child(element, name))) for name in ("minwordlimit", "maxwordlimit")]
    low, high = [int(bound) if bound is not None and bound > 0 else None for bound in bounds]
    asked.answer = type(key)(low, high, key.rubric)


def _cloze(source: Source) -> None:
    blanks: list[Blank] = []

    def fields(raw: str) -> str:
        def field(match: re.Match[str]) -> str:
            blanks.append(read_field(match, source.say))
            return marker(len(blanks) - 1)

        return FIELD.sub(field, raw)

    source.asked.stem = source.text(child(source.element, "questiontext"), fields)
    if not blanks:
        raise Unusable("soal rumpang tanpa rumpang")
    source.asked.answer = Gaps(tuple(blanks))


def _selects(source: Source) -> None:
    """Words chosen from lists (``gapselect``) or dragged (``ddwtos``): each place becomes a drop-down of its group."""
    options: list[tuple[str, str]] = []
    for part in children(source.element, "selectoption", "dragbox"):
        options.append((_plain(part), text_of(child(part, "group")) or "1"))
    blanks: list[Blank] = []

    def place(match: re.Match[str]) -> str:
        number = int(match[1]) - 1
        if number not in range(len(options)):
            raise Unusable(f"rumpang `{match[0]}` tanpa pilihan")
        text, group = options[number]
        texts = list(dict.fromkeys(other for other, of in options if of == group))
        if len(texts) < 2:
            raise Unusable("daftar pilihan rumpang hanya satu")
        blanks.append(drop_key(texts, texts.index(text)))
        return marker(len(blanks) - 1)

    source.asked.stem = source.text(child(source.element, "questiontext"), lambda raw: PLACE.sub(place, raw))
    if not blanks:
        raise Unusable("soal rumpang tanpa rumpang")
    if attribute(source.element, "type") == "ddwtos":
        source.say("kata yang diseret kini dipilih dari daftar")
    source.asked.answer = Gaps(tuple(blanks))


def _ordering(source: Source) -> None:
    answers = [
        (read_number(attribute(a, "fraction", "0")) or Fraction(0), source.text(a))
        for a in children(source.element, "answer")
    ]
    if len({place for place, _ in answers}) == len(answers):
        answers.sort(key=lambda answer: answer[0])
    grading = text_of(child(source.element, "gradingtype"))
    nothing = grading in ("ALL_OR_NOTHING", "-1") or source.known.get("nilai") == "semua-atau-nol"
    if not nothing and grading not in ("", "RELATIVE_NEXT_EXCLUDE_LAST", "1"):
        source.say("cara menilai urutan diganti aturan situs: tetangga yang berurutan benar / (banyak langkah - 1)")
    source.asked.answer = Steps(tuple(text for _, text in answers), nothing)


KINDS: dict[str, Callable[[Source], None]] = {
    "multichoice": _choice, "multichoiceset": _choice, "oumultiresponse": _choice, "truefalse": _true_false,
    "shortanswer": _short, "numerical": _numeric, "matching": _matching, "ddmatch": _matching, "essay": _essay,
    "cloze": _cloze, "multianswer": _cloze, "gapselect": _selects, "ddwtos": _selects, "ordering": _ordering,
}  # fmt: skip
