"""What the pages of marking show: never whose work it is, only a number that stays the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from elearn.assessment.service.pages import GradedAgain
from elearn.content.model import Course, Criterion, Quiz


class Cut(Protocol):
    """Which part of a list is shown."""

    @property
    def size(self) -> int: ...
    @property
    def offset(self) -> int: ...


Part = TypeVar("Part", bound=Cut)


@dataclass(frozen=True, slots=True)
class ToMark:
    """A line of the queue. ``participant`` is her number at this quiz; ``days`` she has waited; ``mine``: the actor has
    marked it, and another marker is asked for; ``second``: a second marker is asked for.
    """

    id: int
    quiz: str
    participant: int
    number: int
    submitted_at: datetime
    days: int
    mine: bool
    second: bool
    score: int | None


@dataclass(frozen=True, slots=True)
class QueuePage(Generic[Part]):
    """Attempts with essays: those that wait, the oldest first, or those marked. ``waiting`` counts those that wait."""

    course: Course
    marked: bool
    waiting: int
    lines: tuple[ToMark, ...]
    part: Part


@dataclass(frozen=True, slots=True)
class CourseQueue:
    """A course, and how many attempts wait in it."""

    slug: str
    title: str
    waiting: int


@dataclass(frozen=True, slots=True)
class GivenMark:
    """What one marker gave: ``who`` is Anda or Penilai 1, 2, …; points by criterion."""

    who: str
    points: Mapping[str, int]
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EssayToMark:
    """An essay as a marker sees it. ``chosen`` are her own points so far by criterion, as the fields send them;
    ``given`` are the marks that she may see.
    """

    id: str
    number: int
    stem_html: str
    text: str
    words: int
    bounds: str
    points: int
    rubric: tuple[Criterion, ...]
    chosen: Mapping[str, str]
    comment: str
    given: tuple[GivenMark, ...]


@dataclass(frozen=True, slots=True)
class MarkPage:
    """An attempt to mark. ``score`` in hundredths of a percent once it is final, and then a change needs a reason
    (``needs_reason``). ``markers`` are wanted, of whom ``done`` have marked; ``mine``: the actor is one of them. A
    second marker sees no score and no other's mark before she has marked.
    """

    id: int
    course: Course
    quiz: Quiz
    participant: int
    number: int
    submitted_at: datetime
    essays: tuple[EssayToMark, ...]
    score: int | None
    passed: bool | None
    pass_mark: int
    markers: int
    done: int
    mine: bool
    needs_reason: bool
    history: tuple[GradedAgain, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class SentMark:
    """What a form sends about one essay: the points chosen by criterion, and a comment."""

    points: Mapping[str, str]
    comment: str


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of a mark. ``final``: the attempt has its result; ``completed``: the course is completed by it;
    ``kept``: an older, better result stands; ``changed``: something was written at all; ``next_id``: what to mark next.
    """

    final: bool
    completed: bool
    kept: bool
    changed: bool
    next_id: int | None
