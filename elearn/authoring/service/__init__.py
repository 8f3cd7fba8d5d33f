"""The use cases of the trainer's room. Every function joins the caller's transaction."""

from elearn.authoring.service.base import Draft, draft_of
from elearn.authoring.service.history import History, PublishedLine, history
from elearn.authoring.service.planning import Plan, PlannedItem, make_plan
from elearn.authoring.service.previewing import (
    PreviewedModule,
    PreviewedPool,
    PreviewedQuiz,
    Trial,
    TrialResult,
    graded,
    lesson_page,
    outline,
    quiz_page,
    trial,
)
from elearn.authoring.service.publishing import publish, restore
from elearn.authoring.service.uploading import UploadPlan, discard, download, receive, replace_folder, upload_plan

__all__ = [
    "Draft",
    "History",
    "Plan",
    "PlannedItem",
    "PreviewedModule",
    "PreviewedPool",
    "PreviewedQuiz",
    "PublishedLine",
    "Trial",
    "TrialResult",
    "UploadPlan",
    "discard",
    "download",
    "draft_of",
    "graded",
    "history",
    "lesson_page",
    "make_plan",
    "outline",
    "publish",
    "quiz_page",
    "receive",
    "replace_folder",
    "restore",
    "trial",
    "upload_plan",
]
