"""When an attempt may begin, when it ends, and when its answers may be explained."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from elearn.content.model import FeedbackRule, Quiz, QuizPurpose

# A submission made in time may arrive late over a weak link. Said on the page before the start.
GRACE = timedelta(seconds=10)
# Where nothing depends on it, answers made in time on a device without a line still count when they come in this late.
LATE = timedelta(minutes=60)


class State(StrEnum):
    """``OVERDUE`` reads as submitted everywhere; the next POST or the worker closes it."""

    OPEN = "berjalan"
    OVERDUE = "lewat"
    CLOSED = "dikumpulkan"


class ClosedBy(StrEnum):
    """Who ended an attempt: the learner, or its deadline."""

    LEARNER = "peserta"
    DEADLINE = "tenggat"


def deadline(started_at: datetime, minutes: int | None) -> datetime | None:
    """The end of an attempt (None: no time limit)."""
    return None if minutes is None else started_at + timedelta(minutes=minutes)


def late_until(purpose: QuizPurpose, deadline_at: datetime | None) -> datetime | None:
    """Until when answers made before the deadline may still come in (None: not after it). Never where passing depends
    on it: that they were made in time is only said by the device, which proves nothing.
    """
    return None if deadline_at is None or purpose is QuizPurpose.POST_TEST else deadline_at + LATE


def is_in_time(deadline_at: datetime | None, late_until: datetime | None, made_at: datetime, now: datetime) -> bool:
    """Whether an answer made then and arriving ``now`` counts. Devices count the time left from when the page came, so
    a late one may be made up to the grace after the deadline.
    """
    if deadline_at is None or now <= deadline_at:
        return True
    return late_until is not None and now <= late_until and made_at <= deadline_at + GRACE


def seconds_left(deadline_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds until the deadline, at least 0; None without a time limit."""
    return None if deadline_at is None else max(0, int((deadline_at - now).total_seconds()))


def accepts_answers(deadline_at: datetime | None, now: datetime) -> bool:
    """Whether a running attempt still takes draft answers: up to the deadline itself."""
    return deadline_at is None or now <= deadline_at


def state(submitted_at: datetime | None, deadline_at: datetime | None, now: datetime) -> State:
    """The state of an attempt; the grace belongs to the running time, for the final submission only."""
    if submitted_at is not None:
        return State.CLOSED
    return State.OPEN if accepts_answers(deadline_at and deadline_at + GRACE, now) else State.OVERDUE


def attempts_left(allowed: int | None, granted: int, used: int) -> int | None:
    """Attempts that may still begin; None is unlimited. A running attempt is a used one."""
    return None if allowed is None else max(0, allowed + granted - used)


def keys_are_out(quiz: Quiz, *, passed: bool) -> bool:
    """Whether passing has opened the keys of a post-test: trying again would then only copy them into the score."""
    return passed and quiz.purpose is QuizPurpose.POST_TEST and quiz.feedback is FeedbackRule.AFTER_PASS


def refusal(quiz: Quiz, *, left: int | None, passed: bool, waiting: bool = False) -> str | None:
    """Why no new attempt may begin, as a sentence for the learner; None: it may. ``waiting``: an essay of an earlier
    attempt has yet to be marked, and its result should be known first.
    """
    if waiting:
        return "Jawaban Anda menunggu dinilai pengajar. Percobaan baru dapat dimulai sesudah hasilnya keluar."
    if passed and quiz.purpose is QuizPurpose.SURVEY:
        return "Anda sudah mengisi survei ini. Terima kasih."
    if keys_are_out(quiz, passed=passed):
        return "Anda sudah lulus dan pembahasannya sudah terbuka, jadi kuis ini tidak diulang lagi."
    if left == 0:
        return "Semua percobaan untuk kuis ini sudah terpakai."
    return None


def shows_feedback(rule: FeedbackRule, *, passed: bool, left: int | None, running: bool, waiting: bool = False) -> bool:
    """Whether keys and explanations of a submitted attempt may be shown.

    ``passed``: any attempt of this run passed; ``left``: attempts that may still begin; ``running``: another attempt at
    the same quiz is open, and then nothing is shown. ``setelah-lulus`` opens on passing, or when no attempt is left:
    whoever may not try again should at least learn why; while an essay of hers is ``waiting`` that is not known yet.
    """
    if running or rule is FeedbackRule.NEVER:
        return False
    return rule in {FeedbackRule.AFTER_SUBMIT, FeedbackRule.AT_ONCE} or passed or (left == 0 and not waiting)
