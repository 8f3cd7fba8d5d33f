"""What can be done with training taken elsewhere, one function a use case."""

from elearn.external.service.base import YOUR_OWN
from elearn.external.service.deciding import NOT_WAITING, approve, cancel, correct, reject, send_back
from elearn.external.service.evidence import (
    SCAN_JOB,
    Evidence,
    Stored,
    admin_evidence,
    keep,
    own_evidence,
    own_file,
    scan_evidence,
    store,
)
from elearn.external.service.handing_in import NOT_EDITABLE, change, draft, send, withdraw
from elearn.external.service.pages import Happened, Listed, SubmissionPage, own_list, own_page, shown_facts
from elearn.external.service.queueing import (
    Queue,
    ReviewPage,
    count_queue,
    find_queue,
    list_queue,
    note_page,
    note_queue,
    review_page,
)

__all__ = [
    "NOT_EDITABLE",
    "NOT_WAITING",
    "SCAN_JOB",
    "YOUR_OWN",
    "Evidence",
    "Happened",
    "Listed",
    "Queue",
    "ReviewPage",
    "Stored",
    "SubmissionPage",
    "admin_evidence",
    "approve",
    "cancel",
    "change",
    "correct",
    "count_queue",
    "draft",
    "find_queue",
    "keep",
    "list_queue",
    "note_page",
    "note_queue",
    "own_evidence",
    "own_file",
    "own_list",
    "own_page",
    "reject",
    "review_page",
    "scan_evidence",
    "send",
    "send_back",
    "shown_facts",
    "store",
    "withdraw",
]
