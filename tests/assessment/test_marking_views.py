"""The pages of essays and surveys: handing in, marking, and what the learner then reads."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from elearn.assessment.models import Attempt
from elearn.audit.models import AuditEntry
from elearn.learning.models import Completion
from elearn.learning.service import enrol, finish_lesson
from elearn.settings import Settings
from tests import factories
from tests.conftest import SAMPLE
from tests.support import essay_course
from tests.support.essay_course import COURSE, QUEUE, QUIZ, SURVEY
from tests.support.pages import PageClient
from tests.support.sessions import counted_queries, enter, stand_still

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TEXT = "Saya <b>perbaiki</b> antrean.\r\nLalu saya ukur hasilnya setiap bulan bersama rekan."
ANSWERS = {"jawab-aksi-01": "a", "jawab-aksi-02": TEXT}
MARK = {"nilai-aksi-02.1": "4", "nilai-aksi-02.2": "2", "komentar-aksi-02": "Rencananya jelas & <rapi>."}


@pytest.fixture
def settings(database_url, tmp_path):
    """An installation with the sample course and one that has an essay and a survey."""
    shutil.copytree(SAMPLE, tmp_path / "content")
    essay_course.write(tmp_path / "content")
    return Settings.from_mapping(
        {
            "ELEARN_DATA": str(tmp_path / "data"),
            "ELEARN_CONTENT": str(tmp_path / "content"),
            "ELEARN_DATABASE_URL": database_url,
            "ELEARN_SECRET_KEY": "hanya-untuk-pengujian-" + "x" * 20,
        }
    )


@pytest.fixture
def maria(app, session):
    """Somebody who has read the lesson."""
    stand_still(app, NOW)
    who = factories.person(session, "Maria Goreti")
    posted = factories.posting(session, who, factories.unit(session))
    actor = factories.actor(who, posted)
    catalogue = app.extensions["elearn.library"].catalogue
    enrol(session, catalogue, "rencana", actor=actor, now=NOW)
    finish_lesson(session, catalogue, "rencana", "bacaan", actor=actor, now=NOW)
    session.commit()
    return who


@pytest.fixture
def page(client, maria):
    """Maria's browser."""
    return enter(client, maria)


@pytest.fixture
def desk(app, session):
    """The browser of a trainer of the course."""
    trainer = factories.person(session, "Yohanes Tefa")
    factories.grant(session, trainer, "trainer", course="rencana")
    session.commit()
    return enter(PageClient(app), trainer)


def take(page, quiz=QUIZ, answers=ANSWERS):
    attempt = page.post_form(f"{quiz}/mulai", page=quiz).headers["Location"]
    page.post_form(f"{attempt}/kumpulkan", answers | {"konfirmasi": "ya"}, page=attempt)
    return attempt


def marking(session, attempt):
    return f"{QUEUE}/{attempt.rsplit('/', 1)[1]}"


def test_the_learner_is_told_before_and_while_she_waits(page):
    assert "Esai dinilai oleh pengajar" in page.get(QUIZ, 200).text
    attempt = take(page)
    for address in (QUIZ, f"{attempt}/hasil", COURSE, "/beranda"):
        assert "Menunggu dinilai pengajar" in page.get(address, 200).text, address
    text = page.get(f"{attempt}/hasil", 200).text
    assert "JP dicatat pada hari Anda mengumpulkan" in text
    assert "Nilai percobaan ini" not in text
    refused = page.post_form(f"{QUIZ}/mulai", page=QUIZ)
    assert refused.headers["Location"] == QUIZ
    assert "menunggu dinilai pengajar" in page.get(QUIZ, 200).text


def test_a_trainer_finds_marks_and_the_learner_reads_it(app, session, page, desk):
    attempt = take(page)
    take(page, SURVEY, {"jawab-kesan-01.1": "1=5", "jawab-kesan-01.2": "2=4", "jawab-kesan-02": "a"})
    assert "1 menunggu dinilai" in desk.get("/pengajar", 200).text
    assert "1 menunggu dinilai" in desk.get("/pengajar/kursus/rencana", 200).text
    assert QUEUE in desk.get("/kelola/penilaian", 200).text
    listed = desk.get(QUEUE, 200).text
    assert "Peserta 1" in listed
    assert "Maria" not in listed.replace("Maria Bria", "")
    where = marking(session, attempt)
    text = desk.get(where, 200).text
    assert "Saya &lt;b&gt;perbaiki&lt;/b&gt; antrean." in text
    assert "Goreti" not in text
    stand_still(app, NOW + timedelta(days=2))
    saved = desk.post_form(where, MARK | {"lanjut": "ya"})
    assert saved.headers["Location"] == QUEUE
    text = desk.get(QUEUE, 200).text
    assert "menyelesaikan kursus ini" in text
    assert "Tidak ada yang menunggu" in text
    assert "Peserta 1" in desk.get(f"{QUEUE}?tampil=dinilai", 200).text
    text = page.get(f"{attempt}/hasil", 200).text
    for said in (
        "Anda lulus kuis ini",
        "<strong>84</strong>",
        "Rencananya jelas &amp; &lt;rapi&gt;.",
        "Esai Anda dinilai",
    ):
        assert said in text
    done = session.scalars(select(Completion)).one()
    assert (done.completed_on.isoformat(), done.final_score) == ("2026-03-04", 8400)
    actions = set(session.scalars(select(AuditEntry.action)))
    assert actions >= {"essay.view", "essay.mark"}
    assert "Membaca esai Anda" in page.get("/data-saya", 200).text


def test_a_form_that_is_not_complete_keeps_what_was_typed(session, page, desk):
    where = marking(session, take(page))
    token = desk.token("/akun")
    sent = {"csrf_token": token, "nilai-aksi-02.1": "2", "komentar-aksi-02": "Belum\nselesai"}
    refused = desk.post(where, data=sent)
    assert refused.status_code == 422
    assert "Soal" in refused.text
    assert "Kelayakan: Pilih satu tingkat" in refused.text
    assert re.search(r'value="2" checked', refused.text)
    assert "Belum\nselesai</textarea>" in refused.text
    assert session.scalars(select(Attempt)).one().passed is None


def test_a_result_is_changed_only_with_a_reason_that_the_learner_reads(session, page, desk):
    attempt = take(page)
    where = marking(session, attempt)
    low = MARK | {"nilai-aksi-02.1": "0"}
    desk.post_form(where, low)
    assert "Belum lulus" in page.get(f"{attempt}/hasil", 200).text
    refused = desk.post(where, data=MARK | {"csrf_token": desk.token("/akun")})
    assert refused.status_code == 422
    assert "Alasan perubahan" in refused.text
    assert re.search(r'name="nilai-aksi-02\.1" value="4" checked', refused.text)
    desk.post_form(where, MARK | {"alasan": "Rubrik salah dibaca."})
    text = page.get(f"{attempt}/hasil", 200).text
    assert "Nilai diperbarui pada" in text
    assert "Rubrik salah dibaca." in text
    assert "Anda lulus kuis ini" in text
    assert "Rubrik salah dibaca." in desk.get(where, 200).text


def test_a_second_marker_is_asked_for_and_called_off(app, session, page, desk):
    where = marking(session, take(page))
    desk.post_form(f"{where}/penilai", {"jumlah": "2"}, page=where)
    assert "Batalkan penilai kedua" in desk.get(where, 200).text
    desk.post_form(where, MARK)
    assert "Menunggu penilai kedua" in desk.get(QUEUE, 200).text
    other = factories.person(session, "Ana")
    factories.grant(session, other, "trainer")
    session.commit()
    second = enter(PageClient(app), other)
    text = second.get(where, 200).text
    assert "dinilai oleh dua orang" in text
    assert "Rencananya jelas" not in text
    second.post_form(where, MARK | {"nilai-aksi-02.1": "2", "komentar-aksi-02": "Kurang tepat."})
    assert session.scalars(select(Attempt)).one().score == 7200
    session.commit()  # on SQLite this look would hold the server's writers up
    assert "Rencananya jelas" in second.get(where, 200).text


def test_nobody_else_finds_these_pages(app, session, page, desk):
    where = marking(session, take(page))
    for address in (QUEUE, where):
        page.get(address, 404)
    outsider = factories.person(session, "Carla")
    factories.grant(session, outsider, "trainer", course="contoh")
    session.commit()
    other = enter(PageClient(app), outsider)
    token = other.token("/akun")
    for address in (QUEUE, where):
        other.get(address, 404)
    assert other.post(where, data=MARK | {"csrf_token": token}).status_code == 404
    desk.get("/kelola/kursus/contoh/penilaian", 404)
    desk.get(f"{QUEUE}/999", 404)
    assert "Tidak ada yang menunggu" in other.get("/kelola/penilaian", 200).text


def test_a_survey_has_no_score_and_counts_as_done(session, page):
    assert "tidak ada nilai" in page.get(SURVEY, 200).text
    attempt = take(page, SURVEY, {"jawab-kesan-01.1": "1=5", "jawab-kesan-02": "b"})
    text = page.get(f"{attempt}/hasil", 200).text
    assert "Terima kasih" in text
    assert "Nilai percobaan ini" not in text
    assert "Pembahasan" not in text
    kept = session.scalars(select(Attempt)).one()
    assert (kept.score, kept.points, kept.max_points, kept.passed) == (None, 0, 0, True)
    assert "sudah mengisi survei ini" in page.get(SURVEY, 200).text
    assert "Selesai" in page.get(COURSE, 200).text


def test_the_queue_asks_few_questions_however_long_it_is(app, session, page, desk):
    take(page)
    with counted_queries(app) as queries:
        desk.get(QUEUE, 200)
    assert len(queries) <= 8, "\n".join(queries)


def test_a_corrected_key_is_shown_applied_and_proved(app, session, page, desk):
    """The file is edited, the quiz read again, and the trainer follows the links from its results."""
    attempt = take(page, answers={"jawab-aksi-01": "b", "jawab-aksi-02": TEXT})
    take(page, SURVEY, {"jawab-kesan-02": "a"})
    desk.post_form(marking(session, attempt), MARK | {"nilai-aksi-02.1": "2", "nilai-aksi-02.2": "4"})
    assert "<strong>56</strong>" in page.get(f"{attempt}/hasil", 200).text
    library = app.extensions["elearn.library"]
    path = library.root / "kursus/rencana/01-rencana/02-aksi.md"
    text = (
        path.read_text().replace("- [x] Dari masalah", "- [ ] Dari masalah").replace("- [ ] Dari ang", "- [x] Dari ang")
    )
    path.write_text(text)
    library.refresh()
    results = "/pengajar/kursus/rencana/kuis/aksi"
    assert "Kunci berubah" in desk.get(results, 200).text
    regrade = "/kelola/kursus/rencana/kuis/aksi/nilai-ulang"
    assert regrade in desk.get(results, 200).text
    shown = desk.get(regrade, 200).text
    for said in ("Maria Goreti", "Menjadi lulus", "Dari anggaran yang tersisa", "Terapkan pada 1 percobaan"):
        assert said in shown
    plan = re.search(r'name="rencana" value="(\w+)"', shown)[1]
    token = desk.token(regrade)
    refused = desk.post(regrade, data={"csrf_token": token, "rencana": plan, "alasan": ""})
    assert refused.status_code == 422
    assert "Tulis alasan" in refused.text
    desk.post_form(regrade, {"rencana": plan, "alasan": "Kunci soal 1 keliru."})
    assert "1 menjadi lulus. 1 peserta menyelesaikan kursus" in desk.get(regrade, 200).text
    assert "Kunci soal 1 keliru." in desk.get(f"{regrade}/bukti", 200).text
    text = page.get(f"{attempt}/hasil", 200).text
    assert "dari 56 menjadi 76" in text
    assert "Kunci soal 1 keliru." in text
    assert "Kunci berubah" not in desk.get(results, 200).text
    assert session.scalars(select(Completion)).one().final_score == 7600
    session.commit()
    for address in (regrade, f"{regrade}/bukti"):
        page.get(address, 404)
    assert set(session.scalars(select(AuditEntry.action))) >= {"regrade.view", "regrade.apply"}
