"""What a programme asks, whom it covers, and where somebody stands with it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from elearn.core.errors import Invalid

LONGEST_NAME, LONGEST_NOTE, LONGEST_REASON = 200, 2000, 500
MOST_MONTHS = 120


class State(StrEnum):
    """Where somebody stands with a programme."""

    LATE = "terlambat"
    RUNNING = "berjalan"
    UPCOMING = "belum-mulai"
    DONE = "selesai"
    EXEMPT = "dibebaskan"


STATE_WORDS: Mapping[State, tuple[str, str]] = MappingProxyType(
    {
        State.LATE: ("Terlambat", "bad"),
        State.RUNNING: ("Berjalan", "accent"),
        State.UPCOMING: ("Belum mulai", ""),
        State.DONE: ("Selesai", "good"),
        State.EXEMPT: ("Dibebaskan", ""),
    }
)
OWED = frozenset({State.LATE, State.RUNNING})


@dataclass(frozen=True, slots=True)
class Terms:
    """What a programme asks: all of ``courses`` (slugs) from one local date to another, both included. ``renews``: a
    course that no longer counts must be done again, and is asked for ``ahead`` days before its last day.
    """

    courses: tuple[str, ...]
    starts_on: date
    due_on: date
    renews: bool
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a programme covers: with ``everybody``, all who serve in the unit or below it (None: in any) with this
    status and a position that holds these words (empty: any); and always the persons named.
    """

    everybody: bool
    unit_id: int | None
    status: str
    position: str
    named: frozenset[int]


@dataclass(frozen=True, slots=True)
class Serving:
    """As what somebody serves today; ``units`` are hers and all above it (empty: she serves nowhere)."""

    person_id: int
    units: frozenset[int]
    status: str
    position: str


@dataclass(frozen=True, slots=True)
class Finished:
    """When a course was last completed, and the last day on which that counts (None: for good)."""

    on: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands: ``done`` of ``total`` courses count today; ``due_on`` the last day for what is missing;
    ``done_on`` the day on which the last one was completed (None: something is missing).
    """

    state: State
    due_on: date
    done: int
    total: int
    done_on: date | None

    @property
    def owed(self) -> bool:
        """Whether it is yet to be completed."""
        return self.state in OWED


def covers(target: Target, who: Serving) -> bool:
    """Whether a programme is for somebody."""
    if who.person_id in target.named:
        return True
    if not target.everybody or not who.units:
        return False
    within = target.unit_id is None or target.unit_id in who.units
    words = target.position.casefold()
    return within and target.status in ("", who.status) and words in who.position.casefold()


def standing(terms: Terms, finished: Mapping[str, Finished], *, exempt: bool, today: date) -> Standing:
    """Where somebody stands who finished these courses. What was completed before the programme began counts."""
    known = {slug: finished[slug] for slug in terms.courses if slug in finished}
    counts = {slug: each for slug, each in known.items() if not lapsed(terms, each, today)}
    missing = [slug for slug in terms.courses if slug not in counts]
    due = min((_due(terms, known.get(slug)) for slug in missing), default=terms.due_on)
    done_on = None if missing else max((each.on for each in counts.values()), default=terms.starts_on)
    return Standing(_state(terms, missing, due, exempt, today), due, len(counts), len(terms.courses), done_on)


def step(reminders: Iterable[int], due_on: date, today: date) -> int | None:
    """The reminder (days before the deadline, below zero after it) that a day calls for: the last one reached, so that
    a day on which nothing ran loses none. None: the deadline is far; who has not been told yet is told now.
    """
    return min((days for days in reminders if (due_on - today).days <= days), default=None)


def reminder_words(reminders: Iterable[int]) -> str:
    """When people are reminded, in words."""
    days = sorted(reminders, reverse=True)
    before = [str(each) for each in days if each > 0]
    after = [str(-each) for each in days if each < 0]
    said = [f"{listed(before)} hari sebelumnya"] if before else []
    said += ["pada harinya"] if 0 in days else []
    return listed([*said, *([f"{listed(after)} hari sesudahnya"] if after else [])])


def check_reason(text: str) -> str:
    """A reason in one line. Raises Invalid."""
    reason = " ".join(text.split())
    if not 5 <= len(reason) <= LONGEST_REASON:
        said = f"Tulis alasannya, 5 sampai {LONGEST_REASON} huruf."
        raise Invalid(said, {"alasan": said})
    return reason


def counted(standings: Iterable[Standing]) -> dict[State, int]:
    """How many stand where, in the order of State."""
    found = dict.fromkeys(State, 0)
    for each in standings:
        found[each.state] += 1
    return found


def listed(words: list[str]) -> str:
    """``A``, ``A dan B``, or ``A, B, dan C``."""
    last = ", dan " if len(words) > 2 else " dan "
    return last.join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def lapsed(terms: Terms, each: Finished, today: date) -> bool:
    """Whether a course must be done again."""
    return terms.renews and each.until is not None and each.until - timedelta(days=terms.ahead) < today


def _due(terms: Terms, before: Finished | None) -> date:
    """What was never done is due with the programme; what ran out, on its last day, but not before the programme."""
    return max(terms.due_on, before.until) if before and before.until else terms.due_on


def _state(terms: Terms, missing: list[str], due: date, exempt: bool, today: date) -> State:
    if exempt:
        return State.EXEMPT
    if not missing:
        return State.DONE
    if today > due:
        return State.LATE
    return State.UPCOMING if today < terms.starts_on else State.RUNNING
