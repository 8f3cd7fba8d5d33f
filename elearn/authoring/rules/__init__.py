"""The rules of authoring: what changed between two versions, how that may be meant, and who publishes. Pure."""

from elearn.authoring.rules.access import may_author, may_upload
from elearn.authoring.rules.comparing import Change, Choice, Difference, ItemChange, compare
from elearn.authoring.rules.texts import question_changes, text_changes

__all__ = [
    "Change",
    "Choice",
    "Difference",
    "ItemChange",
    "compare",
    "may_author",
    "may_upload",
    "question_changes",
    "text_changes",
]
