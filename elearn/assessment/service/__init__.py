"""The use cases of quizzes. Every function joins the caller's transaction; ``bodies`` reads a quiz by its body key."""

from elearn.assessment.service.closing import closing_handler
from elearn.assessment.service.granting import MOST_EXTRA, grant_attempt, grant_page
from elearn.assessment.service.journalling import Posted, Saved, save_answers, save_form
from elearn.assessment.service.pages import (
    AttemptPage,
    GrantPage,
    OpenAttempt,
    PastAttempt,
    QuizPage,
    ResultPage,
    Submitted,
)
from elearn.assessment.service.reading import attempt_page, open_attempts, quiz_page
from elearn.assessment.service.results import result_page
from elearn.assessment.service.standing import recomputable
from elearn.assessment.service.statistics import Chosen, QuestionStatistics, question_statistics
from elearn.assessment.service.taking import CLOSE_JOB, close_overdue, start, submit

__all__ = [
    "CLOSE_JOB",
    "MOST_EXTRA",
    "AttemptPage",
    "Chosen",
    "GrantPage",
    "OpenAttempt",
    "PastAttempt",
    "Posted",
    "QuestionStatistics",
    "QuizPage",
    "ResultPage",
    "Saved",
    "Submitted",
    "attempt_page",
    "close_overdue",
    "closing_handler",
    "grant_attempt",
    "grant_page",
    "open_attempts",
    "question_statistics",
    "quiz_page",
    "recomputable",
    "result_page",
    "save_answers",
    "save_form",
    "start",
    "submit",
]
