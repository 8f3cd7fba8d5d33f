"""Ordering: every step gets a place."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import cast

from elearn.content.model import OrderKey, Question, Scoring
from elearn.questions.rules import pairs
from elearn.questions.rules.base import (
    ALL,
    NONE,
    Answer,
    AskedChoice,
    AskedLine,
    Kind,
    Order,
    ReviewedLine,
    Shuffle,
)

TURNS = 30  # shuffles tried before the steps are merely turned


def key_of(question: Question) -> OrderKey:
    """The key of a question known to be an ordering."""
    return cast(OrderKey, question.key)


def _tokens(question: Question) -> dict[str, str]:
    return pairs.tokens(question, ((step.key, step.html) for step in key_of(question).steps))


def _places(question: Question) -> list[str]:
    return [str(place) for place in range(1, len(key_of(question).steps) + 1)]


def read(question: Question, sent: Sequence[str]) -> Answer:
    """The places given, in the order of the key's steps: the order on the page means nothing."""
    return pairs.read_pairs(sent, pairs.accepted(_tokens(question)), {place: place for place in _places(question)})


def _placed(question: Question, answer: Answer) -> dict[str, int]:
    """The place of each step that has one to itself."""
    given = {key: int(place) for key, place in pairs.as_dict(answer).items()}
    return {key: place for key, place in given.items() if list(given.values()).count(place) == 1}


def _followers(question: Question, answer: Answer) -> int:
    """How many steps stand directly after the step that comes before them."""
    placed = _placed(question, answer)
    steps = [step.key for step in key_of(question).steps]
    return sum(one in placed and other in placed and placed[other] == placed[one] + 1 for one, other in pairwise(steps))


def share(question: Question, answer: Answer) -> Fraction:
    """Neighbours that stand directly one after the other, of all neighbours; or all or nothing."""
    key = key_of(question)
    if key.scoring is Scoring.ALL_OR_NOTHING or len(key.steps) < 2:
        return ALL if answer and answer == right_answer(question) else NONE
    return Fraction(_followers(question, answer), len(key.steps) - 1)


def right(question: Question) -> tuple[str, ...]:
    """The steps in their order."""
    return tuple(f"{place}. {step.text}" for place, step in enumerate(key_of(question).steps, 1))


def right_answer(question: Question) -> Answer:
    """Every step in its place."""
    return tuple(f"{step.key}={place}" for place, step in enumerate(key_of(question).steps, 1))


def order(question: Question, _shuffle_options: bool, shuffled: Shuffle) -> Order:
    """The steps, always shuffled, and never as they should stand; every other order has the same chance."""
    steps = [step.key for step in key_of(question).steps]
    for turn in range(TURNS):
        mixed = [name.split()[0] for name in shuffled([f"{key} {turn}" if turn else key for key in steps])]
        if mixed != steps:
            return tuple(mixed)
    return (*steps[1:], *steps[:1])


def asked(question: Question, order: Order, answer: Answer) -> tuple[AskedLine, ...]:
    """A drop-down of places for each step."""
    names, given = _tokens(question), pairs.as_dict(answer)
    html = {step.key: step.html for step in key_of(question).steps}
    places = _places(question)
    return tuple(
        AskedLine(
            html[key], tuple(AskedChoice(f"{names[key]}={place}", place, given.get(key) == place) for place in places)
        )
        for key in order or tuple(html)
    )


def reviewed(question: Question, answer: Answer) -> tuple[ReviewedLine, ...]:
    """The steps in their order, each with the place that it was given."""
    given = pairs.as_dict(answer)
    return tuple(
        ReviewedLine(
            step.html,
            given.get(step.key, ""),
            str(place),
            "kosong" if step.key not in given else "benar" if given[step.key] == str(place) else "salah",
        )
        for place, step in enumerate(key_of(question).steps, 1)
    )


def sent(question: Question, answer: Answer) -> Answer:
    """The places as the page says them, in no order that tells anything."""
    names = _tokens(question)
    return tuple(sorted(f"{names[key]}={place}" for key, place in pairs.as_dict(answer).items()))


def summary(question: Question, answer: Answer) -> str:
    """What the share came from."""
    key = key_of(question)
    if key.scoring is Scoring.ALL_OR_NOTHING or len(key.steps) < 2:
        return "Soal ini bernilai hanya bila seluruh urutannya tepat."
    return (
        f"Langkah yang berada tepat sesudah langkah sebelumnya: {_followers(question, answer)} dari "
        f"{len(key.steps) - 1}."
    )


ORDER = Kind(
    "urut",
    "mengurutkan",
    read,
    share,
    right,
    right_answer,
    order,
    asked,
    reviewed,
    summary,
    sent,
    note="Pada soal mengurutkan, yang dihitung adalah langkah yang berada tepat sesudah langkah sebelumnya, "
    "kecuali bila soalnya meminta urutan yang seluruhnya tepat.",
)
