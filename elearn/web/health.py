"""What the operator's monitor asks: is the database there and upgraded, is there content, is work piling up."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from elearn.content.model import Catalogue
from elearn.jobs.models import Job

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
log = logging.getLogger("elearn.web")


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the installation; ``schema`` is ``terbaru``, ``perlu-ditingkatkan`` or ``tidak-terjangkau``."""

    schema: str
    courses: int
    findings: int
    jobs_waiting: int = 0
    jobs_failed: int = 0

    @property
    def good(self) -> bool:
        """Whether pages can be answered; a job that failed does not keep anybody from learning."""
        return self.schema == "terbaru"


def check(session: Session, catalogue: Catalogue) -> Health:
    """Look at everything once. An unreachable database is an answer here, not an error."""
    courses, findings = len(catalogue.courses), len(catalogue.findings)
    state = "tidak-terjangkau"
    try:
        session.execute(text("SELECT 1"))
        state = "perlu-ditingkatkan"  # also when the table of versions does not exist yet
        if session.scalar(text("SELECT version_num FROM alembic_version")) != newest_revision():
            return Health(state, courses, findings)
        # Only what is not done, by its index: the jobs of years would take longer to count every minute.
        unfinished = select(func.count(Job.id), func.count(Job.failed_at)).where(Job.done_at.is_(None))
        pending, failed = session.execute(unfinished).one()
    except SQLAlchemyError as error:
        log.error("health check: %s: %s", state, error)
        return Health(state, courses, findings)
    return Health("terbaru", courses, findings, pending - failed, failed)


@cache
def newest_revision() -> str | None:
    """The newest migration this code brings: files are numbered, and their history has no branches. Alembic, which
    would say the same, takes 15 MB with it.
    """
    return max((path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py")), default=None)
