"""Matching: each left side has one right side among a list that may hold more."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from elearn.content.model import MatchKey, Question
from elearn.questions.rules import pairs
from elearn.questions.rules.base import (
    NONE,
    Answer,
    AskedChoice,
    AskedLine,
    Kind,
    Order,
    ReviewedLine,
    Shuffle,
)


def key_of(question: Question) -> MatchKey:
    """The key of a question known to be a matching."""
    return cast(MatchKey, question.key)


def _tokens(question: Question) -> dict[str, str]:
    return pairs.tokens(question, ((label.key, label.text) for label in key_of(question).right))


def read(question: Question, sent: Sequence[str]) -> Answer:
    """The pairs chosen, in the order of the left sides."""
    left = {side.key: side.key for side in key_of(question).left}
    return pairs.read_pairs(sent, left, pairs.accepted(_tokens(question)))


def _right_pairs(question: Question, answer: Answer) -> int:
    chosen = pairs.as_dict(answer)
    return sum(chosen.get(side.key) == side.right for side in key_of(question).left)


def share(question: Question, answer: Answer) -> Fraction:
    """Right pairs of all pairs."""
    count = len(key_of(question).left)
    return Fraction(_right_pairs(question, answer), count) if count else NONE


def right(question: Question) -> tuple[str, ...]:
    """The pairs as text."""
    key = key_of(question)
    texts = {label.key: label.text for label in key.right}
    return tuple(f"{pairs.plain(side.html)} → {texts[side.right]}" for side in key.left)


def right_answer(question: Question) -> Answer:
    """Every pair."""
    return tuple(f"{side.key}={side.right}" for side in key_of(question).left)


def order(question: Question, _shuffle_options: bool, shuffled: Shuffle) -> Order:
    """The right sides, always shuffled: as written they would stand beside their left sides."""
    return tuple(shuffled([label.key for label in key_of(question).right]))


def asked(question: Question, order: Order, answer: Answer) -> tuple[AskedLine, ...]:
    """A drop-down for each left side."""
    key, names, chosen = key_of(question), _tokens(question), pairs.as_dict(answer)
    texts = {label.key: label.text for label in key.right}
    return tuple(
        AskedLine(
            side.html,
            tuple(
                AskedChoice(f"{side.key}={names[one]}", texts[one], chosen.get(side.key) == one)
                for one in order or tuple(texts)
            ),
        )
        for side in key.left
    )


def reviewed(question: Question, answer: Answer) -> tuple[ReviewedLine, ...]:
    """Each left side with what was chosen and what belongs to it."""
    key, chosen = key_of(question), pairs.as_dict(answer)
    texts = {label.key: label.text for label in key.right}
    return tuple(
        ReviewedLine(
            side.html,
            texts.get(chosen.get(side.key, ""), ""),
            texts[side.right],
            "kosong" if side.key not in chosen else "benar" if chosen[side.key] == side.right else "salah",
        )
        for side in key.left
    )


def sent(question: Question, answer: Answer) -> Answer:
    """The pairs as the page says them."""
    names = _tokens(question)
    return tuple(f"{left}={names[one]}" for left, one in pairs.as_dict(answer).items())


def summary(question: Question, answer: Answer) -> str:
    """How many pairs are right."""
    return f"Pasangan yang tepat: {_right_pairs(question, answer)} dari {len(key_of(question).left)}."


MATCH = Kind(
    "jodoh",
    "menjodohkan",
    read,
    share,
    right,
    right_answer,
    order,
    asked,
    reviewed,
    summary,
    sent,
    note="Pada soal menjodohkan, nilainya sebanding dengan jumlah pasangan yang tepat.",
)
