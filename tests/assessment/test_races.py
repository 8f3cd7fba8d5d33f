"""Double clicks, two tabs and impatient phones: several sessions at once, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.assessment import queries, rules, service
from elearn.assessment.models import AnswerEvent, Attempt, AttemptGrant
from elearn.assessment.rules import Sent
from elearn.core.errors import Conflict
from elearn.credentials.models import Certificate
from elearn.learning.models import Completion
from elearn.learning.service import finish_lesson
from elearn.people.rules import Grant
from tests import factories
from tests.assessment import quizzes


def at_once(engine, *works: Callable[[Session], object]) -> list[object]:
    """Run each in a thread and a transaction of its own, all starting together; a Conflict is a result too."""
    barrier = threading.Barrier(len(works), timeout=30)
    results: list[object] = []

    def run(work):
        try:
            barrier.wait()
            with Session(engine) as own, own.begin():
                result = work(own)
        except Exception as error:  # a thread must not lose it
            result = error
        results.append(result)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(results) == len(works)
    assert [one for one in results if isinstance(one, Exception) and not isinstance(one, Conflict)] == []
    return results


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_a_double_start_is_one_attempt(engine, session, world):
    results = at_once(engine, *[world.start] * 6)
    assert len(set(results)) == 1
    assert count(session, Attempt) == 1


def test_a_double_submit_grades_once_and_issues_one_certificate(engine, session, world):
    finish_lesson(session, world.catalogue, "contoh", "satu", actor=world.learner, now=world.now)
    attempt = world.start(session)
    session.commit()
    results = at_once(engine, *[lambda own: world.submit(own, attempt)] * 6)
    assert all(outcome.closed for outcome in results)
    assert sum(outcome.course_completed for outcome in results) == 1
    assert (count(session, Completion), count(session, Certificate)) == (1, 1)
    assert count(session, AnswerEvent) == len(quizzes.RIGHT)
    assert world.result(session, attempt).score == 10_000


def test_eight_answers_at_once_are_all_kept(engine, session, world):
    attempt = world.start(session)
    session.commit()

    def post(number):
        return lambda own: world.save(own, attempt, Sent(1, "teks", (f"jawaban {number}",)), key=f"ponsel-{number:04}")

    assert at_once(engine, *[post(number) for number in range(8)]) == [(1,)] * 8
    assert count(session, AnswerEvent) == 8


def test_the_same_batch_sent_eight_times_is_kept_once(engine, session, world):
    attempt = world.start(session)
    session.commit()
    batch = tuple(Sent(n, name, value) for n, (name, value) in enumerate(quizzes.RIGHT.items(), 1))
    results = at_once(engine, *[lambda own: world.save(own, attempt, *batch)] * 8)
    assert results == [tuple(range(1, 8))] * 8
    assert count(session, AnswerEvent) == 7
    assert rules.fold(queries.events(session, attempt))["satu"] == ("b",)


def test_the_same_form_saved_by_a_double_click_is_kept_once(engine, session, world):
    attempt = world.start(session)
    session.commit()
    posted = service.Posted("formulir-1", 0, 0, {"satu": ["b"], "angka": ["20"]})
    at_once(engine, *[lambda own: service.save_form(own, attempt, posted, **world.context)] * 6)
    assert count(session, AnswerEvent) == 2


def test_an_answer_is_graded_or_refused_but_never_confirmed_and_lost(engine, session, world):
    """Answers race the submission: what was confirmed is what was graded."""
    for number in range(4):
        attempt = world.start(session)
        session.commit()

        def answer(own, attempt=attempt):
            return world.save(own, attempt, Sent(1, "satu", ("b",)), key="ponsel-lain")

        def hand_in(own, attempt=attempt):
            return world.submit(own, attempt, {})

        results = at_once(engine, *((answer, hand_in) if number % 2 else (hand_in, answer)))
        confirmed = (1,) in results
        session.rollback()
        page = world.result(session, attempt)
        assert page.score == (2500 if confirmed else 0)
        assert service.recomputable(session, session.get(Attempt, attempt), world.bodies)
        if page.left == 0:
            break


def test_the_worker_and_a_late_submission_close_once(engine, session, world):
    attempt = world.start(session)
    session.commit()
    world.later(hours=1)
    at_once(
        engine,
        *[lambda own: world.submit(own, attempt)] * 3,
        *[lambda own: service.close_overdue(own, world.catalogue, attempt, **world.context)] * 3,
    )
    session.rollback()
    assert session.get(Attempt, attempt).score == 0


def test_a_double_click_on_grant_gives_one_attempt(engine, session, world):
    for _ in range(3):
        world.submit(session, world.start(session), {})
    trainer = factories.actor(factories.person(session, "Yohanes"), None, Grant("trainer", "contoh"))
    session.commit()

    def grant(own):
        context = world.context | {"actor": trainer, "reason": "Listrik padam."}
        return service.grant_attempt(own, world.catalogue, "contoh", "ujian", world.learner.id, **context)

    results = at_once(engine, *[grant] * 4)
    assert sum(isinstance(result, Conflict) for result in results) == 3
    assert count(session, AttemptGrant) == 1
