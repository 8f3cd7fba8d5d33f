"""Whether the key that the check reads is the key that was meant: the last guard against a text that says another."""

from __future__ import annotations

from elearn.content.answers import normalise_text
from elearn.content.exchange.items import Answer, Blank, Choices, Gaps, Pairs, Ratings, Steps
from elearn.content.model import (
    AnswerKey,
    ChoiceKey,
    ClozeKey,
    DropKey,
    EssayKey,
    MatchKey,
    NumericKey,
    OrderKey,
    ScaleKey,
    Scoring,
    TextKey,
)  # fmt: skip


def same(meant: Answer, read: AnswerKey) -> bool:
    """Whether both accept the same answers for the same points."""
    if isinstance(meant, Choices):
        return (
            isinstance(read, ChoiceKey)
            and [option.right for option in meant.options] == [option.correct for option in read.options]
            and meant.multiple == read.multiple
            and (not read.multiple or meant.all_or_nothing == (read.scoring is Scoring.ALL_OR_NOTHING))
        )
    if isinstance(meant, Pairs):
        return isinstance(read, MatchKey) and _pairs(meant, read)
    if isinstance(meant, Steps):
        nothing = isinstance(read, OrderKey) and read.scoring is Scoring.ALL_OR_NOTHING
        return isinstance(read, OrderKey) and len(meant.steps) == len(read.steps) and meant.all_or_nothing == nothing
    if isinstance(meant, Gaps):
        return (
            isinstance(read, ClozeKey)
            and len(meant.blanks) == len(read.blanks)
            and all(map(_blank, meant.blanks, read.blanks))
        )
    if isinstance(meant, Ratings):
        return (
            isinstance(read, ScaleKey)
            and (meant.low, meant.high) == (read.low, read.high)
            and len(meant.statements) == len(read.statements)
        )
    if isinstance(meant, EssayKey):
        return isinstance(read, EssayKey) and meant == read
    return not isinstance(read, DropKey) and isinstance(read, TextKey | NumericKey) and _blank(meant, read)


def _pairs(meant: Pairs, read: MatchKey) -> bool:
    right = {label.key: _flat(label.text) for label in read.right}
    ours = [_flat(text) for _, text in meant.pairs]
    extra = {_flat(text) for text in meant.extra}
    return [right[left.right] for left in read.left] == ours and set(right.values()) == set(ours) | extra


def _blank(meant: Blank, read: Blank) -> bool:
    if isinstance(meant, NumericKey):
        return isinstance(read, NumericKey) and (meant.low, meant.high) == (read.low, read.high)
    if isinstance(meant, DropKey):
        return (
            isinstance(read, DropKey)
            and [_flat(o.text) for o in meant.options] == [_flat(o.text) for o in read.options]
            and meant.correct == read.correct
        )
    if not isinstance(read, TextKey) or meant.strict != read.strict:
        return False
    fold = _flat if meant.strict else normalise_text
    return {fold(text) for text in meant.accepted} == {fold(text) for text in read.accepted}


def _flat(text: str) -> str:
    return " ".join(text.split())
