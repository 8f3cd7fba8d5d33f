"""The rules of reports: what is asked for, who is stuck, and the audit trail in plain words. Pure."""

from elearn.reporting.rules.exposed import exposed_data
from elearn.reporting.rules.filters import (
    AUDIT_DAYS,
    AuditFilter,
    CompetencyFilter,
    CompletionFilter,
    IncidentFilter,
    Order,
    Shown,
    check_period,
    check_year,
)
from elearn.reporting.rules.job_words import job_words
from elearn.reporting.rules.progress import QUIET_DAYS, done_item_ids, limited_quizzes, quiet_since, renamed_items
from elearn.reporting.rules.words import ACTIONS, action_words, detail_words

__all__ = [
    "ACTIONS",
    "AUDIT_DAYS",
    "QUIET_DAYS",
    "AuditFilter",
    "CompetencyFilter",
    "CompletionFilter",
    "IncidentFilter",
    "Order",
    "Shown",
    "action_words",
    "check_period",
    "check_year",
    "detail_words",
    "done_item_ids",
    "exposed_data",
    "job_words",
    "limited_quizzes",
    "quiet_since",
    "renamed_items",
]
