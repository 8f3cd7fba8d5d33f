"""Pages for admins and trainers: lists, exports, the audit trail, jobs, content, courses."""

from elearn.reporting.views import (
    admin,
    audit,
    competencies,
    completions,
    dashboard,
    exports,
    incident,
    quality,
    recap,
    saved,
    schedules,
    siasn,
    siasn_reply,
    trainer,
)
from elearn.reporting.views.base import blueprint

__all__ = [
    "admin",
    "audit",
    "blueprint",
    "competencies",
    "completions",
    "dashboard",
    "exports",
    "incident",
    "quality",
    "recap",
    "saved",
    "schedules",
    "siasn",
    "siasn_reply",
    "trainer",
]
