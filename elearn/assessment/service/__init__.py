"""The use cases of quizzes. Every function joins the caller's transaction; ``bodies`` reads a quiz by its body key."""

from elearn.assessment.service.applying import REGRADE_JOB, Applied, apply_correction, regrade_handler
from elearn.assessment.service.closing import closing_handler
from elearn.assessment.service.forgetting import forget_words
from elearn.assessment.service.gains import Gain, competency_gains, gain_pairs, has_both
from elearn.assessment.service.granting import MOST_EXTRA, grant_attempt, grant_page
from elearn.assessment.service.journalling import Journaled, Posted, save_answers, save_form
from elearn.assessment.service.marking import save_marks, want_markers
from elearn.assessment.service.marking_pages import CourseQueue, Marked, MarkPage, QueuePage, SentMark
from elearn.assessment.service.news import Saved, look
from elearn.assessment.service.pages import (
    AttemptPage,
    GrantPage,
    OpenAttempt,
    PastAttempt,
    QuizPage,
    ResultPage,
    Submitted,
)
from elearn.assessment.service.queueing import course_queues, mark_page, note_reading, queue_page, waiting_in
from elearn.assessment.service.reading import attempt_page, open_attempts, quiz_page
from elearn.assessment.service.receipts import FoundAttempt, find_receipt, note_found
from elearn.assessment.service.regrade_pages import ProofPage, RegradePage, keys_changed, proof_page, regrade_page
from elearn.assessment.service.results import result_page
from elearn.assessment.service.revealing import Revealed, reveal
from elearn.assessment.service.standing import recomputable
from elearn.assessment.service.statistics import Chosen, QuestionStatistics, QuizStatistics, quiz_statistics
from elearn.assessment.service.taking import CLOSE_JOB, close_overdue, start, submit

__all__ = [
    "CLOSE_JOB",
    "MOST_EXTRA",
    "REGRADE_JOB",
    "Applied",
    "AttemptPage",
    "Chosen",
    "CourseQueue",
    "FoundAttempt",
    "Gain",
    "GrantPage",
    "Journaled",
    "MarkPage",
    "Marked",
    "OpenAttempt",
    "PastAttempt",
    "Posted",
    "ProofPage",
    "QuestionStatistics",
    "QueuePage",
    "QuizPage",
    "QuizStatistics",
    "RegradePage",
    "ResultPage",
    "Revealed",
    "Saved",
    "SentMark",
    "Submitted",
    "apply_correction",
    "attempt_page",
    "close_overdue",
    "closing_handler",
    "competency_gains",
    "course_queues",
    "find_receipt",
    "forget_words",
    "gain_pairs",
    "grant_attempt",
    "grant_page",
    "has_both",
    "keys_changed",
    "look",
    "mark_page",
    "note_found",
    "note_reading",
    "open_attempts",
    "proof_page",
    "queue_page",
    "quiz_page",
    "quiz_statistics",
    "recomputable",
    "regrade_handler",
    "regrade_page",
    "result_page",
    "reveal",
    "save_answers",
    "save_form",
    "save_marks",
    "start",
    "submit",
    "waiting_in",
    "want_markers",
]
