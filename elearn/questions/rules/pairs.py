"""Answers that are pairs, ``1=b``: matching, ordering, scales. What the page sends must not give the key away."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape

from elearn.content.model import Question
from elearn.questions.rules.base import Answer


def read_pairs(sent: Sequence[str], left: Mapping[str, str], right: Mapping[str, str]) -> Answer:
    """The pairs among those sent, in the order of ``left``. Both map what may be sent to the key that it means.

    A left side that comes with two right ones cannot come from our page and counts as not answered.
    """
    found: dict[str, set[str]] = {}
    for one in sent:
        name, _, value = one.partition("=")
        if name in left and value in right:
            found.setdefault(left[name], set()).add(right[value])
    return tuple(f"{key}={min(found[key])}" for key in dict.fromkeys(left.values()) if len(found.get(key, ())) == 1)


def as_dict(answer: Answer) -> dict[str, str]:
    """A canonical answer by its left sides."""
    return dict(pair.split("=", 1) for pair in answer)


def tokens(question: Question, named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What stands on the page for each key of ``named`` (key, text): keys follow source order, which may be the answer,
    so the page says a hash of the text instead. Equal texts are told apart by their place among each other.
    """
    found: dict[str, str] = {}
    times: dict[str, int] = {}
    for key, text in named:
        times[text] = times.get(text, 0) + 1
        found[key] = hashlib.sha256(f"{question.id}\n{times[text]}\n{text}".encode()).hexdigest()[:10]
    return found


def accepted(names: Mapping[str, str]) -> dict[str, str]:
    """Keys as themselves (a stored answer is read again), and what the page says for them."""
    return {key: key for key in names} | {token: key for key, token in names.items()}


def plain(html: str) -> str:
    """HTML as one line of text, for lists and statistics."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
