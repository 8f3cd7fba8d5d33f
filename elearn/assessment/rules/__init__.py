"""Quizzes as pure functions: drawing, grading, the journal of answers, and what is allowed when."""

from elearn.assessment.rules.drawing import Drawn, DrawnQuestion, draw, from_rows, to_rows
from elearn.assessment.rules.grading import FULL, Grade, QuestionResult, grade
from elearn.assessment.rules.journal import (
    CLIENT_KEY,
    HIGHEST_SEQ,
    MOST_EVENTS,
    MOST_IN_A_BATCH,
    Event,
    Sent,
    changes,
    fold,
    last_id,
)
from elearn.assessment.rules.kinds import KINDS, Answer, Kind, kind_of
from elearn.assessment.rules.policy import (
    GRACE,
    ClosedBy,
    State,
    accepts_answers,
    attempts_left,
    deadline,
    keys_are_out,
    refusal,
    shows_feedback,
    state,
)

__all__ = [
    "CLIENT_KEY",
    "FULL",
    "GRACE",
    "HIGHEST_SEQ",
    "KINDS",
    "MOST_EVENTS",
    "MOST_IN_A_BATCH",
    "Answer",
    "ClosedBy",
    "Drawn",
    "DrawnQuestion",
    "Event",
    "Grade",
    "Kind",
    "QuestionResult",
    "Sent",
    "State",
    "accepts_answers",
    "attempts_left",
    "changes",
    "deadline",
    "draw",
    "fold",
    "from_rows",
    "grade",
    "keys_are_out",
    "kind_of",
    "last_id",
    "refusal",
    "shows_feedback",
    "state",
    "to_rows",
]
