"""GIFT: blocks to questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import partial

from elearn.content.exchange.answers import (
    ONE,
    Unusable,
    Weighed,
    plain_essay,
    short_key,
    spread_feedback,
    take_tags,
    true_false,
    usable_id,
    weighed_choices,
    weighed_text,
)  # fmt: skip
from elearn.content.exchange.formats import in_format
from elearn.content.exchange.gift_scan import Block, blocks, category_title, formatted, named, parts, show
from elearn.content.exchange.items import Answer, Asked, Bank, Pairs, Read, Steps, kind_name
from elearn.content.exchange.numbers import numeric_key, read_number
from elearn.content.exchange.report import Report
from elearn.content.exchange.texts import from_plain
from elearn.content.model import NumericKey, TextKey

WEIGHT = re.compile(r"^%(-?\d{1,3}(?:\.\d{0,7})?)%")
BLANK = "_____"
REMARK = re.compile(r"(?:^|\s)//.*$", re.MULTILINE)
ORDER_WORD = re.compile(r"\d+|[A-Z]+(?:_[A-Z]+)*|none|abc|ABCD|123|iii|IIII")
Say = Callable[[str], None]


def read_gift(text: str) -> Read:
    """All questions of a GIFT file, and what became of each block."""
    bank, report = Bank(), Report()
    pool = ""
    for block in blocks(text):
        if block.category is not None:
            pool = category_title(block.category)
            if not block.text:
                continue
        where = f"baris {block.line}"
        name, rest = named(block.text)
        if name and rest.startswith("//"):
            rest = rest.partition("\n")[2].strip()
        if name:
            where += f", soal `{name[:60]}`"
        asked = Asked(where, "", TextKey(("-",)), name, pool=pool, source=block.source)
        try:
            _Reader(asked, partial(report.changed, where)).read(block, rest)
        except Unusable as error:
            report.left(where, str(error), block.source)
            continue
        bank.questions.append(asked)
        report.taken(where, kind_name(asked.answer))
    return Read(bank, report)


class _Reader:
    """Reads one block into ``asked``."""

    def __init__(self, asked: Asked, say: Say) -> None:
        self.asked = asked
        self.say = say
        self.format = "moodle"

    def read(self, block: Block, text: str) -> None:
        known = take_tags(self.asked, block.tags, self.say)
        if block.ids:
            self.asked.id = usable_id(block.ids[0])
        start, end = text.find("{"), text.find("}")
        if start < 0 and end < 0:
            raise Unusable("keterangan tanpa jawaban, bukan soal; pindahkan ke materi atau pengantar kuis")
        if start < 0 or end < start:
            raise Unusable("kurung kurawal tidak berpasangan")
        after = text[end + 1 :].strip()
        if "{" in after or "}" in after:
            self.say("kurung kurawal sesudah jawaban dibiarkan sebagai teks")
        stem = (
            f"{text[:start].rstrip()} {BLANK}{'' if re.match(r'[.,;:?!)]', after) else ' '}{after}"
            if after
            else text[:start]
        )
        if after and not text[:start].strip():
            stem = f"{BLANK} {after}"
        self.format, shown = formatted(stem, "moodle")
        self.asked.stem = self._made(self.format, shown)
        if not self.asked.stem.strip():
            if not self.asked.name:
                raise Unusable("soal tanpa pertanyaan")
            self.asked.stem = from_plain(self.asked.name)
        answers, general = _split_general(text[start + 1 : end].strip())
        if general:
            self.asked.explanation = self.text(general)
        self.asked.answer = self._answer(answers, known)

    def text(self, raw: str) -> str:
        """A piece in its own format, or in the question's."""
        return self._made(*formatted(raw, self.format))

    def _made(self, kind: str, shown: str) -> str:
        return in_format(kind, shown, self.say, lambda source: "")

    def _answer(self, answers: str, known: dict[str, str]) -> Answer:
        if not answers:
            return plain_essay(self.say)
        if answers[0] == "#":
            return self._numeric(answers[1:].strip())
        if answers[0] == ">":
            return self._ordering(answers, known)
        if "~" in answers:
            return self._choices(answers, known)
        if "=" in answers and "->" in answers:
            return self._matching(answers)
        word, *comments = answers.split("#", 2)
        bare = REMARK.sub("", word).strip().upper()
        if bare in ("T", "TRUE", "F", "FALSE"):
            if word.strip().upper() != bare:
                self.say(f"komentar di dalam jawaban dihapus: {' '.join(show(word).split())[:80]}")
            wrong, right = ([self.text(comment) for comment in comments] + ["", ""])[:2]
            is_true = bare[0] == "T"
            return true_false(is_true, right if is_true else wrong, wrong if is_true else right)
        return self._short(answers, known)

    def _weighed(self, piece: str, default: Fraction) -> tuple[Fraction, str, str]:
        """The share, the raw answer and the feedback of one piece."""
        bare = piece.strip()
        match = WEIGHT.match(bare)
        share = Fraction(match[1]) / 100 if match is not None else default
        raw, _, comment = (bare[match.end() :] if match is not None else bare).partition("#")
        return share, raw.strip(), self.text(comment) if comment.strip() else ""

    def _choices(self, answers: str, known: dict[str, str]) -> Answer:
        single = "=" in answers
        found = []
        for piece in parts(answers.replace("=", "~="), "~"):
            bare = piece.strip()
            default = ONE if bare.startswith("=") else Fraction(0)
            share, raw, feedback = self._weighed(bare.removeprefix("="), default)
            found.append(Weighed(self.text(raw), share, feedback))
        if len(found) < 2:
            raise Unusable("soal pilihan memuat hanya satu pilihan")
        return weighed_choices(found, single, known.get("nilai") == "semua-atau-nol", self.say)

    def _short(self, answers: str, known: dict[str, str]) -> Answer:
        found = []
        for piece in parts(answers, "="):
            share, raw, feedback = self._weighed(piece, ONE)
            found.append(Weighed(formatted(raw, "plain")[1], share, feedback))
        return weighed_text(found, known.get("jawaban") == "persis", self.asked, self.say)

    def _matching(self, answers: str) -> Answer:
        pairs, extra = [], []
        for piece in parts(answers, "="):
            left, arrow, right = piece.partition("->")
            if not arrow:
                raise Unusable(f"pasangan tanpa `->`: {show(piece).strip()[:80]}")
            right_text = " ".join(show(right).split())
            if not right_text:
                raise Unusable("pasangan dengan sisi kanan kosong")
            if left.strip():
                pairs.append((self.text(left), right_text))
            else:
                extra.append(right_text)
        return Pairs(tuple(pairs), tuple(extra))

    def _ordering(self, answers: str, known: dict[str, str]) -> Answer:
        lead = answers[1:].split("\n")[0].partition("=")[0]
        if not all(ORDER_WORD.fullmatch(word) for word in lead.split()):
            lead = ""
        body = answers[1 + len(lead) :]
        pieces = parts(body, "=") if "=" in body else body.split("\n")
        nothing = known.get("nilai") == "semua-atau-nol" or "ALL_OR_NOTHING" in lead.split()
        return Steps(tuple(self.text(piece) for piece in pieces if piece.strip()), nothing)

    def _numeric(self, answers: str) -> Answer:
        answers, tilde, wrong = answers.partition("~")
        if tilde:
            self.asked.wrong = self.text(wrong.partition("#")[2])
        found: list[tuple[NumericKey, str]] = []
        for piece in parts(answers, "="):
            share, raw, feedback = self._weighed(piece, ONE)
            key = _interval(show(raw))
            if share < ONE:
                note = f"; umpan baliknya: {feedback}" if feedback else ""
                self.say(
                    f"jawaban `{show(raw)}` bernilai sebagian tidak dipakai: isian angka tidak mengenal nilai "
                    f"sebagian{note}"
                )
            elif key is None:
                raise Unusable(f"`{show(raw)[:60]}` bukan bilangan")
            else:
                found.append((key, feedback))
        if not found:
            raise Unusable("tidak ada bilangan yang benar")
        spread_feedback(self.asked, [feedback for _, feedback in found], [], self.say)
        if len({(key.low, key.high) for key, _ in found}) == 1:
            return found[0][0]
        if all(key.low == key.high for key, _ in found):
            return short_key([key.shown for key, _ in found], False, self.say)
        raise Unusable("lebih dari satu rentang bilangan yang benar")


def _split_general(answers: str) -> tuple[str, str]:
    before, sign, general = answers.rpartition("####")
    return (before.strip(), general.strip()) if sign else (answers, "")


def _interval(text: str) -> NumericKey | None:
    low, dots, high = text.partition("..")
    if dots:
        ends = read_number(low), read_number(high)
        return numeric_key(ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None
    middle, colon, width = text.partition(":")
    value, tolerance = read_number(middle), read_number(width) if colon else Fraction(0)
    if value is None or tolerance is None:
        return None
    return numeric_key(value - abs(tolerance), value + abs(tolerance))
