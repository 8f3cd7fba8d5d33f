"""What can be done with certificates, one function a use case."""

from elearn.credentials.rules import Earned
from elearn.credentials.service.access import LONGEST_REASON
from elearn.credentials.service.issuing import PDF_JOB, issue_if_earned, reissue
from elearn.credentials.service.reading import (
    admin_page,
    download,
    for_completions,
    note_seen,
    of_person,
    running_out,
    verification,
)
from elearn.credentials.service.rendering import render_pdf
from elearn.credentials.service.results import (
    AdminPage,
    CertificateSummary,
    Download,
    IssuedCertificate,
    VerificationPage,
)
from elearn.credentials.service.revoking import reinstate, revoke
from elearn.credentials.service.templates import ShownTemplate, TemplatesPage, template_preview, templates_page
from elearn.credentials.service.signing import (
    MOST_AT_ONCE,
    Verdict,
    Waiting,
    accept_signed,
    count_waiting,
    note_export,
    release_waiting,
    waiting,
    waiting_one,
    write_unsigned,
)

__all__ = [
    "LONGEST_REASON",
    "MOST_AT_ONCE",
    "PDF_JOB",
    "AdminPage",
    "CertificateSummary",
    "Download",
    "Earned",
    "IssuedCertificate",
    "ShownTemplate",
    "TemplatesPage",
    "Verdict",
    "VerificationPage",
    "Waiting",
    "accept_signed",
    "admin_page",
    "count_waiting",
    "download",
    "for_completions",
    "issue_if_earned",
    "note_export",
    "note_seen",
    "of_person",
    "reinstate",
    "reissue",
    "release_waiting",
    "render_pdf",
    "revoke",
    "running_out",
    "template_preview",
    "templates_page",
    "verification",
    "waiting",
    "waiting_one",
    "write_unsigned",
]
