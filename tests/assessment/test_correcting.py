"""A corrected key: who would move, what applying writes down, and that nobody ever loses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from elearn.assessment import service
from elearn.assessment.models import Attempt, AttemptRegrade
from elearn.assessment.service import SentMark, applying
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency.models import LedgerEntry
from elearn.content.model import Quiz
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.credentials.models import Certificate
from elearn.credentials.service import PDF_JOB
from elearn.jobs.models import Job
from elearn.jobs.service import EVENT_JOB, run_next
from elearn.learning.models import Completion, ItemProgress
from elearn.learning.service import enrol, finish_lesson
from elearn.notices.service import NOTICE_JOB
from elearn.people.rules import Grant
from tests import factories
from tests.assessment import essays, quizzes
from tests.assessment.essays import Whole
from tests.assessment.test_races import at_once
from tests.assessment.test_rekeying import choice

REASON = "Kunci soal keliru."
FIRST, SECOND = choice({"Camat"}), replace(choice({"Camat"}), id="dua")
OLD = quizzes.body(FIRST, SECOND)
NEW = quizzes.body(choice({"Lurah"}), SECOND)


class Room(essays.Essays):
    """A world whose quiz gets a corrected key: ``correct`` puts another version in force."""

    def correct(self, body, key="baru"):
        course = self.catalogue.courses["contoh"]
        old = course.find_item("ujian")
        self.old_bodies.setdefault(old.body_key, self.body)
        self.old_bodies[key] = body
        items = tuple(replace(i, body_key=key) if i.id == "ujian" else i for i in course.modules[0].items)
        self.catalogue = factories.catalogue(replace(course, modules=(replace(course.modules[0], items=items),)))
        self.body = body

    def plan(self, session, by=None):
        where = (session, self.catalogue, "contoh", "ujian", Whole)
        return service.regrade_page(*where, **self.by(by or self.trainer))

    def apply(self, session, token=None, reason=REASON, by=None):
        token = token if token is not None else self.plan(session).token
        where = (session, self.catalogue, "contoh", "ujian")
        return service.apply_correction(
            *where, token=token, reason=reason, timezone=essays.ZONE, **self.by(by or self.trainer)
        )

    def proof(self, session):
        where = (session, self.catalogue, "contoh", "ujian", Whole)
        return service.proof_page(*where, actor=self.trainer, now=self.now).lines

    def another(self, session, answers):
        """Another learner, who has taken the quiz."""
        who = factories.person(session, "Peserta Lain")
        actor = factories.actor(who)
        enrol(session, self.catalogue, "contoh", actor=actor, now=self.now)
        finish_lesson(session, self.catalogue, "contoh", "satu", actor=actor, now=self.now)
        mine, self.learner = self.learner, actor
        attempt = self.hand_in(session, answers)
        self.learner = mine
        return attempt, actor


@pytest.fixture
def room(session, now):
    made = essays.build(session, now, pass_mark=100)
    made.body = OLD
    return Room(**{name: getattr(made, name) for name in made.__dataclass_fields__})


def stored(session, attempt):
    found = session.get(Attempt, attempt, populate_existing=True)
    return found.score, found.passed


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def test_a_raise_goes_through_the_whole_waterfall_and_is_kept_as_proof(session, room):
    attempt = room.hand_in(session, {"satu": ["b"], "dua": ["a"]})
    assert stored(session, attempt) == (5000, False)
    room.later(days=5)
    room.correct(NEW)
    plan = room.plan(session)
    assert (plan.concerned, plan.rise, plan.better, plan.fall, plan.worse, plan.same) == (1, 1, 0, 0, 0, 0)
    assert [(line.name, line.change.old, line.change.new, line.change.rises) for line in plan.lines] == [
        ("Maria Bria", 5000, 10_000, True)
    ]
    assert [(one.old.options, one.new.options) for one in plan.corrections] == [(("Camat",), ("Lurah",))]
    done = room.apply(session)
    assert done == service.Applied(graded=1, raised=1, passed=1, completed=1, left=0)
    assert stored(session, attempt) == (10_000, True)
    completion = session.scalars(select(Completion)).one()
    assert (completion.completed_at, completion.final_score) == (room.now, 10_000)
    assert count(session, Certificate) == 1
    assert {entry.local_date for entry in session.scalars(select(LedgerEntry))} == {date(2026, 3, 3)}  # when she worked
    kept = session.scalars(select(AttemptRegrade)).one()
    assert (kept.old_score, kept.new_score, kept.reason, kept.actor_id) == (5000, 10_000, REASON, room.trainer.id)
    assert (kept.new_body_key, kept.questions, kept.applied) == ("baru", ["satu"], True)
    assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)
    page = room.result(session, attempt)
    assert [(one.old_score, one.new_score, one.reason) for one in page.history] == [(5000, 10_000, REASON)]
    assert [option.right for option in page.reviews[0].options if option.html == "Lurah"] == [True]
    assert [(line.name, line.rises, line.actor) for line in room.proof(session)] == [("Maria Bria", True, "Yohanes")]
    about = select(AuditSubject.person_id).join(AuditEntry, AuditEntry.id == AuditSubject.entry_id)
    assert session.scalars(about.where(AuditEntry.action == "regrade.apply")).all() == [room.learner.id]


def test_nobody_loses_a_pass_a_completion_or_a_certificate(session, room):
    attempt = room.hand_in(session, {"satu": ["a"], "dua": ["a"]})
    room.correct(NEW)
    plan = room.plan(session)
    assert (plan.fall, plan.rise, plan.lines[0].change.counts) == (1, 0, False)
    assert room.apply(session) == service.Applied(graded=1, raised=0, passed=0, completed=0, left=0)
    assert stored(session, attempt) == (10_000, True)
    assert (count(session, Completion), count(session, Certificate)) == (1, 1)
    page = room.result(session, attempt)
    assert [(one.new_score, one.applied) for one in page.history] == [(5000, False)]
    assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)
    assert room.plan(session).concerned == 0


def test_applying_twice_or_an_old_list_changes_nothing_more(session, room):
    room.hand_in(session, {"satu": ["b"], "dua": ["a"]})
    room.correct(NEW)
    token = room.plan(session).token
    room.apply(session, token)
    for stale in (token, room.plan(session).token, ""):
        with pytest.raises(Conflict, match="sudah berubah"):
            room.apply(session, stale)
    assert count(session, AttemptRegrade) == 1


def test_two_at_once_apply_once(engine, session, room):
    attempt = room.hand_in(session, {"satu": ["b"], "dua": ["a"]})
    room.correct(NEW)
    token = room.plan(session).token
    session.commit()
    results = at_once(engine, *[lambda own: room.apply(own, token)] * 4)
    session.rollback()
    assert sum(isinstance(one, service.Applied) and one.graded == 1 for one in results) == 1
    assert (count(session, AttemptRegrade), count(session, Completion)) == (1, 1)
    assert stored(session, attempt) == (10_000, True)


def test_a_plan_is_another_once_somebody_hands_in(session, room):
    room.hand_in(session, {"satu": ["b"], "dua": ["a"]})
    late = room.another(session, {"satu": ["b"]})[0]
    room.correct(NEW)
    token = room.plan(session).token
    session.get(Attempt, late).score = 1
    session.flush()
    with pytest.raises(Conflict):
        room.apply(session, token)


def test_a_reason_is_asked_for_and_only_who_sees_everybody_may(session, room):
    room.hand_in(session, {"satu": ["b"]})
    room.correct(NEW)
    with pytest.raises(Invalid):
        room.apply(session, reason=" ")
    for person in (room.admin, room.stranger, room.learner):
        with pytest.raises(NotFound):
            room.plan(session, person)
        with pytest.raises(NotFound):
            room.apply(session, token=room.plan(session).token, by=person)
    everywhere = factories.actor(factories.person(session, "Dina"), None, Grant("admin"))
    assert room.plan(session, everywhere).concerned == 1
    assert count(session, AttemptRegrade) == 0


def test_attempts_without_a_result_are_graded_by_the_new_key_later(session, room):
    room.body = quizzes.body(FIRST, essays.ESSAY)
    waiting = room.hand_in(session, {"satu": ["b"], "aksi": [essays.TEXT]})
    mine, room.learner = room.learner, factories.actor(factories.person(session, "Dion"))
    enrol(session, room.catalogue, "contoh", actor=room.learner, now=room.now)
    running = room.start(session)
    dion, room.learner = room.learner, mine
    room.correct(quizzes.body(choice({"Lurah"}), essays.ESSAY))
    assert (room.plan(session).open_ones, room.plan(session).lines) == (2, ())
    assert room.apply(session).graded == 2
    assert stored(session, waiting) == (None, None)
    room.mark(session, waiting, 4, 4)
    assert stored(session, waiting) == (10_000, True)
    room.learner = dion
    room.submit(session, running, {"satu": ["b"], "aksi": []})
    assert stored(session, running)[0] == 2000
    for attempt in (waiting, running):
        assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)
    assert room.plan(session).concerned == 0


def test_a_marked_essay_keeps_its_marks(session, room):
    room.body = quizzes.body(FIRST, essays.ESSAY)
    attempt = room.hand_in(session, {"satu": ["b"], "aksi": [essays.TEXT]})
    room.mark(session, attempt, 4, 4)
    assert stored(session, attempt) == (8000, False)
    room.correct(quizzes.body(choice({"Lurah"}), replace(essays.ESSAY, stem_html="<p>Lain</p>")))
    assert room.apply(session).passed == 1
    assert stored(session, attempt) == (10_000, True)


def test_corrections_follow_each_other_and_one_that_cannot_apply_undoes_none(session, room):
    attempt = room.hand_in(session, {"satu": ["b"], "dua": ["a"]})
    room.correct(NEW)
    room.apply(session)
    texts = ("Camat", "Lurah", "Bupati", "Presiden")
    room.correct(quizzes.body(choice({"Camat"}, texts), SECOND), "lebih-baru")
    plan = room.plan(session)
    assert plan.concerned == 0
    assert [one.new for one in plan.corrections] == [None]  # its options are others: the last sound key stands
    assert stored(session, attempt) == (10_000, True)
    assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)


def test_the_best_score_follows_a_raise_that_does_not_pass(session, room):
    room.body = quizzes.body(FIRST, SECOND, quizzes.TEXT)
    room.hand_in(session, {"satu": ["b"], "dua": ["a"]})
    room.correct(quizzes.body(choice({"Lurah"}), SECOND, quizzes.TEXT))
    assert room.apply(session).raised == 1
    step = session.scalars(select(ItemProgress).where(ItemProgress.item == "ujian")).one()
    assert (step.best_score, step.done_at) == (6666, None)


def test_the_trainer_is_told_that_a_key_changed_only_while_it_matters(session, room):
    def told():
        quiz = room.catalogue.courses["contoh"].find_item("ujian")
        assert isinstance(quiz, Quiz)
        return service.keys_changed(session, "contoh", quiz, room.bodies)

    room.hand_in(session, {"satu": ["b"]})
    assert not told()
    room.correct(quizzes.body(replace(FIRST, stem_html="<p>Siapakah?</p>"), SECOND), "kata-kata")
    assert not told()
    room.correct(NEW)
    assert told()
    room.apply(session)
    assert not told()


def test_many_are_applied_in_parts_by_the_worker(engine, session, room, monkeypatch):
    for name, size in (("AT_ONCE", 2), ("IN_ONE", 2), ("IN_A_JOB", 3)):
        monkeypatch.setattr(applying, name, size)
    for _ in range(9):
        room.another(session, {"satu": ["b"], "dua": ["a"]})
    room.correct(NEW)
    assert room.apply(session).left == 7
    assert count(session, Completion) == 2
    session.commit()
    assert run_jobs(engine, room) == 3  # three, three, one
    assert (count(session, Completion), count(session, Certificate), count(session, AttemptRegrade)) == (9, 9, 9)
    assert {row.reason for row in session.scalars(select(AttemptRegrade))} == {REASON}
    assert room.plan(session).concerned == 0
    actions = select(func.count()).where(AuditEntry.action == "regrade.apply", AuditEntry.reason == REASON)
    assert session.scalar(actions) == 6


def test_the_worker_stops_once_the_key_is_corrected_anew(engine, session, room, monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 1)
    for _ in range(2):
        room.another(session, {"satu": ["b"], "dua": ["a"]})
    room.correct(NEW)
    room.apply(session)
    session.commit()
    room.correct(quizzes.body(choice({"Bupati"}), SECOND), "lebih-baru")
    assert run_jobs(engine, room) == 1
    assert count(session, AttemptRegrade) == 1
    assert room.plan(session).concerned == 2


def run_jobs(engine, room):
    """Do what the worker would do, but for PDFs and mails; returns how many jobs graded again."""
    sessions = sessionmaker(engine, expire_on_commit=False)
    regrade = service.regrade_handler(lambda: room.catalogue, room.bodies, essays.ZONE)
    handlers = {service.REGRADE_JOB: regrade, **dict.fromkeys((PDF_JOB, NOTICE_JOB, EVENT_JOB), lambda *_given: None)}
    assert sum(1 for _ in range(40) if run_next(sessions, handlers, room.now)) < 40
    with sessions() as own:
        assert own.scalars(select(Job.error).where(Job.error.is_not(None))).all() == []
        return own.scalar(select(func.count()).where(Job.kind == service.REGRADE_JOB, Job.done_at.is_not(None)))


keys = st.sets(st.sampled_from(("Camat", "Lurah", "Bupati")), min_size=1, max_size=1)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(keys, min_size=1, max_size=4), st.sampled_from("abcd"))
def test_no_row_of_corrections_ever_lowers_a_score_and_every_score_can_be_worked_out_again(
    session, room, corrections, answer
):
    attempt, _ = room.another(session, {"satu": [answer], "dua": ["a"]})
    before = stored(session, attempt)[0]
    for number, right in enumerate(corrections):
        room.correct(quizzes.body(choice(right), SECOND), f"versi-{attempt}-{number}")
        plan = room.plan(session)
        if plan.concerned:
            room.apply(session, plan.token)
        after = stored(session, attempt)[0]
        assert after >= before
        assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)
        before = after


def test_a_mark_may_be_changed_after_a_regrade(session, room):
    room.body = quizzes.body(FIRST, essays.ESSAY)
    attempt = room.hand_in(session, {"satu": ["b"], "aksi": [essays.TEXT]})
    room.mark(session, attempt, 2, 2)
    room.correct(quizzes.body(choice({"Lurah"}), essays.ESSAY))
    room.apply(session)
    assert stored(session, attempt) == (6000, False)
    sent = {"aksi": SentMark({"1": "4", "2": "4"}, "")}
    where = (session, room.catalogue, "contoh", attempt, sent)
    assert service.save_marks(*where, reason="Salah baca.", timezone=essays.ZONE, **room.by(room.trainer)).completed
    assert stored(session, attempt) == (10_000, True)
    assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)
