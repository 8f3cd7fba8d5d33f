"""The use cases of learning. Every function joins the caller's transaction."""

from elearn.learning.service.browsing import CataloguePage, CourseCard, card_of, catalogue_page
from elearn.learning.service.completing import CompletedItem, complete_item, settle
from elearn.learning.service.enrolling import enrol
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
    "CompletedItem",
    "CourseCard",
    "Finished",
    "ItemAccess",
    "LessonPage",
    "OutlineRow",
    "card_of",
    "catalogue_page",
    "complete_item",
    "enrol",
    "finish_lesson",
    "item_access",
    "open_item",
    "outline_row",
    "settle",
    "warning_before",
]
