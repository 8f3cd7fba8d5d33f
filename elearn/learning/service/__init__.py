"""The use cases of learning. Every function joins the caller's transaction."""

from elearn.learning.service.browsing import CataloguePage, CourseCard, card_of, catalogue_page
from elearn.learning.service.completing import CompletedItem, complete_item, settle
from elearn.learning.service.enrolling import enrol, renew
from elearn.learning.service.path_certificates import certified, certify, claim, people_to_certify
from elearn.learning.service.paths import PathPage, learning_path, learning_paths
from elearn.learning.service.profile import CompetencyPage, competency_page, competency_profile
from elearn.learning.service.reading import (
    Changed,
    Finished,
    ItemAccess,
    LessonPage,
    OutlineRow,
    finish_lesson,
    item_access,
    open_item,
    outline_row,
    warning_before,
)

__all__ = [
    "CataloguePage",
    "Changed",
    "CompetencyPage",
    "CompletedItem",
    "CourseCard",
    "Finished",
    "ItemAccess",
    "LessonPage",
    "OutlineRow",
    "PathPage",
    "card_of",
    "catalogue_page",
    "certified",
    "certify",
    "claim",
    "competency_page",
    "competency_profile",
    "complete_item",
    "enrol",
    "finish_lesson",
    "item_access",
    "learning_path",
    "learning_paths",
    "open_item",
    "outline_row",
    "people_to_certify",
    "renew",
    "settle",
    "warning_before",
]
