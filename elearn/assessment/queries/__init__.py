"""SELECTs about attempts, marks and regrades, by subject."""

from elearn.assessment.queries.attempts import (
    Lock,
    any_attempt,
    attempts_at,
    events,
    granted,
    ids_of,
    journals,
    own_attempt,
    owner_of,
    revealed,
    submitted,
    unsettled,
)
from elearn.assessment.queries.marking import Queue, markers_wanted, marks, next_to_mark, numbers, queue, queue_count
from elearn.assessment.queries.regrading import due_for_regrade, owners, regrades, versions_due

__all__ = [
    "Lock",
    "Queue",
    "any_attempt",
    "attempts_at",
    "due_for_regrade",
    "events",
    "granted",
    "ids_of",
    "journals",
    "markers_wanted",
    "marks",
    "next_to_mark",
    "numbers",
    "own_attempt",
    "owner_of",
    "owners",
    "queue",
    "queue_count",
    "regrades",
    "revealed",
    "submitted",
    "unsettled",
    "versions_due",
]
