"""Which questions an attempt asks, and in which order its options stand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from elearn.content.model import Question, Quiz, QuizBody
from elearn.questions.rules import kind_of

Drawable = TypeVar("Drawable")
NOTHING_SEEN: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class DrawnQuestion:
    """A question as it was shown: its id, and the keys of its options in the order shown (empty: no options)."""

    id: str
    options: tuple[str, ...] = ()


Drawn = tuple[DrawnQuestion, ...]


def shuffled(seed: str, label: str, things: Iterable[Drawable], name: Callable[[Drawable], str]) -> list[Drawable]:
    """``things`` in an order that depends only on the seed, the label and their names: sorted by a hash, because the
    standard library may shuffle otherwise in its next version.
    """
    return sorted(things, key=lambda thing: hashlib.sha256(f"{seed}\n{label}\n{name(thing)}".encode()).digest())


def leaves_out(body: QuizBody) -> bool:
    """Whether an attempt asks only some of the questions, so that it matters which were seen before."""
    return any(pool.asked < len(pool.questions) for pool in body.pools)


def draw(body: QuizBody, quiz: Quiz, seed: str, seen: Mapping[str, int] = NOTHING_SEEN) -> Drawn:
    """The questions of one attempt. Pools keep their order. A pool that asks fewer than it has gives each of its
    questions the same chance, but those that this person saw less often (``seen``: how often, by id) come first: none
    is repeated while the pool holds one that she never saw. Without ``acak: soal`` the questions drawn stand as the
    trainer wrote them; with it they are shuffled within their pool. How options stand is the business of each kind
    (``Kind.order``).
    """
    drawn: list[DrawnQuestion] = []
    for pool in body.pools:
        lot = shuffled(seed, f"kolam {pool.id}", pool.questions, lambda question: question.id)
        lot = sorted(lot, key=lambda question: seen.get(question.id, 0))[: pool.asked]
        if not quiz.shuffle_questions:
            chosen = {question.id for question in lot}
            lot = [question for question in pool.questions if question.id in chosen]
        drawn += [DrawnQuestion(question.id, _option_order(question, quiz, seed)) for question in lot]
    return tuple(drawn)


def _option_order(question: Question, quiz: Quiz, seed: str) -> tuple[str, ...]:
    def mixed(keys: Sequence[str]) -> list[str]:
        return shuffled(seed, f"pilihan {question.id}", keys, str)

    return kind_of(question).order(question, quiz.shuffle_options, mixed)


def to_rows(drawn: Drawn) -> list[dict[str, Any]]:
    """A draw as ``Attempt.drawn`` keeps it."""
    return [{"id": question.id, "options": list(question.options)} for question in drawn]


def from_rows(rows: Sequence[dict[str, Any]]) -> Drawn:
    """The draw that ``Attempt.drawn`` keeps."""
    return tuple(DrawnQuestion(row["id"], tuple(row["options"])) for row in rows)
