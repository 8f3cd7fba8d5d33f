"""The rules of learning: progress, what it earns, access to courses, and search. Pure."""

from elearn.learning.rules.access import unmet_prerequisites, visible
from elearn.learning.rules.earning import (
    BY_COMPLETION,
    CapWarning,
    cap_warning,
    final_score,
    jp_shares,
    learning_days,
    module_shares,
    pending,
)
from elearn.learning.rules.progress import (
    Done,
    Progress,
    by_present_id,
    counts,
    course_done,
    is_done,
    lock_sentence,
    locks,
    neighbours,
    percent,
    resume,
)
from elearn.learning.rules.search import JP_BANDS, JpBand, Mine, Search, folded, matches

__all__ = [
    "BY_COMPLETION",
    "JP_BANDS",
    "CapWarning",
    "Done",
    "JpBand",
    "Mine",
    "Progress",
    "Search",
    "by_present_id",
    "cap_warning",
    "counts",
    "course_done",
    "final_score",
    "folded",
    "is_done",
    "jp_shares",
    "learning_days",
    "lock_sentence",
    "locks",
    "matches",
    "module_shares",
    "neighbours",
    "pending",
    "percent",
    "resume",
    "unmet_prerequisites",
    "visible",
]
