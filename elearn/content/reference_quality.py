"""The facts of ``mutu-kursus.yml``: when somebody counts as stopped, and of how few people no rate is told."""

from __future__ import annotations

from elearn.content.facts import Frame
from elearn.content.model import QualityTerms

LONGEST = 365  # days
MOST = 50  # people


def read_quality_terms(frame: Frame) -> QualityTerms:
    """How the quality of courses is measured. Raises BadValue."""
    row = frame.single("berhenti_hari", "paling_sedikit")
    return QualityTerms(
        row.whole("berhenti_hari", 1, LONGEST), row.whole("paling_sedikit", 1, MOST), row.source, row.unconfirmed
    )
