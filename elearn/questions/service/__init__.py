"""Questions as pages show them. Everything here is a function of the question and the answer: no database."""

from elearn.questions.service.lessons import LessonCheck, lesson_parts
from elearn.questions.service.pages import (
    LESSON,
    RESULT,
    RUNNING,
    AskedOption,
    AskedQuestion,
    Mark,
    Review,
    ReviewedOption,
    Where,
)
from elearn.questions.service.showing import answer_parts, ask, review, settled_order, shown_stem

__all__ = [
    "LESSON",
    "RESULT",
    "RUNNING",
    "AskedOption",
    "AskedQuestion",
    "LessonCheck",
    "Mark",
    "Review",
    "ReviewedOption",
    "Where",
    "answer_parts",
    "ask",
    "lesson_parts",
    "review",
    "settled_order",
    "shown_stem",
]
