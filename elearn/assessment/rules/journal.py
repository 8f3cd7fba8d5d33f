"""The journal of answers: many events, one draft. Replays, two tabs and lost replies must all be harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from elearn.questions.rules import Answer

CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{8,36}")
MOST_IN_A_BATCH = 300
MOST_EVENTS = 5_000
HIGHEST_SEQ = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Sent:
    """One change as a page sent it: its number there, the question, and what was sent for it."""

    seq: int
    question: str
    value: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One change as received; ``id`` is the order of arrival."""

    id: int
    client_key: str
    seq: int
    question: str
    value: Answer


def fold(events: Iterable[Event]) -> dict[str, Answer]:
    """The answers as they stand: for each question the event received last wins, but one that its own page sent before
    another that has already arrived is stale and changes nothing.
    """
    answers: dict[str, Answer] = {}
    latest: dict[tuple[str, str], int] = {}
    for event in sorted(events, key=lambda event: event.id):
        place = (event.client_key, event.question)
        if event.seq > latest.get(place, -1):
            latest[place] = event.seq
            answers[event.question] = event.value
    return answers


def last_id(events: Iterable[Event]) -> int:
    """The newest event that a page shows (0: none): the page sends it back as its base."""
    return max((event.id for event in events), default=0)


def changes(
    events: Iterable[Event], posted: Mapping[str, Answer], *, client_key: str, base: int, after: int = 0
) -> list[Sent]:
    """What a form changed: only where it differs from what its page showed (events up to ``base``) or sent since.

    So a page left open in another tab never puts its old answers over newer ones, and a form sent twice changes
    nothing the second time. ``after`` is the highest number that the script of the page has given out (0 without
    script): what it sent before the form, and what arrives only after it, is older than the form.
    """
    known = list(events)
    shown = fold(event for event in known if event.id <= base or event.client_key == client_key)
    seq = max((event.seq for event in known if event.client_key == client_key), default=0)
    changed = [question for question, value in posted.items() if shown.get(question, ()) != value]
    return [Sent(max(seq, after) + place, question, posted[question]) for place, question in enumerate(changed, 1)]
