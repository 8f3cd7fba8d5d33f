"""When an attempt may begin, when it ends, when keys are shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from elearn.assessment.rules import (
    GRACE,
    LATE,
    State,
    accepts_answers,
    attempts_left,
    deadline,
    is_in_time,
    late_until,
    refusal,
    shows_feedback,
    state,
)
from elearn.content.model import FeedbackRule, QuizPurpose
from tests import factories

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_deadline_and_its_grace():
    end = deadline(START, 20)
    assert end == START + timedelta(minutes=20)
    assert deadline(START, None) is None
    assert accepts_answers(end, end)
    assert not accepts_answers(end, end + SECOND)
    assert state(None, end, end + GRACE) is State.OPEN
    assert state(None, end, end + GRACE + SECOND) is State.OVERDUE
    assert state(None, None, START + timedelta(days=900)) is State.OPEN
    assert state(end, end, START) is State.CLOSED


@pytest.mark.parametrize("purpose", QuizPurpose)
def test_answers_made_in_time_may_come_in_late_only_where_nothing_depends_on_them(purpose):
    end = deadline(START, 20)
    until = late_until(purpose, end)
    strict = purpose is QuizPurpose.POST_TEST
    assert until == (None if strict else end + LATE)
    assert is_in_time(end, until, end, end)
    assert is_in_time(end, until, end - SECOND, end + SECOND) is not strict
    assert is_in_time(end, until, end + GRACE, end + LATE) is not strict
    assert not is_in_time(end, until, end + GRACE + SECOND, end + LATE)
    assert not is_in_time(end, until, START, end + LATE + SECOND)
    assert late_until(purpose, None) is None
    assert is_in_time(None, None, START, START + timedelta(days=900))


def test_attempts_left():
    assert attempts_left(None, 0, 99) is None
    assert attempts_left(3, 0, 1) == 2
    assert attempts_left(3, 0, 3) == 0
    assert attempts_left(3, 2, 4) == 1
    assert attempts_left(1, 0, 3) == 0  # the trainer lowered the limit afterwards


@pytest.mark.parametrize(
    ("rule", "passed", "left", "running", "shown"),
    [
        (FeedbackRule.AFTER_SUBMIT, False, 2, False, True),
        (FeedbackRule.AFTER_SUBMIT, False, 2, True, False),
        (FeedbackRule.AFTER_PASS, False, 2, False, False),
        (FeedbackRule.AFTER_PASS, False, None, False, False),
        (FeedbackRule.AFTER_PASS, True, 2, False, True),
        (FeedbackRule.AFTER_PASS, False, 0, False, True),
        (FeedbackRule.AFTER_PASS, False, 0, True, False),  # the last attempt is still running
        (FeedbackRule.NEVER, True, 0, False, False),
    ],
)
def test_when_keys_are_shown(rule, passed, left, running, shown):
    assert shows_feedback(rule, passed=passed, left=left, running=running) is shown


def test_no_new_attempt_once_the_keys_are_out_or_none_is_left():
    post = factories.quiz("ujian", purpose=QuizPurpose.POST_TEST, feedback=FeedbackRule.AFTER_PASS)
    hidden = factories.quiz("ujian", purpose=QuizPurpose.POST_TEST, feedback=FeedbackRule.NEVER)
    practice = factories.quiz("coba", feedback=FeedbackRule.AFTER_PASS)
    assert "sudah lulus" in refusal(post, left=2, passed=True)
    assert refusal(post, left=2, passed=False) is None
    assert refusal(hidden, left=2, passed=True) is None
    assert refusal(practice, left=None, passed=True) is None
    assert "terpakai" in refusal(hidden, left=0, passed=True)


def test_while_an_essay_waits_no_new_attempt_begins_and_a_last_one_opens_no_keys():
    post = factories.quiz("ujian", purpose=QuizPurpose.POST_TEST, feedback=FeedbackRule.AFTER_PASS)
    assert "menunggu dinilai" in refusal(post, left=2, passed=False, waiting=True)
    shown = {"passed": False, "left": 0, "running": False}
    assert shows_feedback(FeedbackRule.AFTER_PASS, **shown)
    assert not shows_feedback(FeedbackRule.AFTER_PASS, **shown, waiting=True)
    assert shows_feedback(FeedbackRule.AFTER_SUBMIT, **shown, waiting=True)


def test_a_survey_is_filled_in_once():
    survey = factories.quiz("kesan", purpose=QuizPurpose.SURVEY, attempts=1, feedback=FeedbackRule.NEVER)
    assert refusal(survey, left=1, passed=False) is None
    assert "sudah mengisi" in refusal(survey, left=0, passed=True)
