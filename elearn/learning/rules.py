"""Progress, locks, completion and what it earns. Pure: progress rows come in as ``Done`` by the item's present id.

JP are integer hundredths; scores hundredths of a percent; dates local.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from itertools import accumulate

from elearn.content.model import Catalogue, Course, CourseStatus, Lesson, Quiz, QuizPurpose

BY_COMPLETION = "hari-selesai"


@dataclass(frozen=True, slots=True)
class Done:
    """What a learner did with one item. ``item`` is the id under which it is stored (it may be a former one)."""

    item: str
    done_on: date | None = None
    done_at: datetime | None = None
    best_score: int | None = None

    @property
    def done(self) -> bool:
        return self.done_at is not None


Progress = Mapping[str, Done]


@dataclass(frozen=True, slots=True)
class CapWarning:
    """Finishing an item today would pass the day's cap: of its ``share`` only ``today`` hundredths would count, but
    ``tomorrow`` on a fresh day. ``used`` of ``cap`` is taken already.
    """

    cap: int
    used: int
    share: int
    today: int
    tomorrow: int

    @property
    def saved(self) -> int:
        """What waiting until tomorrow saves."""
        return self.tomorrow - self.today


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


def jp_shares(course: Course) -> dict[str, int]:
    """The hundredths of JP that each required item earns, by its minutes; their sum is exactly the course's JP.

    Rounded cumulatively: an item gets the difference of two rounded-down running sums, so no hundredth is lost or
    made. When no required item has minutes, they count alike.
    """
    items = course.required_items
    weights = [item.minutes for item in items]
    if not sum(weights):
        weights = [1] * len(items)
    total = sum(weights)
    marks = [0, *(course.jp * running // total for running in accumulate(weights))] if items else [0]
    return {item.id: marks[n + 1] - marks[n] for n, item in enumerate(items)}


def module_shares(course: Course) -> tuple[tuple[str, int], ...]:
    """The title of each module with required items and the JP these earn: the certificate's back page."""
    shares = jp_shares(course)
    return tuple(
        (module.title, sum(shares[item.id] for item in module.items if item.required))
        for module in course.modules
        if any(item.required for item in module.items)
    )


def percent(course: Course, progress: Progress) -> int:
    """Whole percent of the required items done, rounded down: 100 only when all are."""
    required = course.required_items
    return 100 * sum(_is_done(progress, item.id) for item in required) // len(required) if required else 0


def locks(course: Course, progress: Progress, *, completed: bool = False) -> dict[str, Lesson | Quiz]:
    """The locked items by id, each with the item that opens it: in a sequential course the first earlier required item
    not done. What is done stays open, and after completion everything is.
    """
    locked: dict[str, Lesson | Quiz] = {}
    opener: Lesson | Quiz | None = None
    if not course.sequential or completed:
        return locked
    for item in course.items:
        done = _is_done(progress, item.id)
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
    return bool(course.required_items) and all(_is_done(progress, item.id) for item in course.required_items)


def final_score(course: Course, progress: Progress) -> int | None:
    """The mean of the best scores of the required post-tests weighted by ``bobot``, in hundredths of a percent, rounded
    down. None without such a post-test; one never taken counts 0.
    """
    tests = [q for q in course.required_items if isinstance(q, Quiz) and q.purpose is QuizPurpose.POST_TEST]
    weight = sum(test.weight for test in tests)
    if not weight:
        return None
    scores = ((progress[t.id].best_score or 0) * t.weight if t.id in progress else 0 for t in tests)
    return int(Fraction(sum(scores), weight))


def learning_days(course: Course, progress: Progress, basis: str, completed_on: date) -> tuple[tuple[date, int], ...]:
    """The JP of each local day on which required items were finished, in order; the sum is the course's JP.

    Under the basis ``hari-selesai`` all of it falls on the day of completion.
    """
    if not course.jp:
        return ()
    if basis == BY_COMPLETION:
        return ((completed_on, course.jp),)
    days: dict[date, int] = defaultdict(int)
    for item_id, share in jp_shares(course).items():
        days[progress[item_id].done_on or completed_on] += share
    return tuple(sorted((day, jp) for day, jp in days.items() if jp))


def resume(course: Course, progress: Progress) -> Lesson | Quiz | None:
    """Where to go on: the first required item not done, else the first optional one; None when nothing is left."""
    waiting = [item for item in course.items if not _is_done(progress, item.id)]
    return next((item for item in waiting if item.required), waiting[0] if waiting else None)


def neighbours(course: Course, item_id: str) -> tuple[Lesson | Quiz | None, Lesson | Quiz | None]:
    """The items before and after this one, across modules."""
    items = course.items
    here = next(n for n, item in enumerate(items) if item.id == item_id)
    return (items[here - 1] if here else None), (items[here + 1] if here + 1 < len(items) else None)


def pending(course: Course, progress: Progress, on: date) -> int:
    """JP of required items finished on a day in a course not yet completed: they reach the ledger only then."""
    return sum(
        jp for item_id, jp in jp_shares(course).items() if item_id in progress and progress[item_id].done_on == on
    )


def cap_warning(*, cap: int | None, used: int, share: int) -> CapWarning | None:
    """A warning when finishing an item worth ``share`` today would lose JP that tomorrow would keep; None otherwise."""
    if cap is None:
        return None
    today = min(share, max(0, cap - used))
    tomorrow = min(share, cap)
    return CapWarning(cap, used, share, today, tomorrow) if tomorrow > today else None


def unmet_prerequisites(catalogue: Catalogue, course: Course, completed: Iterable[str]) -> tuple[Course, ...]:
    """Prerequisite courses still to be completed. One that nobody can take any more (not published) binds nobody."""
    done = set(completed)
    known = (catalogue.courses.get(slug) for slug in course.prerequisites)
    return tuple(c for c in known if c and c.status is CourseStatus.PUBLISHED and c.slug not in done)


def visible(course: Course, *, taken: bool) -> bool:
    """Published courses are for everybody, archived ones for those who took them, drafts for nobody yet."""
    return course.status is CourseStatus.PUBLISHED or (course.status is CourseStatus.ARCHIVED and taken)


def _is_done(progress: Progress, item_id: str) -> bool:
    return item_id in progress and progress[item_id].done


def _merge(one: Done, other: Done) -> Done:
    first = one
    if other.done_at is not None and (one.done_at is None or other.done_at < one.done_at):
        first = other
    scores = [row.best_score for row in (one, other) if row.best_score is not None]
    return Done(first.item, first.done_on, first.done_at, max(scores, default=None))
