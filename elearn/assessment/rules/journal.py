"""The journal of answers: many events, one draft. Replays, two tabs and lost replies must all be harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from elearn.core.identifiers import digest_of, readable_code
from elearn.questions.rules import Answer

CLIENT_KEY = re.compile(r"[A-Za-z0-9_-]{8,36}")
MOST_IN_A_BATCH = 300
MOST_EVENTS = 5_000
HIGHEST_SEQ = 1_000_000_000
LONGEST_AGE = timedelta(days=366)
RECEIPT_SYMBOLS = 8


@dataclass(frozen=True, slots=True)
class Sent:
    """One change as a page sent it: its number there, the question, and what was sent for it. ``base``: the newest
    event that the page had seen when the change was made; ``age``: how long ago that was, by the device's own count.
    """

    seq: int
    question: str
    value: tuple[str, ...]
    base: int = 0
    age: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Event:
    """One change as received; ``id`` is the order of arrival, ``made_at`` when the learner made it."""

    id: int
    client_key: str
    seq: int
    question: str
    value: Answer
    made_at: datetime


def made_at(sent: Sent, events: Iterable[Event], started_at: datetime, now: datetime) -> datetime:
    """When a change that arrives ``now`` was made. A device's clock may be wrong by hours, so only its steps are used;
    and whatever its page had seen before is older for certain, whatever any clock says.
    """
    age = min(max(sent.age, timedelta(0)), LONGEST_AGE)
    seen = max((event.made_at for event in events if event.id <= sent.base), default=started_at)
    return max(now - age, seen, started_at)


def standing(events: Iterable[Event]) -> dict[str, Event]:
    """The events that count: for each question the answer made last wins, even when an older one of another device
    arrives after it. One that its own page sent before another that is known is stale and changes nothing.
    """
    winners: dict[str, Event] = {}
    latest: dict[tuple[str, str], int] = {}
    for event in sorted(events, key=lambda event: (event.made_at, event.id)):
        place = (event.client_key, event.question)
        if event.seq > latest.get(place, -1):
            latest[place] = event.seq
            winners[event.question] = event
    return winners


def fold(events: Iterable[Event]) -> dict[str, Answer]:
    """The answers as they stand."""
    return {question: event.value for question, event in standing(events).items()}


def overruled(before: Mapping[str, Event], sent: Iterable[Sent], client_key: str) -> dict[str, Answer]:
    """Answers of other pages that these changes go against without having seen them, by question."""
    found = {}
    for one in sent:
        other = before.get(one.question)
        if other is not None and other.client_key != client_key and other.id > one.base and other.value != one.value:
            found[one.question] = other.value
    return found


def receipt(attempt_id: int, seed: str, answers: Mapping[str, Sequence[str]]) -> str:
    """The receipt of what was handed in, 8 symbols (40 bits): a digest of the attempt, its secret seed and its answers,
    so that it stays the same whenever it is asked for, and other answers would give another.
    """
    given = {question: list(value) for question, value in answers.items() if value}
    return readable_code(digest_of({"attempt": attempt_id, "seed": seed, "answers": given}), RECEIPT_SYMBOLS)


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
    return [
        Sent(max(seq, after) + place, question, posted[question], base) for place, question in enumerate(changed, 1)
    ]
