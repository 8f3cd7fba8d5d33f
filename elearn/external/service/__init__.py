"""What can be done with training taken elsewhere, one function a use case."""

from elearn.external.service.evidence import (
    SCAN_JOB,
    Evidence,
    Stored,
    keep,
    own_evidence,
    own_file,
    scan_evidence,
    store,
)
from elearn.external.service.handing_in import NOT_EDITABLE, change, draft, send, withdraw
from elearn.external.service.pages import Happened, Listed, SubmissionPage, own_list, own_page, shown_facts

__all__ = [
    "NOT_EDITABLE",
    "SCAN_JOB",
    "Evidence",
    "Happened",
    "Listed",
    "Stored",
    "SubmissionPage",
    "change",
    "draft",
    "keep",
    "own_evidence",
    "own_file",
    "own_list",
    "own_page",
    "scan_evidence",
    "send",
    "shown_facts",
    "store",
    "withdraw",
]
