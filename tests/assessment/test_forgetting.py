"""What erasure takes from answers: own words, marked or not, sent or not; choices stay for the statistics."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from elearn.assessment import rules, service
from elearn.assessment.models import AnswerEvent, Attempt
from elearn.assessment.rules import Sent
from elearn.cli import schema
from elearn.content.model import Question, QuizBody, TextKey
from elearn.core.append_only import missing_triggers
from elearn.core.errors import NotFound
from elearn.people.models import Person
from tests.assessment import essays, quizzes

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)


@pytest.fixture
def made(session: Session) -> essays.Essays:
    return essays.build(session, NOW)


def answered(session: Session, attempt: int) -> set[str]:
    session.rollback()
    return set(session.scalars(select(AnswerEvent.question).where(AnswerEvent.attempt_id == attempt)))


def forget(session: Session, made: essays.Essays, *people: int) -> None:
    session.commit()
    service.forget_words(sessionmaker(session.get_bind()), people, made.bodies)


def test_marked_unmarked_and_unsent_essays_go_and_choices_stay(session: Session, made: essays.Essays) -> None:
    marked = made.hand_in(session)
    made.mark(session, marked, 2, 2)
    waiting, draft = made.hand_in(session), made.start(session, "coba")
    made.save(session, draft, Sent(1, "satu", ["b"], 0), Sent(2, "aksi", ["Belum selesai"], 0))
    for _ in range(2):
        forget(session, made, made.learner.id)
        assert [answered(session, each) for each in (marked, waiting, draft)] == [{"satu"}] * 3
    assert missing_triggers(session.connection(), schema.METADATA) == []


def test_nobody_elses_answers_are_touched(session: Session, made: essays.Essays) -> None:
    attempt = made.hand_in(session)
    forget(session, made, made.trainer.id)
    forget(session, made)
    assert answered(session, attempt) == {"satu", "aksi"}


def test_texts_of_a_survey_are_own_words_and_short_answers_are_not() -> None:
    free = Question("saran", "<p>Saran Anda?</p>", TextKey(()))
    body = quizzes.body(quizzes.SINGLE, free, Question("kota", "<p>Ibu kota NTT?</p>", TextKey(("Kupang",))))
    assert rules.own_words(body) == {"saran"}


def test_of_a_quiz_that_is_kept_no_more_nothing_stays(session: Session, made: essays.Essays) -> None:
    attempt = made.hand_in(session)
    session.commit()

    def gone(_key: str) -> QuizBody:
        raise NotFound("Isi tidak ditemukan.")

    service.forget_words(sessionmaker(session.get_bind()), [made.learner.id], gone)
    assert answered(session, attempt) == set()
    assert session.get_one(Attempt, attempt).submitted_at is not None


def test_whoever_is_forgotten_waits_for_no_marker(session: Session, made: essays.Essays) -> None:
    made.hand_in(session)
    assert made.queue(session).part.total == 1
    session.get_one(Person, made.learner.id).erased_at = NOW
    session.flush()
    assert made.queue(session).part.total == 0
