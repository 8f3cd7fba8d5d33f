"""The pages of a quiz, without JavaScript and with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.assessment.models import AnswerEvent, Attempt
from elearn.assessment.rules import GRACE
from elearn.audit.models import AuditEntry
from elearn.learning.models import Completion
from elearn.learning.service import enrol, finish_lesson
from tests import factories
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter, stand_still

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
RIGHT = {
    "jawab-ujian-01": "a",
    "jawab-ujian-02": ["a", "c"],
    "jawab-ujian-03": "b",
    "jawab-ujian-04": "20",
    "jawab-ujian-05": "merit",
}
SECRETS = ("Rahasia-umpan-balik", "rahasia-pembahasan", "sistem merit", "20 ± 0,5", "Jawaban benar")
QUIZ = "/kursus/contoh/kuis/ujian"
SAVED = {"tersimpan": [1, 2], "ditolak": [], "pukul": "09.00 WITA", "catatan": "", "sisa": 1200} | {
    "kini": 2,
    "lain": [],
    "ditimpa": [],
}
JSON = {"Accept": "application/json"}


def learner(app, session, name="Maria Bria"):
    """Somebody who has read every lesson, so that the post-test is open."""
    stand_still(app, NOW)
    who = factories.person(session, name)
    posted = factories.posting(session, who, factories.unit(session))
    catalogue = app.extensions["elearn.library"].catalogue
    actor = factories.actor(who, posted)
    enrol(session, catalogue, "contoh", actor=actor, now=NOW)
    for lesson in ("satu", "dua", "tiga"):
        finish_lesson(session, catalogue, "contoh", lesson, actor=actor, now=NOW)
    session.commit()
    return who


@pytest.fixture
def maria(app, session):
    return learner(app, session)


@pytest.fixture
def page(client, maria) -> PageClient:
    """Maria's browser."""
    return enter(client, maria)


def begin(page):
    """Start the post-test; returns the address of the attempt."""
    response = page.post_form(f"{QUIZ}/mulai", page=QUIZ)
    assert response.status_code == 303
    return response.headers["Location"]


def send(page, attempt, *events, key="kunci-halaman", token=None):
    sent = [{"urut": seq, "soal": question, "nilai": value} for seq, question, value in events]
    headers = JSON | {"X-CSRFToken": token or page.token(attempt)}
    return page.plain.post(f"{attempt}/jawaban", json={"kunci": key, "peristiwa": sent}, headers=headers)


def test_the_rules_are_said_before_the_start(page):
    text = page.get(QUIZ, 200).text
    for said in (
        "5 soal",
        "20 menit",
        "sisa 3 kali",
        "Nilai lulus",
        "70",
        "setelah Anda lulus",
        "10 detik",
        "Mulai kuis",
    ):
        assert said in text


def test_the_cap_of_the_day_is_told_before_the_start_and_not_once_it_does_not_matter(app, page):
    """The lessons took 3.33 of 4 JP today, of which 3 count: the quiz's 0.67 would be lost today, but not tomorrow."""
    said = "Menyelesaikannya besok menyelamatkan 0,67 JP"
    assert said in page.get(QUIZ, 200).text
    stand_still(app, NOW + timedelta(days=1))
    assert said not in page.get(QUIZ, 200).text
    stand_still(app, NOW)
    attempt = begin(page)
    page.post_form(f"{attempt}/kumpulkan", RIGHT, page=attempt)
    assert said not in page.get(QUIZ, 200).text


def test_start_to_result_in_four_requests_and_few_queries(app, page):
    token = page.token(QUIZ)
    with counted_queries(app) as queries:
        attempt = page.plain.post(f"{QUIZ}/mulai", data={"csrf_token": token}).headers["Location"]
        page.get(attempt, 200)
        form = {"csrf_token": token, "kunci": "kunci-halaman", **RIGHT}
        result = page.plain.post(f"{attempt}/kumpulkan", data=form).headers["Location"]
        text = page.get(result, 200).text
    assert "Anda lulus kuis ini" in text
    # A dozen of them bind what was earned into the record: certificate, its number, entries and their chain.
    # On PostgreSQL one more holds the person.
    assert len(queries) <= 47, "\n".join(queries)


def test_a_double_submission_shows_the_same_result_and_completes_once(session, page):
    attempt = begin(page)
    first = page.post_form(f"{attempt}/kumpulkan", RIGHT, page=attempt)
    shown = page.get(f"{attempt}/hasil", 200).text
    assert "Selamat! Anda menyelesaikan kursus ini. Sertifikat dan JP-nya ada di Riwayat." in shown
    assert re.findall(r'class="button" href="([^"]+)"', shown) == [QUIZ.split("/kuis/")[0]], "not to try again first"
    again = page.post_form(f"{attempt}/kumpulkan", RIGHT | {"jawab-ujian-01": "b"}, page=QUIZ)
    assert first.headers["Location"] == again.headers["Location"] == f"{attempt}/hasil"
    assert "<strong>100</strong>" in page.get(f"{attempt}/hasil", 200).text
    assert session.scalar(select(func.count()).select_from(Completion)) == 1


def test_no_key_reaches_the_browser_before_the_rule_allows(page):
    attempt = begin(page)
    seen = [page.get(QUIZ, 200).text, page.get(attempt, 200).text, page.get(f"{attempt}?tinjau=ya", 200).text]
    page.post_form(f"{attempt}/kumpulkan", {"konfirmasi": "ya", "jawab-ujian-01": "b"}, page=attempt)
    seen.append(page.get(f"{attempt}/hasil", 200).text)
    second = begin(page)
    seen.append(page.get(second, 200).text)
    for text in seen:
        assert not [secret for secret in SECRETS if secret in text]
    page.post_form(f"{second}/kumpulkan", RIGHT, page=second)
    text = page.get(f"{attempt}/hasil", 200).text
    assert not [secret for secret in SECRETS if secret not in text]
    assert "sudah lulus" in page.get(QUIZ, 200).text
    assert page.post_form(f"{QUIZ}/mulai", page=QUIZ).headers["Location"] == QUIZ


def test_answers_saved_by_the_plain_button_are_found_again(page):
    attempt = begin(page)
    answers = {"kunci": "kunci-halaman", "dasar": "0", "jawab-ujian-02": ["a", "d"], "jawab-ujian-05": "<merit>"}
    saved = page.post_form(f"{attempt}/jawaban", answers, page=attempt)
    assert saved.headers["Location"] == attempt
    text = page.get(attempt, 200).text
    assert "Tersimpan di server 09.00 WITA." in text
    assert text.count(" checked>") == 2
    assert 'value="&lt;merit&gt;"' in text
    cleared = {"kunci": "kunci-kedua", "dasar": "99", "ada": ["ujian-02"]}
    page.post_form(f"{attempt}/jawaban", cleared, page=attempt)
    assert " checked>" not in page.get(attempt, 200).text


def test_unanswered_questions_are_named_once_and_nothing_is_lost(session, page):
    attempt = begin(page)
    asked = page.post_form(f"{attempt}/kumpulkan", {"jawab-ujian-04": "20"}, page=attempt)
    text = page.get(asked.headers["Location"], 200).text
    assert "4 soal belum dijawab" in text
    assert 'name="konfirmasi" value="ya"' in text
    assert 'value="20"' in text
    page.post_form(f"{attempt}/kumpulkan", {"konfirmasi": "ya", "jawab-ujian-04": "20"}, page=attempt)
    assert "dari 5 soal dijawab" in page.get(f"{attempt}/hasil", 200).text


def test_the_script_saves_and_a_replay_changes_nothing(session, page):
    attempt = begin(page)
    for _ in range(2):
        reply = send(page, attempt, (1, "ujian-01", ["a"]), (2, "ujian-05", ["merit"]))
        assert reply.status_code == 200
        assert reply.json == SAVED
    assert session.scalar(select(func.count()).select_from(AnswerEvent)) == 2


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"kunci": "kunci-halaman"},
        {"kunci": "kunci-halaman", "peristiwa": ["x"]},
        {"kunci": "kunci-halaman", "peristiwa": [{"urut": "1", "soal": "ujian-01", "nilai": ["a"]}]},
        {"kunci": "kunci-halaman", "peristiwa": [{"urut": True, "soal": "ujian-01", "nilai": ["a"]}]},
        {"kunci": "kunci-halaman", "peristiwa": [{"urut": 1, "soal": "ujian-01", "nilai": [1]}]},
        {"kunci": "kunci-halaman", "peristiwa": [{"urut": 1, "soal": "lain", "nilai": []}]},
        {"kunci": 7, "peristiwa": []},
    ],
)
def test_a_batch_that_makes_no_sense_is_refused_in_words(page, body):
    attempt = begin(page)
    headers = JSON | {"X-CSRFToken": page.token(attempt)}
    reply = page.plain.post(f"{attempt}/jawaban", json=body, headers=headers)
    assert reply.status_code == 422
    assert "Muat ulang" in reply.json["pesan"]


def test_an_expired_session_is_said_and_the_answers_may_be_sent_again(session, app, page, maria):
    attempt = begin(page)
    stale = page.token(attempt)
    page.plain.delete_cookie("elearn")
    refused = send(page, attempt, (1, "ujian-01", ["a"]), token=stale)
    assert refused.status_code == 401
    assert "Masuk lagi" in refused.json["pesan"]
    behind = {"Referer": f"http://localhost{attempt}"}
    asked = page.plain.post(f"{attempt}/kumpulkan", data={"csrf_token": stale, **RIGHT}, headers=behind)
    assert asked.status_code == 401
    assert all(f'name="{name}"' in asked.text for name in RIGHT)  # nothing that was answered is lost
    assert session.scalar(select(func.count()).select_from(AnswerEvent)) == 0
    session.commit()  # on SQLite this look would hold the server's writers up
    enter(page, maria)
    assert send(page, attempt, (1, "ujian-01", ["a"]), token=stale).status_code == 400  # the old token stays refused
    assert send(page, attempt, (1, "ujian-01", ["a"])).json["tersimpan"] == [1]
    page.post_form(f"{attempt}/kumpulkan", RIGHT, page=attempt)
    assert "Anda lulus" in page.get(f"{attempt}/hasil", 200).text


def test_after_the_deadline_the_server_decides(app, session, page):
    attempt = begin(page)
    send(page, attempt, (1, "ujian-02", ["a", "c"]))
    token = page.token(attempt)
    stand_still(app, NOW + timedelta(minutes=20, seconds=1))
    refused = send(page, attempt, (2, "ujian-01", ["a"]), token=token)
    assert refused.status_code == 409
    assert "Waktu sudah habis" in refused.json["pesan"]
    stand_still(app, NOW + timedelta(minutes=20) + GRACE + timedelta(seconds=1))
    assert page.get(attempt, 303).headers["Location"] == f"{attempt}/hasil"
    text = page.get(f"{attempt}/hasil", 200).text
    assert "Waktu habis" in text
    assert "<strong>33,33</strong>" in text
    assert "Catat sekarang" in text
    assert "Waktu habis" in page.get(QUIZ, 200).text
    page.post_form(f"{attempt}/kumpulkan", RIGHT, page=QUIZ)
    assert session.scalars(select(Attempt)).one().score == 3333
    assert "Catat sekarang" not in page.get(f"{attempt}/hasil", 200).text


def test_the_worker_knows_the_job(app):
    from elearn.app import job_handlers

    assert "attempt.close" in job_handlers(app)


def test_somebody_elses_attempt_is_not_found(app, session, page):
    attempt = begin(page)
    other = enter(PageClient(app), learner(app, session, "Yohanes"))
    for address in (attempt, f"{attempt}/hasil"):
        other.get(address, 404)
    token = other.token(QUIZ)
    assert send(other, attempt, (1, "ujian-01", ["a"]), token=token).status_code == 404
    assert other.post_form(f"{attempt}/kumpulkan", RIGHT, page=QUIZ).status_code == 404
    assert session.scalar(select(func.count()).select_from(AnswerEvent)) == 0


def test_a_finished_attempt_takes_no_answers(page):
    attempt = begin(page)
    token = page.token(attempt)
    page.post_form(f"{attempt}/kumpulkan", RIGHT, page=attempt)
    refused = send(page, attempt, (1, "ujian-01", ["b"]), token=token)
    assert refused.status_code == 409
    assert "sudah dikumpulkan" in refused.json["pesan"]
    back = page.post_form(f"{attempt}/jawaban", {"jawab-ujian-01": "b"}, page=QUIZ)
    assert back.headers["Location"] == attempt


def test_a_locked_quiz_leads_to_the_course(app, session, client):
    stand_still(app, NOW)
    who = factories.person(session)
    catalogue = app.extensions["elearn.library"].catalogue
    enrol(session, catalogue, "contoh", actor=factories.actor(who), now=NOW)
    session.commit()
    page = enter(client, who)
    assert page.get(QUIZ, 303).headers["Location"] == "/kursus/contoh"
    assert page.post_form(f"{QUIZ}/mulai", page="/akun").headers["Location"] == QUIZ
    page.get("/kursus/contoh/kuis/satu", 404)


def test_used_up_attempts_name_whom_to_ask_and_a_trainer_grants_another(app, session, page, maria):
    for _ in range(3):
        attempt = begin(page)
        page.post_form(f"{attempt}/kumpulkan", {"konfirmasi": "ya"}, page=attempt)
    for address in (QUIZ, f"{attempt}/hasil"):
        assert "Maria Bria, S.Sos." in page.get(address, 200).text
    grant = f"{QUIZ}/izin/{maria.id}"
    page.get(grant, 404)
    trainer = factories.person(session, "Yohanes")
    factories.grant(session, trainer, "trainer", course="contoh")
    session.commit()
    desk = enter(PageClient(app), trainer)
    assert "Maria Bria" in desk.get(grant, 200).text
    token = desk.token("/akun")
    seen = select(func.count()).where(AuditEntry.action == "attempt.view")
    before = session.scalar(seen)
    session.commit()
    refused = desk.post(grant, data={"csrf_token": token, "extra": "1", "reason": ""})
    assert refused.status_code == 422
    assert session.scalar(seen) == before + 1  # the page that came back shows her attempts too
    session.commit()
    assert "Periksa isian Anda" in refused.text
    desk.post_form(grant, {"extra": "1", "reason": "Listrik padam di kantor."})
    assert "Peserta ini masih mempunyai percobaan" in desk.get(grant, 200).text
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == trainer.id)).all()
    assert set(actions) == {"attempt.view", "attempt.grant"}
    assert "Mulai percobaan ke-4" in page.get(QUIZ, 200).text


def test_the_pages_load_the_script_as_a_module_only_where_it_is_needed(session: Session, page):
    attempt = begin(page)
    assert "kuis-waktu." in page.get(attempt, 200).text
    assert "kuis." not in page.get(QUIZ, 200).text
