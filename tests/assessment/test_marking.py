"""Essays: waiting, marking, a second marker, and what follows from the last mark."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from elearn.assessment import rules, service
from elearn.assessment.models import Attempt, AttemptRegrade, EssayMark, MarkersWanted
from elearn.assessment.rules import MarkRow
from elearn.assessment.service import SentMark
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.competency.models import LedgerEntry
from elearn.core.errors import Conflict, Invalid, NotFound
from elearn.credentials.models import Certificate
from elearn.learning.models import Completion, ItemProgress
from tests.assessment import essays, quizzes
from tests.assessment.test_races import at_once

NIGHT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def room(session):
    """Taken on Monday noon in Makassar; marked whenever a test says."""
    return essays.build(session, NIGHT)


def count(session, model):
    return session.scalar(select(func.count()).select_from(model))


def stored(session, attempt):
    found = session.get(Attempt, attempt, populate_existing=True)
    return found.score, found.passed


def test_an_attempt_with_an_essay_waits_and_holds_everything_up(session, room):
    attempt = room.start(session)
    outcome = room.submit(session, attempt, essays.ANSWERS)
    assert outcome == service.Submitted(closed=True, waiting=True)
    assert room.submit(session, attempt, essays.ANSWERS) == outcome
    assert stored(session, attempt) == (None, None)
    page = room.result(session, attempt)
    assert (page.waiting, page.score, page.passed, page.reviews, page.essays) == (True, None, False, (), ())
    quiz = room.quiz(session)
    assert quiz.waiting.id == attempt
    assert "menunggu dinilai" in quiz.refusal
    with pytest.raises(Conflict, match="menunggu dinilai"):
        room.start(session)
    assert count(session, Completion) == 0
    assert session.scalar(select(ItemProgress).where(ItemProgress.item == "ujian")) is None
    waits = service.open_attempts(session, actor=room.learner, now=room.now)
    assert [(one.id, one.waiting) for one in waits] == [(attempt, True)]


def test_an_empty_essay_earns_nothing_and_waits_for_nobody(session, room):
    attempt = room.hand_in(session, {"satu": ["b"]})
    assert stored(session, attempt) == (2000, False)
    assert room.queue(session).lines == ()
    with pytest.raises(NotFound):
        room.to_mark(session, attempt)


def test_the_last_mark_completes_the_course_with_the_days_that_the_rule_says(session, room):
    """Handed in on Monday, marked on Thursday: JP on Monday, completion and certificate on Thursday."""
    attempt = room.hand_in(session)
    room.later(days=3)
    assert room.mark(session, attempt, 4, 4) == service.Marked(True, True, False, True, None)
    assert stored(session, attempt) == (10_000, True)
    done = session.scalars(select(Completion)).one()
    assert (done.completed_at, done.completed_on) == (room.now, date(2026, 3, 5))
    assert done.final_score == 10_000
    step = session.scalars(select(ItemProgress).where(ItemProgress.item == "ujian")).one()
    assert (step.done_at, step.done_on) == (NIGHT, date(2026, 3, 2))
    assert [(entry.local_date, entry.jp) for entry in session.scalars(select(LedgerEntry))] == [(date(2026, 3, 2), 300)]
    assert count(session, Certificate) == 1
    page = room.result(session, attempt)
    assert (page.waiting, page.passed, page.marked_at) == (False, True, room.now)
    essay = next(one for one in page.reviews if one.template == "esai")
    assert [(dict(mark.points), mark.comment) for mark in essay.marks] == [({"1": 4, "2": 4}, "Baik.")]
    assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)


def test_a_rubric_is_worth_its_weights_and_a_failed_attempt_may_be_tried_again(session, room):
    attempt = room.hand_in(session)
    room.mark(session, attempt, 2, 4)  # 60 % of 2/4, 40 % of 4/4: 0.7 of four points, and one for the choice
    assert stored(session, attempt) == (7600, True)
    second = essays.BODY.pools[0].questions[1]
    assert rules.shares(essays.BODY, [row(1, 7, 2, 4)], 1) == {"aksi": Fraction(7, 10)}
    assert second.points == 400


def test_failing_shows_the_comment_although_the_keys_stay_closed(session, room):
    attempt = room.hand_in(session)
    room.mark(session, attempt, 0, 2, comment="Tulis langkahnya.")
    assert stored(session, attempt) == (3600, False)
    page = room.result(session, attempt)
    assert (page.reviews, page.left, page.refusal) == ((), 1, None)
    assert [mark.comment for one in page.essays for mark in one.marks] == ["Tulis langkahnya."]
    assert room.start(session) != attempt


def test_a_practice_quiz_is_done_at_once_and_its_score_comes_later(session, room):
    attempt = room.hand_in(session, item="coba")
    step = select(ItemProgress).where(ItemProgress.item == "coba").execution_options(populate_existing=True)
    assert session.scalars(step).one().done_at == NIGHT
    room.later(days=1)
    room.mark(session, attempt, 4, 2)
    assert (session.scalars(step).one().best_score, session.scalars(step).one().done_at) == (8400, NIGHT)


def test_an_overdue_attempt_with_an_essay_waits_from_its_deadline(session, now):
    room = essays.build(session, now, time_limit=20)
    attempt = room.start(session)
    room.save(session, attempt, rules.Sent(1, "aksi", (essays.TEXT,)))
    room.later(hours=1)
    assert room.result(session, attempt).waiting
    service.close_overdue(session, room.catalogue, attempt, **room.context)
    assert stored(session, attempt) == (None, None)
    assert room.queue(session).lines[0].submitted_at == now + timedelta(minutes=20)


def test_only_trainers_and_admins_of_the_unit_see_it_and_nobody_her_own(session, room):
    attempt = room.hand_in(session)
    for marker in (room.trainer, room.other, room.admin):
        assert [line.id for line in room.queue(session, marker).lines] == [attempt]
        assert room.to_mark(session, attempt, marker).essays[0].text == essays.TEXT
    selfish = replace(room.learner, grants=room.trainer.grants)
    assert room.queue(session, selfish).lines == ()
    for marker in (selfish, room.learner):
        with pytest.raises(NotFound):
            room.mark(session, attempt, 4, 4, by=marker)
    assert room.queue(session, room.stranger).lines == ()
    with pytest.raises(NotFound):
        room.mark(session, attempt, 4, 4, by=room.stranger)
    assert count(session, EssayMark) == 0


def test_no_page_of_a_marker_names_the_learner(session, room):
    attempt = room.hand_in(session)
    shown = repr((room.queue(session), room.to_mark(session, attempt)))
    assert room.learner.display_name not in shown.replace("Maria Bria, S.Sos.", "")  # a teacher of the course
    assert f"person_id={room.learner.id}" not in shown
    assert room.to_mark(session, attempt).participant == 1


def test_every_criterion_is_asked_for_and_only_its_levels_are_taken(session, room):
    attempt = room.hand_in(session)
    for points in ((), (4,), (3, 4), (-2, 4)):
        with pytest.raises(Invalid) as refused:
            room.mark(session, attempt, *points)
        assert set(refused.value.fields) <= {"nilai-aksi.1", "nilai-aksi.2"}
    with pytest.raises(Invalid) as refused:
        room.mark(session, attempt, 4, 4, comment="a" * 4001)
    assert list(refused.value.fields) == ["komentar-aksi"]
    assert stored(session, attempt) == (None, None)


def test_a_double_click_and_the_back_button_double_nothing(session, room):
    attempt = room.hand_in(session)
    room.mark(session, attempt, 4, 4)
    again = room.mark(session, attempt, 4, 4)
    assert (again.changed, again.final) == (False, True)
    assert (count(session, EssayMark), count(session, AttemptRegrade), count(session, Completion)) == (1, 0, 1)


def test_two_markers_at_once_close_once_and_neither_is_lost_in_silence(engine, session, room):
    attempt = room.hand_in(session)
    session.commit()

    def mark(marker, *points):
        def work(own):
            try:
                return room.mark(own, attempt, *points, by=marker)
            except Invalid as refused:  # the page shows what she typed, and asks for a reason
                return list(refused.fields)

        return work

    works = [mark(room.trainer, 4, 4), mark(room.other, 2, 4)]
    results = at_once(engine, *works)
    session.rollback()
    assert results.count(["alasan"]) == 1
    assert (count(session, EssayMark), count(session, Completion), count(session, Certificate)) == (1, 1, 1)


def test_the_same_mark_sent_six_times_at_once_is_kept_once(engine, session, room):
    attempt = room.hand_in(session)
    session.commit()
    results = at_once(engine, *[lambda own: room.mark(own, attempt, 4, 4)] * 6)
    session.rollback()
    assert sum(result.changed for result in results) == 1
    assert (count(session, EssayMark), count(session, Completion)) == (1, 1)


def test_a_second_marker_is_blind_and_the_result_is_the_mean(session, room):
    attempt = room.hand_in(session)
    room.want(session, attempt, 2)
    assert not room.mark(session, attempt, 4, 4).final
    assert stored(session, attempt) == (None, None)
    assert room.queue(session).lines[0].mine
    blind = room.to_mark(session, attempt, room.other)
    assert (blind.essays[0].given, blind.essays[0].chosen, blind.done) == ((), {}, 1)
    assert room.result(session, attempt).essays == ()
    room.mark(session, attempt, 2, 2, by=room.other)
    assert stored(session, attempt) == (8000, True)  # the mean of 1 and 0.5 of four points, and one for the choice
    seen = room.to_mark(session, attempt, room.other)
    assert [mark.who for mark in seen.essays[0].given] == ["Penilai 1", "Anda"]
    page = room.result(session, attempt)
    assert [len(one.marks) for one in page.reviews] == [0, 2]
    assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)


def test_doing_without_the_second_marker_makes_the_first_mark_final(session, room):
    attempt = room.hand_in(session)
    room.want(session, attempt, 2)
    room.want(session, attempt, 2)
    room.mark(session, attempt, 4, 4)
    assert room.want(session, attempt, 1) == service.Marked(True, True, False, True, None)
    assert stored(session, attempt) == (10_000, True)
    assert count(session, MarkersWanted) == 2


def test_a_second_marker_may_be_asked_after_the_result_and_takes_nothing_away(session, room):
    attempt = room.hand_in(session)
    room.mark(session, attempt, 2, 4)
    room.want(session, attempt, 2)
    assert room.queue(session, room.other).lines[0].second
    blind = room.to_mark(session, attempt, room.other)
    assert (blind.needs_reason, blind.score) == (False, None)
    outcome = room.mark(session, attempt, 0, 0, by=room.other)
    assert outcome.kept
    assert stored(session, attempt) == (7600, True)
    page = room.result(session, attempt)
    assert [(one.old_score, one.new_score, one.applied) for one in page.history] == [(7600, 4800, False)]
    assert (count(session, Completion), count(session, Certificate)) == (1, 1)
    assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)
    assert room.queue(session).lines == ()


def test_a_final_mark_changes_only_with_a_reason_and_both_are_kept(session, room):
    attempt = room.hand_in(session)
    room.mark(session, attempt, 2, 2)
    assert stored(session, attempt) == (6000, False)
    with pytest.raises(Invalid, match="nilai akhir"):
        room.mark(session, attempt, 4, 2)
    outcome = room.mark(session, attempt, 4, 2, reason="Salah baca rubrik.")
    assert (outcome.completed, outcome.kept) == (True, False)
    assert stored(session, attempt) == (8400, True)
    assert count(session, EssayMark) == 2
    again = session.scalars(select(AttemptRegrade)).one()
    assert (again.old_score, again.new_score, again.reason) == (6000, 8400, "Salah baca rubrik.")
    assert again.old_body_key == again.new_body_key
    assert service.recomputable(session, session.get(Attempt, attempt), room.bodies)


def test_the_queue_is_oldest_first_and_leads_to_the_next(session, room):
    first = room.hand_in(session)
    room.later(days=2)
    second = room.hand_in(session, item="coba")
    lines = room.queue(session).lines
    assert [(line.id, line.days, line.participant) for line in lines] == [(first, 2, 1), (second, 0, 1)]
    assert service.waiting_in(session, room.catalogue.courses, actor=room.admin, now=room.now) == {"contoh": 2}
    assert room.mark(session, first, 4, 4).next_id == second
    assert [line.id for line in room.queue(session, marked=True).lines] == [first]
    assert room.mark(session, second, 4, 4).next_id is None


def test_all_essays_of_an_attempt_are_marked_together(session, room):
    room.body = quizzes.body(essays.ESSAY, essays.SHORT)
    attempt = room.hand_in(session, {"aksi": [essays.TEXT], "singkat": ["Karena perlu."]})
    with pytest.raises(Invalid) as refused:
        room.mark(session, attempt, 4, 4)
    assert set(refused.value.fields) == {"nilai-singkat.1", "nilai-singkat.2"}
    sent = {name: SentMark({"1": "4", "2": "4"}, "") for name in ("aksi", "singkat")}
    where = (session, room.catalogue, "contoh", attempt, sent)
    assert service.save_marks(*where, reason="", timezone=essays.ZONE, **room.by(room.trainer)).completed


def test_reading_and_marking_are_written_down_with_whose_essay_it_was(session, room):
    attempt = room.hand_in(session)
    service.note_reading(session, room.catalogue, "contoh", attempt, actor=room.trainer, now=room.now)
    room.mark(session, attempt, 4, 4)
    found = session.execute(
        select(AuditEntry.action, AuditSubject.person_id).join(AuditSubject, AuditSubject.entry_id == AuditEntry.id)
    ).all()
    assert {tuple(each) for each in found} >= {
        ("essay.view", room.learner.id),
        ("essay.mark", room.learner.id),
    }


def row(number, marker, *points, question="aksi"):
    given = {str(place): one for place, one in enumerate(points, 1)}
    return MarkRow(number, question, marker, given, "", NIGHT)


marks = st.lists(st.tuples(st.integers(1, 3), st.sampled_from((0, 2, 4)), st.sampled_from((0, 2, 4))), max_size=8)


@given(marks, st.integers(1, 3))
def test_shares_are_bounded_fair_to_all_markers_and_follow_their_newest_marks(given_marks, wanted):
    rows = [row(number, *each) for number, each in enumerate(given_marks, 1)]
    found = rules.shares(essays.BODY, rows, wanted)
    markers = {marker for marker, *_ in given_marks}
    assert ("aksi" in found) == (len(markers) >= wanted)
    if found:
        assert 0 <= found["aksi"] <= 1
        newest = {marker: Fraction(6 * one + 4 * two, 40) for marker, one, two in given_marks}
        assert found["aksi"] == sum(newest.values()) / len(newest)
        assert rules.shares(essays.BODY, rows[::-1], wanted) == found


def test_the_database_refuses_to_change_a_mark(session, room):
    attempt = room.hand_in(session)
    room.mark(session, attempt, 4, 4)
    session.commit()
    mark = session.scalars(select(EssayMark)).one()
    mark.comment = "lain"
    with pytest.raises(Exception, match="append-only"):
        session.flush()
    session.rollback()
    assert session.scalar(select(func.count()).where(EssayMark.comment == "Baik.")) == 1
