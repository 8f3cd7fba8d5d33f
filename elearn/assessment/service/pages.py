"""What the pages of this room show. Nothing here holds a key unless the quiz's rule allows it: see ``Review``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from elearn.content.model import Course, Lesson, Quiz, QuizPurpose
from elearn.learning.rules import CapWarning
from elearn.questions.service import AskedQuestion, Review


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """A line of the list of attempts. ``score`` in hundredths of a percent; None while it runs or waits to be marked,
    and for a survey. ``pending``: overdue, and not closed yet. ``waiting``: an essay has yet to be marked.
    """

    id: int
    number: int
    started_at: datetime
    submitted_at: datetime | None
    score: int | None
    passed: bool
    by_deadline: bool
    pending: bool = False
    waiting: bool = False

    @property
    def running(self) -> bool:
        return self.submitted_at is None


@dataclass(frozen=True, slots=True)
class QuizPage:
    """A quiz before it is taken: everything a learner should know before starting.

    ``left`` None: unlimited. ``refusal`` says why no attempt may begin. ``open_id``: the attempt to go on with.
    ``warning``: finishing today would lose JP. ``marked``: persons mark some of its questions.
    ``late_minutes``: how long after the deadline answers made in time may come in; 0: not at all.
    """

    course: Course
    quiz: Quiz
    intro_html: str
    kinds: tuple[str, ...]
    notes: tuple[str, ...]
    left: int | None
    granted: int
    best_score: int | None
    done: bool
    past: tuple[PastAttempt, ...]
    open_id: int | None
    refusal: str | None
    grace_seconds: int
    warning: CapWarning | None
    marked: bool = False
    late_minutes: int = 0

    @property
    def counts(self) -> bool:
        """Whether passing this quiz is asked for."""
        return self.quiz.purpose is QuizPurpose.POST_TEST

    @property
    def waiting(self) -> PastAttempt | None:
        """The attempt that waits to be marked."""
        return next((attempt for attempt in self.past if attempt.waiting), None)


@dataclass(frozen=True, slots=True)
class AttemptPage:
    """A running attempt. ``base`` is the newest event shown; ``remaining`` seconds until the deadline. ``checks``: the
    questions that may be checked at once; ``reviews``: those that were, which take no other answer.
    """

    id: int
    person_id: int
    number: int
    course_slug: str
    course_title: str
    quiz: Quiz
    intro_html: str
    questions: tuple[AskedQuestion, ...]
    deadline_at: datetime | None
    late_until: datetime | None
    remaining: int | None
    base: int
    reviews: Mapping[str, Review]
    checks: frozenset[str]

    @property
    def unanswered(self) -> tuple[AskedQuestion, ...]:
        return tuple(question for question in self.questions if not question.answered)


@dataclass(frozen=True, slots=True)
class GradedAgain:
    """One time that an attempt was graded again: by a corrected key (``by_key``) or because a mark was changed. Scores
    in hundredths of a percent, None while it waited. Not ``applied``: the old, better result stands.
    """

    at: datetime
    reason: str
    old_score: int | None
    new_score: int | None
    applied: bool
    by_key: bool


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A submitted attempt. ``reviews`` is empty unless the rule allows them; ``withheld`` says why, as a sentence.

    ``score`` and ``best_score`` in hundredths of a percent, None while it waits to be marked, and for a survey;
    ``points`` and ``max_points`` in hundredths of a point.
    ``following`` is the item to go on with once this one is done. ``pending``: overdue, and not closed yet.
    ``receipt``: the code given when it was handed in, as it is read aloud (empty while ``pending``); ``late_until``:
    until then answers made in time may still come in.
    ``waiting``: an essay has yet to be marked; ``marked_at``: when the last one was. ``essays`` are those marked where
    the other reviews are withheld: what somebody wrote to her about her text is hers to read.
    """

    id: int
    number: int
    course_slug: str
    course_title: str
    teachers: tuple[str, ...]
    quiz: Quiz
    available: bool
    score: int | None
    points: int
    max_points: int
    pass_mark: int
    passed: bool
    best_score: int | None
    any_passed: bool
    started_at: datetime
    submitted_at: datetime
    by_deadline: bool
    pending: bool
    question_count: int
    unanswered: int
    left: int | None
    refusal: str | None
    running_id: int | None
    reviews: tuple[Review, ...]
    withheld: str
    following: Lesson | Quiz | None
    waiting: bool
    marked_at: datetime | None
    essays: tuple[Review, ...]
    history: tuple[GradedAgain, ...]
    receipt: str = ""
    late_until: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether passing this quiz is asked for."""
        return self.quiz.purpose is QuizPurpose.POST_TEST

    @property
    def scored(self) -> bool:
        """Whether anything in it earns points: in a survey nothing does."""
        return self.max_points > 0


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of a submission. ``unanswered``: it was not submitted yet, because these questions (by number) have
    no answer and there is still time; ``elsewhere``: nor, because these were answered otherwise on another page;
    of an attempt that was over before, those that the form answers otherwise than what was graded.
    ``late``: the deadline had closed it before. ``course_completed``: just now.
    ``waiting``: an essay has yet to be marked.
    """

    closed: bool
    unanswered: tuple[int, ...] = ()
    elsewhere: tuple[int, ...] = ()
    late: bool = False
    course_completed: bool = False
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt to go on with; ``waiting``: it was handed in, and an essay has yet to be marked."""

    id: int
    course: str
    item: str
    deadline_at: datetime | None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class GrantPage:
    """What whoever grants another attempt should know. Scores in hundredths of a percent."""

    person_id: int
    person_name: str
    unit: str
    course: Course
    quiz: Quiz
    past: tuple[PastAttempt, ...]
    granted: int
    left: int | None
    refusal: str | None
