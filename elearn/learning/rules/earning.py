"""What finishing earns: shares of JP, learning days, the final score, and the warning before a cap. Pure.

JP are integer hundredths; scores hundredths of a percent; dates local.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate

from elearn.content.model import Course, Quiz, QuizPurpose
from elearn.learning.rules.progress import Progress

BY_COMPLETION = "hari-selesai"


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
