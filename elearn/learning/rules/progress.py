"""Progress in a course: what is done, what is locked, where to go on. Pure.

Progress rows come in as ``Done``, keyed by the items' present ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from elearn.content.model import Course, Lesson, Quiz


@dataclass(frozen=True, slots=True)
class Done:
    """What a learner did with one item. ``item`` is the id under which it is stored (it may be a former one);
    ``again``: since when it must be read again, because it changed after she did it.
    """

    item: str
    done_on: date | None = None
    done_at: datetime | None = None
    best_score: int | None = None
    again: datetime | None = None

    @property
    def done(self) -> bool:
        return self.done_at is not None and self.again is None


Progress = Mapping[str, Done]


def by_present_id(course: Course, rows: Iterable[Done]) -> dict[str, Done]:
    """Stored progress under the items' present ids: a renamed item (``bekas:``) keeps what was done, a removed one is
    left out. Of two rows that meet in one item the earlier finish and the better score stand.
    """
    found: dict[str, Done] = {}
    for row in rows:
        item = course.find_item(row.item)
        if item is not None:
            found[item.id] = _merge(found[item.id], row) if item.id in found else row
    return found


def counts(course: Course, progress: Progress) -> tuple[int, int]:
    """How many of the required items are done, and how many there are."""
    required = course.required_items
    return sum(is_done(progress, item.id) for item in required), len(required)


def percent(course: Course, progress: Progress) -> int:
    """Whole percent of the required items done, rounded down: 100 only when all are."""
    done, required = counts(course, progress)
    return 100 * done // required if required else 0


def locks(course: Course, progress: Progress, *, completed: bool = False) -> dict[str, Lesson | Quiz]:
    """The locked items by id, each with the item that opens it: in a sequential course the first earlier required item
    not done. What is done stays open, and after completion everything is.
    """
    locked: dict[str, Lesson | Quiz] = {}
    opener: Lesson | Quiz | None = None
    if not course.sequential or completed:
        return locked
    for item in course.items:
        done = is_done(progress, item.id)
        if opener is not None and not done:
            locked[item.id] = opener
        if opener is None and item.required and not done:
            opener = item
    return locked


def lock_sentence(item: Lesson | Quiz, opener: Lesson | Quiz) -> str:
    """Why an item is locked, and what opens it."""
    kind = "kuis" if isinstance(opener, Quiz) else "materi"
    return f"“{item.title}” masih terkunci. Selesaikan dahulu {kind} “{opener.title}”."


def course_done(course: Course, progress: Progress) -> bool:
    """Whether every required item is done (a post-test is done only once passed). A course that requires nothing
    cannot be completed.
    """
    return bool(course.required_items) and all(is_done(progress, item.id) for item in course.required_items)


def resume(course: Course, progress: Progress) -> Lesson | Quiz | None:
    """Where to go on: the first required item not done, else the first optional one; None when nothing is left."""
    waiting = [item for item in course.items if not is_done(progress, item.id)]
    return next((item for item in waiting if item.required), waiting[0] if waiting else None)


def neighbours(course: Course, item_id: str) -> tuple[Lesson | Quiz | None, Lesson | Quiz | None]:
    """The items before and after this one, across modules."""
    items = course.items
    here = next(n for n, item in enumerate(items) if item.id == item_id)
    return (items[here - 1] if here else None), (items[here + 1] if here + 1 < len(items) else None)


def is_done(progress: Progress, item_id: str) -> bool:
    return item_id in progress and progress[item_id].done


def _merge(one: Done, other: Done) -> Done:
    first = other if _standing(other) < _standing(one) else one
    scores = [row.best_score for row in (one, other) if row.best_score is not None]
    return replace(first, best_score=max(scores, default=None))


def _standing(row: Done) -> tuple[bool, bool, float]:
    """What is done comes first, then what was done once, each by when."""
    return (not row.done, row.done_at is None, row.done_at.timestamp() if row.done_at else 0.0)
