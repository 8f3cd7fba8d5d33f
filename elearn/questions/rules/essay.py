"""Essay: a longer text that a trainer marks by a rubric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import cast

from elearn.content.model import EssayKey, Question
from elearn.questions.rules.base import NONE, Answer, Kind
from elearn.questions.rules.text import clean

LONGEST = 20_000
EXAMPLE = "Saya menyusun rencana, menyepakatinya dengan rekan, lalu mengukur hasilnya setiap bulan."


def key_of(question: Question) -> EssayKey:
    """The key of a question known to be an essay."""
    return cast(EssayKey, question.key)


def read(_question: Question, sent: Sequence[str]) -> Answer:
    """The text, at most LONGEST characters, with plain line ends: a form sends CRLF, a script LF."""
    typed = clean(sent[0], LONGEST) if sent else ""
    return (typed,) if typed else ()


def share(_question: Question, _answer: Answer) -> Fraction:
    """Nothing until it is marked; then ``mark_share`` says it."""
    return NONE


def mark_share(question: Question, points: Mapping[str, int]) -> Fraction:
    """The share that a marker's points (by criterion key) come to: weight/100 x points/highest points, summed.

    A criterion without points earns nothing; points beyond a criterion's highest or below 0 are taken as that bound.
    """
    return sum(
        (
            Fraction(criterion.weight, 100) * Fraction(min(max(points.get(criterion.key, 0), 0), highest), highest)
            for criterion in key_of(question).rubric
            if (highest := max((level.points for level in criterion.levels), default=0)) > 0
        ),
        NONE,
    )


def right(_question: Question) -> tuple[str, ...]:
    """No text is the right one."""
    return ()


def right_answer(question: Question) -> Answer:
    """A text of a fitting length, for demonstrations and tests."""
    words = EXAMPLE.split()
    count = max(key_of(question).fewest_words or 0, len(words))
    return (" ".join(words[place % len(words)] for place in range(count)),)


def summary(_question: Question, answer: Answer) -> str:
    """How long the text is."""
    return f"Panjang jawaban: {len(answer[0].split())} kata." if answer else ""


ESSAY = Kind(
    "esai",
    "esai",
    read,
    share,
    right,
    right_answer,
    summary=summary,
    note="Esai dinilai oleh pengajar menurut rubriknya, jadi nilai akhir menunggu penilaian itu.",
    marked=True,
)
