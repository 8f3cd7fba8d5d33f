"""What can be done with certificates, one function a use case."""

from elearn.credentials.rules import Earned
from elearn.credentials.service.access import LONGEST_REASON
from elearn.credentials.service.batches import (
    BATCH_JOB,
    BUNDLES,
    Bundle,
    bundle,
    bundles_of,
    open_batch,
    request_batch,
    take_bundle,
)
from elearn.credentials.service.bundling import EXPIRY_JOB, bundle_path, make_bundle, remove_bundle
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
from elearn.credentials.service.renewal import (
    Decision,
    Renewal,
    decide,
    decisions,
    latest_decisions,
    reasons,
    renewal,
)
from elearn.credentials.service.results import (
    AdminPage,
    CertificateSummary,
    Download,
    IssuedCertificate,
    VerificationPage,
)
from elearn.credentials.service.revoking import reinstate, revoke
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
from elearn.credentials.service.templates import ShownTemplate, TemplatesPage, template_preview, templates_page

__all__ = [
    "BATCH_JOB",
    "BUNDLES",
    "EXPIRY_JOB",
    "LONGEST_REASON",
    "MOST_AT_ONCE",
    "PDF_JOB",
    "AdminPage",
    "Bundle",
    "CertificateSummary",
    "Decision",
    "Download",
    "Earned",
    "IssuedCertificate",
    "Renewal",
    "ShownTemplate",
    "TemplatesPage",
    "Verdict",
    "VerificationPage",
    "Waiting",
    "accept_signed",
    "admin_page",
    "bundle",
    "bundle_path",
    "bundles_of",
    "count_waiting",
    "decide",
    "decisions",
    "download",
    "for_completions",
    "issue_if_earned",
    "latest_decisions",
    "make_bundle",
    "note_export",
    "note_seen",
    "of_person",
    "open_batch",
    "reasons",
    "reinstate",
    "reissue",
    "release_waiting",
    "remove_bundle",
    "render_pdf",
    "renewal",
    "request_batch",
    "revoke",
    "running_out",
    "take_bundle",
    "template_preview",
    "templates_page",
    "verification",
    "waiting",
    "waiting_one",
    "write_unsigned",
]
