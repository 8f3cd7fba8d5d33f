"""Crediting, revoking and reading the competency record. Every function joins the caller's transaction."""

from elearn.competency.rules import Since, WholeRecord
from elearn.competency.service.appending import COMPETENCY, LEDGER, link
from elearn.competency.service.chain import Checked, bound_whole, head, verify
from elearn.competency.service.closing import close_year, people_to_close
from elearn.competency.service.exemptions import (
    Decided,
    ExemptionsPage,
    exempt,
    exemptions_page,
    withdraw_exemption,
)
from elearn.competency.service.heads import (
    DAILY_FOLDER,
    HEADS_JOB,
    HeadFile,
    UntrustedHeads,
    heads_handler,
    read_heads,
    schedule_heads,
    write_heads,
)
from elearn.competency.service.many import PersonYear, Served, years_of
from elearn.competency.service.posting import correct, credit, post, reinstate, revoke
from elearn.competency.service.reading import (
    recognised_today,
    record,
    rules_in_force,
    year_summary,
)
from elearn.competency.service.standing import standing
from elearn.competency.service.whole import changed_since, whole_record

__all__ = [
    "COMPETENCY",
    "DAILY_FOLDER",
    "HEADS_JOB",
    "LEDGER",
    "Checked",
    "Decided",
    "ExemptionsPage",
    "HeadFile",
    "PersonYear",
    "Served",
    "Since",
    "UntrustedHeads",
    "WholeRecord",
    "bound_whole",
    "changed_since",
    "close_year",
    "correct",
    "credit",
    "exempt",
    "exemptions_page",
    "head",
    "heads_handler",
    "link",
    "people_to_close",
    "post",
    "read_heads",
    "recognised_today",
    "record",
    "reinstate",
    "revoke",
    "rules_in_force",
    "schedule_heads",
    "standing",
    "verify",
    "whole_record",
    "withdraw_exemption",
    "write_heads",
    "year_summary",
    "years_of",
]
