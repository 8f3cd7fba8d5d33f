"""Whom an admin or a superior reminds of a programme by hand, and whom not. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from elearn.core.dates import date_text
from elearn.core.errors import Invalid
from elearn.people.rules.facts import tidy
from elearn.programmes.rules.standing import Standing, State

QUIET = timedelta(days=3)  # after a reminder, also an automatic one, nobody is reminded by hand for so long
LONGEST_MESSAGE = 280


class Why(StrEnum):
    """Why somebody is not reminded."""

    CLOSED = "nonaktif"
    DONE = "selesai"
    EXEMPT = "dibebaskan"
    UPCOMING = "belum-mulai"
    RECENT = "baru-diingatkan"


WHY_WORDS: Mapping[Why, str] = MappingProxyType(
    {
        Why.CLOSED: "akunnya nonaktif",
        Why.DONE: "sudah selesai",
        Why.EXEMPT: "dibebaskan",
        Why.UPCOMING: "belum mulai",
        Why.RECENT: f"sudah diberi tahu dalam {QUIET.days} hari terakhir, otomatis atau oleh seseorang",
    }
)
_STATES = {State.DONE: Why.DONE, State.EXEMPT: Why.EXEMPT, State.UPCOMING: Why.UPCOMING}


def obstacle(state: State, *, active: bool, told_at: datetime | None, now: datetime) -> Why | None:
    """Why somebody is not reminded now (None: she is). ``active``: her account is open; ``told_at``: when she was last
    told of the programme, in whatever way.
    """
    if not active:
        return Why.CLOSED
    recent = told_at is not None and now - told_at < QUIET
    return _STATES.get(state) or (Why.RECENT if recent else None)


def check_message(text: str) -> str:
    """What is said beside a reminder, in one line; empty: nothing. Raises Invalid."""
    message = tidy(text)
    if len(message) > LONGEST_MESSAGE:
        said = f"Pesan ini {len(message)} huruf. Ringkas menjadi paling banyak {LONGEST_MESSAGE} huruf."
        raise Invalid(said, {"pesan": said})
    return message


def limit_words(found: Standing) -> str:
    """By when, for somebody who has yet to complete it."""
    day = date_text(found.due_on)
    late = found.state is State.LATE
    return f"belum selesai, padahal batasnya {day}" if late else f"perlu Anda selesaikan paling lambat {day}"


def message_words(message: str) -> str:
    """A message as a sentence after another; empty without any."""
    return f" Pesan: “{message}”" if message else ""
