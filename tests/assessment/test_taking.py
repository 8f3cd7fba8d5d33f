"""Taking a quiz, from the start to what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from elearn.assessment import rules, service
from elearn.assessment.models import AnswerEvent, Attempt
from elearn.assessment.rules import Sent
from elearn.content.model import FeedbackRule
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.jobs.models import Job
from elearn.jobs.service import run_next
from elearn.learning.models import Completion, ItemProgress
from elearn.learning.service import finish_lesson
from tests import factories
from tests.assessment import quizzes
from tests.assessment import world as worlds

GRACE = rules.GRACE.total_seconds()


def progress(session, item):
    return session.scalar(
        select(ItemProgress).where(ItemProgress.item == item).execution_options(populate_existing=True)
    )


def test_starting_stores_everything_needed_to_show_and_grade_again(session, world):
    attempt = session.get(Attempt, world.start(session))
    quiz = world.catalogue.courses["contoh"].find_item("ujian")
    assert rules.from_rows(attempt.drawn) == rules.draw(world.body, quiz, attempt.seed)
    assert (attempt.body_key, attempt.version, attempt.pass_mark) == (quiz.body_key, quiz.version, 70)
    assert attempt.deadline_at == world.now + timedelta(minutes=20)
    job = session.scalars(select(Job).where(Job.kind == service.CLOSE_JOB)).one()
    assert job.run_at == attempt.deadline_at + rules.GRACE
    assert job.payload == {"attempt": attempt.id}


def test_a_second_start_goes_on_with_the_running_attempt(session, world):
    first = world.start(session)
    world.later(minutes=5)
    assert world.start(session) == first
    assert world.quiz(session).open_id == first


def test_a_lesson_or_an_unknown_quiz_cannot_be_started(session, world):
    for item in ("satu", "tidak-ada"):
        with pytest.raises(NotFound):
            world.start(session, item)


def test_answers_are_found_again_and_the_page_holds_no_key(session, world):
    attempt = world.start(session)
    world.save(session, attempt, Sent(1, "jamak", ("b", "a", "z")), Sent(2, "teks", (" merit ",)))
    page = world.page(session, attempt)
    shown = {question.id: question for question in page.questions}
    assert [option.key for option in shown["jamak"].options if option.chosen] == ["a", "b"]
    assert shown["teks"].typed == "merit"
    assert len(page.unanswered) == 5
    for word in ("Umpan balik", "Penjelasan", "Tepat", "sistem merit", "PPPK", "± 0,5", "correct"):
        assert word not in repr(replace(page, quiz=None, intro_html=""))


def test_passing_the_last_item_completes_the_course(session, world):
    finish_lesson(session, world.catalogue, "contoh", "satu", actor=world.learner, now=world.now)
    outcome = world.submit(session, world.start(session))
    assert outcome == service.Submitted(closed=True, course_completed=True)
    assert session.scalars(select(Completion)).one().final_score == 10_000


def test_a_failed_post_test_keeps_its_score_and_stays_undone(session, world):
    attempt = world.start(session)
    world.submit(session, attempt, {"satu": ["b"]})
    assert progress(session, "ujian").done_at is None
    assert progress(session, "ujian").best_score == 2500  # 2 of 8 points
    page = world.result(session, attempt)
    assert (page.score, page.passed, page.unanswered, page.left) == (2500, False, 6, 2)
    world.submit(session, world.start(session))
    assert progress(session, "ujian").best_score == 10_000
    assert progress(session, "ujian").done_at is not None


def test_a_practice_quiz_is_done_whatever_its_score(session, world):
    world.submit(session, world.start(session, "coba"), {})
    assert progress(session, "coba").done_at is not None
    assert progress(session, "coba").best_score == 0


def test_submitting_again_shows_the_same_result(session, world):
    attempt = world.start(session)
    world.submit(session, attempt)
    before = world.result(session, attempt)
    assert world.submit(session, attempt, {"satu": ["a"]}) == service.Submitted(closed=True, elsewhere=(1,))
    assert world.submit(session, attempt) == service.Submitted(closed=True)
    assert world.result(session, attempt) == before
    with pytest.raises(Conflict, match="sudah dikumpulkan"):
        world.save(session, attempt, Sent(1, "satu", ("a",)))


def test_unanswered_questions_are_asked_about_once(session, world):
    attempt = world.start(session)
    answers = {"satu": ["b"], "angka": ["20"]}
    outcome = world.submit(session, attempt, answers, confirmed=False)
    assert outcome == service.Submitted(closed=False, unanswered=(2, 3, 4, 5, 6))
    assert [question.number for question in world.page(session, attempt).unanswered] == [2, 3, 4, 5, 6]
    assert world.submit(session, attempt, answers).closed
    assert world.submit(session, world.start(session), quizzes.RIGHT, confirmed=False).closed


def test_a_replayed_request_is_kept_once(session, world):
    attempt = world.start(session)
    batch = (Sent(1, "satu", ("a",)), Sent(2, "satu", ("b",)))
    assert world.save(session, attempt, *batch) == (1, 2)
    assert world.save(session, attempt, *batch, Sent(3, "teks", ("ya",))) == (1, 2, 3)
    assert session.scalar(select(func.count()).select_from(AnswerEvent)) == 3


def test_one_key_with_two_contents_is_refused_not_lost_in_silence(session, world):
    attempt = world.start(session)
    world.save(session, attempt, Sent(1, "satu", ("a",)))
    with pytest.raises(Conflict, match="Muat ulang"):
        world.save(session, attempt, Sent(1, "satu", ("b",)))


@pytest.mark.parametrize(
    ("key", "sent"),
    [
        ("x", [Sent(1, "satu", ("a",))]),
        ("kunci aneh!", [Sent(1, "satu", ("a",))]),
        (worlds.KEY, [Sent(0, "satu", ("a",))]),
        (worlds.KEY, [Sent(rules.HIGHEST_SEQ + 1, "satu", ("a",))]),
        (worlds.KEY, [Sent(1, "tidak-ada", ("a",))]),
        (worlds.KEY, [Sent(1, "satu", ("a",)), Sent(1, "satu", ("b",))]),
        (worlds.KEY, [Sent(n, "satu", ("a",)) for n in range(1, rules.MOST_IN_A_BATCH + 2)]),
    ],
)
def test_nonsense_is_refused(session, world, key, sent):
    attempt = world.start(session)
    with pytest.raises(Invalid):
        world.save(session, attempt, *sent, key=key)


def test_the_deadline_is_the_servers(session, world):
    attempt = world.start(session)
    world.later(minutes=20)
    world.save(session, attempt, Sent(1, "satu", ("b",)))
    world.later(seconds=1)
    with pytest.raises(Conflict, match="Waktu sudah habis"):
        world.save(session, attempt, Sent(2, "satu", ("a",)))
    assert world.submit(session, attempt, {"satu": ["b"], "benar": ["a"]}, confirmed=False).closed  # within the grace
    assert world.result(session, attempt).score == 3750


def test_an_overdue_attempt_reads_as_submitted_and_is_closed_by_the_next_post(session, world):
    attempt = world.start(session)
    world.save(session, attempt, Sent(1, "satu", ("b",)))
    end = world.now + timedelta(minutes=20)
    world.later(minutes=20, seconds=GRACE + 1)
    assert world.page(session, attempt) is None
    before = world.result(session, attempt)
    assert (before.score, before.by_deadline, before.pending, before.submitted_at) == (2500, True, True, end)
    assert [past.score for past in world.quiz(session).past] == [2500]
    assert session.get(Attempt, attempt).submitted_at is None  # reading writes nothing
    assert world.submit(session, attempt, quizzes.RIGHT) == service.Submitted(
        closed=True, elsewhere=(2, 3, 4, 5, 6, 7), late=True
    )
    stored = session.get(Attempt, attempt)
    assert (stored.score, stored.submitted_at, stored.closed_by) == (2500, end, "tenggat")
    after = world.result(session, attempt)
    assert replace(after, pending=True, receipt="") == before
    assert len(after.receipt) == 9
    assert progress(session, "ujian").best_score == 2500


def test_starting_again_closes_the_overdue_attempt_first(session, world):
    first = world.start(session)
    world.later(hours=2)
    second = world.start(session)
    assert second != first
    assert session.get(Attempt, first).closed_by == "tenggat"
    assert session.get(Attempt, second).number == 2


def test_the_last_overdue_attempt_is_closed_although_no_other_may_begin(session, now):
    world = worlds.build(session, now, attempts=1)
    attempt = world.start(session)
    world.later(hours=2)
    assert world.start(session) == attempt
    assert session.get(Attempt, attempt).submitted_at is not None
    with pytest.raises(Conflict, match="terpakai"):
        world.start(session)


def test_the_worker_closes_what_nobody_submitted(engine, session, world):
    attempt = world.start(session)
    world.save(session, attempt, *(Sent(n, name, value) for n, (name, value) in enumerate(quizzes.RIGHT.items(), 1)))
    session.commit()
    handler = service.closing_handler(lambda: world.catalogue, world.bodies, "Asia/Makassar")
    sessions = sessionmaker(engine)
    assert not run_next(sessions, {service.CLOSE_JOB: handler}, world.later(minutes=20, seconds=GRACE - 1))
    assert run_next(sessions, {service.CLOSE_JOB: handler}, world.later(seconds=2))
    session.rollback()
    closed = session.get(Attempt, attempt, populate_existing=True)
    assert (closed.score, closed.passed, closed.closed_by) == (10_000, True, "tenggat")
    assert session.scalars(select(Job).where(Job.kind == service.CLOSE_JOB)).one().done_at is not None
    assert progress(session, "ujian").done_at == closed.deadline_at
    session.rollback()
    handler(sessions, {"attempt": attempt}, world.later(seconds=5))
    assert session.get(Attempt, attempt, populate_existing=True).submitted_at == closed.deadline_at


def test_attempts_run_out_and_the_page_says_so(session, world):
    for _ in range(3):
        world.submit(session, world.start(session), {})
    with pytest.raises(Conflict, match="terpakai"):
        world.start(session)
    page = world.quiz(session)
    assert page.left == 0
    assert "terpakai" in page.refusal
    assert world.result(session, page.past[0].id).teachers == ("Maria Bria, S.Sos.",)


def test_somebody_elses_attempt_does_not_exist(session, world):
    attempt = world.start(session)
    other = factories.actor(factories.person(session, "Yohanes Bria"))
    mine, world.learner = world.learner, other
    for act in (
        lambda: world.page(session, attempt),
        lambda: world.result(session, attempt),
        lambda: world.submit(session, attempt),
        lambda: world.save(session, attempt, Sent(1, "satu", ("b",))),
    ):
        with pytest.raises(NotFound):
            act()
    assert service.open_attempts(session, actor=other, now=world.now) == ()
    assert [found.id for found in service.open_attempts(session, actor=mine, now=world.now)] == [attempt]


def test_an_edited_quiz_never_changes_an_old_attempt(session, world):
    attempt = world.start(session)
    world.submit(session, attempt)
    before = world.result(session, attempt)
    stored = session.get(Attempt, attempt)
    world.old_bodies[stored.body_key] = world.body
    world.body = quizzes.body(quizzes.NUMBER)
    world.catalogue = worlds.catalogue(body_key="f" * 64, version="e" * 64, pass_mark=99)
    after = world.result(session, attempt)
    assert (after.reviews, after.score, after.pass_mark) == (before.reviews, before.score, 70)
    assert service.recomputable(session, stored, world.bodies)
    stored.score -= 1
    assert not service.recomputable(session, stored, world.bodies)


def test_a_renamed_quiz_keeps_its_attempts_and_a_removed_one_stays_readable(session, world):
    first = world.start(session)
    world.submit(session, first, {})
    running = world.start(session)
    world.catalogue = worlds.catalogue(id="ujian-baru", former_ids=("ujian",))
    assert world.start(session, "ujian-baru") == running
    assert [past.number for past in world.quiz(session, "ujian-baru").past] == [1, 2]
    world.catalogue = worlds.catalogue(id="lain")
    assert world.submit(session, running, quizzes.RIGHT).closed
    page = world.result(session, running)
    assert (page.available, page.score, page.reviews) == (False, 10_000, ())


@pytest.mark.parametrize(
    ("rule", "answers", "shown"),
    [
        (FeedbackRule.AFTER_SUBMIT, {}, True),
        (FeedbackRule.AFTER_PASS, {}, False),
        (FeedbackRule.AFTER_PASS, quizzes.RIGHT, True),
        (FeedbackRule.NEVER, quizzes.RIGHT, False),
    ],
)
def test_what_was_right_is_shown_when_the_rule_allows(session, now, rule, answers, shown):
    world = worlds.build(session, now, feedback=rule)
    attempt = world.start(session)
    world.submit(session, attempt, answers)
    page = world.result(session, attempt)
    assert bool(page.reviews) is shown
    assert bool(page.withheld) is not shown
    if shown:
        assert {review.verdict for review in page.reviews} == ({"benar"} if answers else {"kosong"})
        assert page.reviews[-1].right == ("20 ± 0,5",)


def test_no_keys_while_another_attempt_runs(session, now):
    world = worlds.build(session, now, feedback=FeedbackRule.AFTER_SUBMIT)
    first = world.start(session)
    world.submit(session, first, {})
    world.start(session)
    assert world.result(session, first).reviews == ()
