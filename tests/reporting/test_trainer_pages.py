"""The trainer's pages on the web: courses, participants, quiz results, what the check found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.assessment import service as assessment
from elearn.audit.models import AuditEntry, AuditSubject
from elearn.content.library import Library
from elearn.learning.service import enrol, finish_lesson
from elearn.people.models import Person
from tests import factories
from tests.reporting.world import read_csv
from tests.support.pages import PageClient
from tests.support.sessions import enter, stand_still

NOW = datetime(2026, 6, 1, 3, tzinfo=UTC)
QUIZ = "/pengajar/kursus/contoh/kuis/ujian"


@pytest.fixture
def guru(app: Flask, client: PageClient, session: Session) -> PageClient:
    """The browser of a trainer of the sample course."""
    stand_still(app, NOW)
    who = factories.person(session, "Guru")
    factories.grant(session, who, "trainer", course="contoh")
    session.commit()
    return enter(client, who)


def learner(app: Flask, session: Session, name: str, *answers: dict[str, tuple[str, ...]]) -> Person:
    """Somebody who reads everything and takes the post-test once for each set of answers."""
    library: Library = app.extensions["elearn.library"]
    who = factories.person(session, name)
    actor = factories.actor(who, factories.posting(session, who, factories.unit(session, "Puskesmas Oesapa")))
    given = {"actor": actor, "now": NOW}
    enrol(session, library.catalogue, "contoh", **given)
    for lesson in ("satu", "dua", "tiga"):
        finish_lesson(session, library.catalogue, "contoh", lesson, **given)
    for number, answer in enumerate(answers):
        attempt = assessment.start(session, library.catalogue, "contoh", "ujian", bodies=library.quiz, **given)
        posted = assessment.Posted(f"halaman-{number}", 0, 0, answer)
        assessment.submit(session, library.catalogue, attempt, posted, confirmed=True, bodies=library.quiz, **given)
    session.commit()
    return who


def test_her_courses_lead_to_participants_quizzes_and_findings(app: Flask, guru: PageClient, session: Session) -> None:
    learner(app, session, "Ana")
    shown = guru.get("/pengajar", 200).text
    assert "1 peserta, 0 kelulusan" in shown
    for url in (
        "/pengajar/kursus/contoh",
        QUIZ,
        "/pengajar/kursus/contoh/kuis/coba",
        "/pengajar/kursus/contoh/masalah",
    ):
        assert f'href="{url}"' in shown
        guru.get(url, 200)


def test_participants_are_listed_and_the_view_is_written_down(app: Flask, guru: PageClient, session: Session) -> None:
    who = learner(app, session, "Maria O'Brien <b>")
    shown = guru.get("/pengajar/kursus/contoh?tampil=belum-selesai&urut=-nama", 200).text
    assert "Maria O&#39;Brien &lt;b&gt;" in shown
    assert "3 dari 4" in shown
    assert "Kuis Akhir" in shown
    assert who.nip not in shown
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail) == (
        "participants.view",
        {"course": "contoh", "shown": "belum-selesai", "count": 1},
    )
    assert session.scalars(select(AuditSubject.person_id)).all() == [who.id]


def test_who_used_up_her_attempts_is_one_press_from_another(app: Flask, guru: PageClient, session: Session) -> None:
    who = learner(app, session, "Ana", {}, {}, {})
    link = f'href="/kursus/contoh/kuis/ujian/izin/{who.id}"'
    assert link in guru.get("/pengajar/kursus/contoh?tampil=tersendat", 200).text
    shown = guru.get(QUIZ, 200).text
    assert link in shown
    guru.get(f"/kursus/contoh/kuis/ujian/izin/{who.id}", 200)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions[:2] == ["participants.view", "quiz.view"]


def test_a_quiz_question_by_question(app: Flask, guru: PageClient, session: Session) -> None:
    learner(app, session, "Ana", {"ujian-01": ("a",), "ujian-05": ("merit",)})
    learner(app, session, "Bela", {"ujian-01": ("b",), "ujian-05": ("<i>balas budi</i>",)})
    shown = guru.get(QUIZ, 200).text
    first = shown.split('id="soal-1"')[1].split("</section>")[0]
    assert "50%" in first
    assert "Ditanyakan 2 kali, dijawab 2 kali, benar penuh 1 kali." in first
    assert '<progress value="5000" max="10000" aria-label="Rata-rata nilai soal">' in first
    assert first.index("Setiap ASN") < first.index("Kunci") < first.index("Hanya pimpinan")
    assert "&lt;i&gt;balas budi&lt;/i&gt;" in shown
    assert "0 dari 2" in shown, "nobody passed"


def test_the_analysis_is_taken_as_a_file(app: Flask, guru: PageClient, session: Session) -> None:
    for number in range(10):
        right = number < 6
        learner(app, session, f"Orang {number}", {"ujian-01": ("a" if right else "b",), "ujian-05": ("=merit",)})
    shown = guru.get(QUIZ, 200).text
    assert "Dari 10 percobaan pertama" in shown
    assert "Keandalan" in shown
    taken = guru.get(f"{QUIZ}/analisis.csv", 200)
    assert taken.headers["Content-Disposition"].startswith('attachment; filename="analisis-contoh-ujian-')
    rows = read_csv(taken.data)
    assert [row["Ditanyakan"] for row in rows] == ["10"] * 5
    assert rows[0]["Rata-rata nilai soal (persen)"] == "60.0"
    assert rows[0]["Pilihan: semua/atas/bawah"].startswith("A: 6/")
    assert all(row["Catatan"] for row in rows)
    assert guru.get(f"{QUIZ}/analisis.xlsx", 200).data.startswith(b"PK")
    guru.get(f"{QUIZ}/analisis.pdf", 404)
    action = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first()
    assert action == "quiz.export"


def test_a_course_without_a_pre_test_says_how_gains_are_measured(guru: PageClient) -> None:
    assert 'href="/pengajar/kursus/contoh/perkembangan"' in guru.get("/pengajar/kursus/contoh", 200).text
    assert "Kursus ini belum mengukur perkembangan" in guru.get("/pengajar/kursus/contoh/perkembangan", 200).text


def test_a_quiz_that_nobody_took(guru: PageClient) -> None:
    shown = guru.get(QUIZ, 200).text
    assert "Belum ada jawaban" in shown
    assert shown.count("Belum pernah ditanyakan.") == 5


def test_a_course_without_findings_or_participants(guru: PageClient) -> None:
    assert "Tidak ada temuan" in guru.get("/pengajar/kursus/contoh/masalah", 200).text
    assert "Tidak ada peserta yang cocok" in guru.get("/pengajar/kursus/contoh", 200).text


@pytest.mark.parametrize("path", ["", "/masalah", "/perkembangan", "/kuis/ujian", "/kuis/ujian/analisis.csv"])
def test_other_courses_and_unknown_ones_are_not_found(guru: PageClient, session: Session, path: str) -> None:
    guru.get(f"/pengajar/kursus/tak-ada{path}", 404)
    other = factories.person(session, "Guru Lain")
    factories.grant(session, other, "trainer", course="kursus-lain")
    session.commit()
    enter(guru, other)
    guru.get(f"/pengajar/kursus/contoh{path}", 404)
    assert "Belum ada kursus Anda" in guru.get("/pengajar", 200).text


def test_a_lesson_has_no_quiz_results(guru: PageClient) -> None:
    guru.get("/pengajar/kursus/contoh/kuis/satu", 404)
    guru.get("/pengajar/kursus/contoh/kuis/tak-ada", 404)


def test_admins_who_train_nothing_stay_outside(guru: PageClient, session: Session) -> None:
    chief = factories.person(session, "Chief")
    factories.grant(session, chief, "admin")
    session.commit()
    enter(guru, chief)
    guru.get("/pengajar", 403)
    guru.get("/pengajar/kursus/contoh", 403)
