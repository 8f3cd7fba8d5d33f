"""What pages of the same attempt are told of one another: by the script's replies, and by plain forms."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from elearn.assessment import rules, service
from elearn.assessment.models import AnswerEvent, Attempt
from elearn.assessment.rules import GRACE, LATE, Sent
from elearn.content.model import FeedbackRule, QuizPurpose
from elearn.core.errors import Conflict
from tests.assessment import world as worlds
from tests.assessment.test_views import JSON, NOW, QUIZ, RIGHT, begin, learner, send
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still


@pytest.fixture
def maria(app, session):
    return learner(app, session)


@pytest.fixture
def page(client, maria) -> PageClient:
    return enter(client, maria)


def save(world, session, attempt, *sent, key, base=0):
    return service.save_answers(session, attempt, client_key=key, sent=sent, base=base, **world.context)


def test_a_save_is_told_what_other_pages_answered_since(session, world):
    attempt = world.start(session)
    first = save(world, session, attempt, Sent(1, "satu", ("a",)), key="ponsel-satu")
    assert (first.elsewhere, first.overruled) == ((), {})
    second = save(world, session, attempt, Sent(1, "teks", ("merit",)), key="laptop-dua")
    assert [(one.question, one.client_key, one.value) for one in second.elsewhere] == [("satu", "ponsel-satu", ("a",))]
    third = save(world, session, attempt, Sent(2, "angka", ("20",)), key="laptop-dua", base=second.last)
    assert third.elsewhere == ()
    news = service.look(session, attempt, first.last, bodies=world.bodies, actor=world.learner, now=world.now)
    assert {one.question for one in news.elsewhere} == {"teks", "angka"}
    assert news.remaining == 1200


def test_a_late_phone_loses_and_is_told_and_a_blind_winner_is_told_too(session, world):
    attempt = world.start(session)
    world.later(minutes=5)
    save(world, session, attempt, Sent(1, "satu", ("b",)), key="laptop-dua")
    world.later(minutes=1)
    older = Sent(1, "satu", ("a",), age=timedelta(minutes=3))
    lost = save(world, session, attempt, older, key="ponsel-satu")
    assert [one.value for one in lost.elsewhere] == [("b",)]
    assert lost.overruled == {}
    won = save(world, session, attempt, Sent(2, "satu", ("c",), age=timedelta(seconds=5)), key="ponsel-satu")
    assert (won.elsewhere, won.overruled) == ((), {"satu": ("b",)})
    shown = next(one for one in world.page(session, attempt).questions if one.id == "satu")
    assert [option.key for option in shown.options if option.chosen] == ["c"]
    wanted = select(AnswerEvent.seq, AnswerEvent.made_at).where(AnswerEvent.client_key == "ponsel-satu")
    made = {row.seq: row.made_at for row in session.execute(wanted)}
    assert made == {1: world.now - timedelta(minutes=3), 2: world.now - timedelta(seconds=5)}


def test_in_practice_only_what_was_made_in_time_comes_in_late(session, now):
    world = worlds.build(session, now, purpose=QuizPurpose.PRACTICE, feedback=FeedbackRule.AFTER_SUBMIT)
    attempt = world.start(session)
    end = session.get(Attempt, attempt).deadline_at
    assert session.get(Attempt, attempt).late_until == end + LATE
    world.later(minutes=50)
    batch = (Sent(1, "satu", ("b",), age=timedelta(minutes=31)), Sent(2, "angka", ("20",), age=timedelta(minutes=29)))
    saved = save(world, session, attempt, *batch, key="ponsel-satu")
    assert (saved.seqs, saved.refused) == ((1,), (2,))
    page = world.result(session, attempt)
    assert (page.score, page.pending, page.receipt, page.reviews) == (2500, True, "", ())
    assert page.late_until == end + LATE
    assert world.submit(session, attempt, {}) == service.Submitted(closed=True, late=True)
    with pytest.raises(Conflict, match="sudah dikumpulkan"):
        save(world, session, attempt, batch[0], key="ponsel-satu")
    assert world.result(session, attempt).reviews


def test_nothing_comes_in_after_the_hour_or_with_an_age_that_cannot_be(session, now):
    world = worlds.build(session, now, purpose=QuizPurpose.PRACTICE)
    attempt = world.start(session)
    world.later(minutes=20, seconds=(GRACE + LATE).total_seconds())
    with pytest.raises(Conflict, match="Waktu sudah habis"):
        save(world, session, attempt, Sent(1, "satu", ("b",), age=timedelta(minutes=75)), key="ponsel-satu")
    strict = worlds.build(session, now)
    attempt = strict.start(session)
    strict.later(minutes=20, seconds=1)
    with pytest.raises(Conflict, match="Waktu sudah habis"):
        save(strict, session, attempt, Sent(1, "satu", ("b",), age=timedelta(minutes=10)), key="ponsel-satu")


def test_the_script_asks_for_news_and_a_person_who_does_is_led_to_the_attempt(page, app):
    attempt = begin(page)
    send(page, attempt, (1, "ujian-05", ["merit"]), key="ponsel-satu")
    asked = page.plain.get(f"{attempt}/jawaban?dasar=0", headers=JSON).json
    assert asked["lain"] == [{"soal": "ujian-05", "kunci": "ponsel-satu", "nilai": ["merit"]}]
    assert (asked["kini"], asked["sisa"]) == (1, 1200)
    assert send(page, attempt, (2, "ujian-04", ["20"]), token=asked["tanda"]).status_code == 200
    assert page.get(f"{attempt}/jawaban", 303).headers["Location"] == attempt
    stand_still(app, NOW + timedelta(minutes=20) + GRACE + timedelta(seconds=1))
    assert page.plain.get(f"{attempt}/jawaban?dasar=x", headers=JSON).json["lanjut"] == f"{attempt}/hasil"


def test_a_plain_form_is_told_what_stands_otherwise_and_what_it_went_against(page):
    attempt = begin(page)
    old = {"kunci": "halaman-lama", "dasar": "0"}
    page.post_form(
        f"{attempt}/jawaban", {"kunci": "tab-lain", "jawab-ujian-01": "b", "jawab-ujian-04": "7"}, page=attempt
    )
    page.post_form(f"{attempt}/jawaban", old | {"jawab-ujian-01": "a", "jawab-ujian-04": ""}, page="/akun")
    text = page.get(attempt, 200).text
    assert "juga dijawab di tab atau perangkat lain. Yang dinilai adalah jawaban dari halaman ini." in text
    assert "diubah di tab atau perangkat lain. Jawaban yang dibuat terakhir" in text
    assert 'value="7"' in text


def test_a_stale_plain_form_is_not_submitted_before_the_other_answer_was_seen(session, page):
    attempt = begin(page)
    page.post_form(f"{attempt}/jawaban", {"kunci": "tab-lain", "jawab-ujian-04": "7"}, page=attempt)
    shown = RIGHT | {"kunci": "halaman-lama", "dasar": "0", "jawab-ujian-04": ""}
    sent = page.post_form(f"{attempt}/kumpulkan", shown, page="/akun")
    assert sent.headers["Location"] == attempt
    text = page.get(attempt, 200).text
    assert "Belum dikumpulkan: soal " in text
    assert session.scalars(select(Attempt.submitted_at)).one() is None
    session.rollback()
    page.post_form(
        f"{attempt}/kumpulkan",
        {"kunci": "halaman-baru", "dasar": "99", "jawab-ujian-04": "7"} | {"konfirmasi": "ya"},
        page=attempt,
    )
    assert "Tanda terima" in page.get(f"{attempt}/hasil", 200).text


def test_a_form_that_comes_after_the_end_is_told_what_did_not_count(page):
    attempt = begin(page)
    page.post_form(f"{attempt}/kumpulkan", RIGHT, page=attempt)
    page.get(f"{attempt}/hasil", 200)
    page.post_form(f"{attempt}/kumpulkan", RIGHT | {"jawab-ujian-04": "7"}, page="/akun")
    text = page.get(f"{attempt}/hasil", 200).text
    assert "Tidak ikut dinilai: jawaban soal " in text
    page.post_form(f"{attempt}/kumpulkan", RIGHT, page="/akun")
    assert "Tidak ikut dinilai" not in page.get(f"{attempt}/hasil", 200).text


def test_what_holds_when_the_line_is_cut_is_said_before_the_start(page):
    text = page.get(QUIZ, 200).text
    assert "hanya jawaban yang sudah sampai di server" in text
    assert "jam perangkat bukan bukti" in text
    assert int(rules.LATE.total_seconds()) == 3600


def test_a_page_of_practice_is_not_told_that_it_is_over_while_late_answers_come_in(session, now):
    world = worlds.build(session, now, purpose=QuizPurpose.PRACTICE)
    attempt = world.start(session)

    def told():
        return service.look(session, attempt, 0, bodies=world.bodies, actor=world.learner, now=world.now)

    world.later(minutes=20, seconds=LATE.total_seconds())
    assert told().remaining == 0
    world.later(seconds=1)
    assert told() is None
