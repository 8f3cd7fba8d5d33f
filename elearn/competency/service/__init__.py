"""Crediting, revoking and reading the competency record. Every function joins the caller's transaction."""

from elearn.competency.service.appending import COMPETENCY, LEDGER, link
from elearn.competency.service.chain import head
from elearn.competency.service.posting import correct, credit, post, reinstate, revoke
from elearn.competency.service.reading import recognised_today, record, rules_in_force, year_summary
from elearn.competency.service.standing import standing

__all__ = [
    "COMPETENCY",
    "LEDGER",
    "correct",
    "credit",
    "head",
    "link",
    "post",
    "recognised_today",
    "record",
    "reinstate",
    "revoke",
    "rules_in_force",
    "standing",
    "year_summary",
]
