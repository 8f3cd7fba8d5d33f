"""Grading an old attempt by a corrected key: what of a newer version of a question applies to an older one.

The learner's answer names the options of the version that she saw. So a key moves over only where each of these options
(sides, steps) is found again by its text; they may stand in another order. What was shown to her is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from elearn.content.model import (
    AnswerKey,
    Blank,
    ChoiceKey,
    ClozeKey,
    DropKey,
    Label,
    MatchKey,
    NumericKey,
    OrderKey,
    Question,
    QuizBody,
    TextKey,
)
from elearn.questions.rules import kind_of

Part = TypeVar("Part")


def rekeyed(shown: QuizBody, newer: QuizBody) -> QuizBody:
    """The quiz as it was shown, with the keys, points and explanations that a newer version has for its questions.

    A question that is gone, or changed so that its key does not apply (see ``corrected``), stays as it was.
    """
    known = {question.id: question for question in newer.questions()}

    def mended(question: Question) -> Question:
        return (corrected(question, known[question.id]) or question) if question.id in known else question

    return replace(
        shown, pools=tuple(replace(pool, questions=tuple(map(mended, pool.questions))) for pool in shown.pools)
    )


def corrected(old: Question, new: Question) -> Question | None:
    """The old question with the key of the new one; None when that cannot be: another kind, or other options."""
    if old.kind != new.kind or kind_of(old).marked:
        return None
    key = _moved(old.key, new.key)
    if key is None:
        return None
    return replace(
        old,
        key=key,
        points=new.points,
        hint_html=new.hint_html,
        explanation_html=new.explanation_html,
        right_html=new.right_html,
        wrong_html=new.wrong_html,
    )


def values_differ(old: Question, new: Question) -> bool:
    """Whether an answer may earn otherwise by the new version: its key or its points differ, not just its words."""
    mended = corrected(old, new)
    if mended is None:
        return False
    return mended.points != old.points or _bare(mended.key) != _bare(old.key)


def _bare(key: AnswerKey) -> AnswerKey:
    """A choice without its feedback; everything else as it is."""
    if not isinstance(key, ChoiceKey):
        return key
    return replace(key, options=tuple(replace(option, feedback_html="") for option in key.options))


def _moved(old: AnswerKey, new: AnswerKey) -> AnswerKey | None:
    if isinstance(old, ChoiceKey) and isinstance(new, ChoiceKey):
        return _choice(old, new)
    if isinstance(old, MatchKey) and isinstance(new, MatchKey):
        return _match(old, new)
    if isinstance(old, OrderKey) and isinstance(new, OrderKey):
        return _order(old, new)
    if isinstance(old, ClozeKey) and isinstance(new, ClozeKey):
        return _cloze(old, new)
    return new if isinstance(old, TextKey | NumericKey) and type(old) is type(new) else None


def _paired(old: Sequence[Part], new: Sequence[Part], text: Callable[[Part], str]) -> list[tuple[Part, Part]] | None:
    """Old and new parts of the same text, in the order of the new ones; None unless each has exactly one partner."""
    before = {_plain(text(part)): part for part in old}
    after = [(_plain(text(part)), part) for part in new]
    names = [name for name, _ in after]
    if len(set(names)) != len(names) or set(names) != set(before) or len(before) != len(old):
        return None
    return [(before[name], part) for name, part in after]


def _plain(html: str) -> str:
    return " ".join(html.split()).casefold()


def _choice(old: ChoiceKey, new: ChoiceKey) -> ChoiceKey | None:
    pairs = _paired(old.options, new.options, lambda option: option.html)
    if pairs is None:
        return None
    after = {mine.key: theirs for mine, theirs in pairs}
    options = tuple(
        replace(option, correct=after[option.key].correct, feedback_html=after[option.key].feedback_html)
        for option in old.options
    )
    return replace(old, options=options, scoring=new.scoring)


def _match(old: MatchKey, new: MatchKey) -> MatchKey | None:
    left = _paired(old.left, new.left, lambda side: side.html)
    right = _paired(old.right, new.right, lambda label: label.text)
    if left is None or right is None:
        return None
    mine = {theirs.key: own.key for own, theirs in right}
    after = {own.key: mine[theirs.right] for own, theirs in left}
    return replace(old, left=tuple(replace(side, right=after[side.key]) for side in old.left))


def _order(old: OrderKey, new: OrderKey) -> OrderKey | None:
    pairs = _paired(old.steps, new.steps, lambda step: step.html)
    return None if pairs is None else replace(old, steps=tuple(own for own, _ in pairs), scoring=new.scoring)


def _cloze(old: ClozeKey, new: ClozeKey) -> ClozeKey | None:
    if len(old.blanks) != len(new.blanks):
        return None
    blanks = [_blank(before, after) for before, after in zip(old.blanks, new.blanks, strict=True)]
    found = tuple(blank for blank in blanks if blank is not None)
    return replace(old, blanks=found) if len(found) == len(old.blanks) else None


def _blank(old: Blank, new: Blank) -> Blank | None:
    if not isinstance(old, DropKey) or not isinstance(new, DropKey):
        return None if isinstance(old, DropKey) or isinstance(new, DropKey) else new
    pairs = _paired(old.options, new.options, _text)
    if pairs is None:
        return None
    return replace(old, correct=next(own.key for own, theirs in pairs if theirs.key == new.correct))


def _text(label: Label) -> str:
    return label.text
