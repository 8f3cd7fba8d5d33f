"""The working version as a learner sees it, and each quiz with its key: nothing is recorded."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from elearn.assessment.models import Attempt
from elearn.learning.models import Enrolment, ItemProgress
from tests.authoring.conftest import Desk

HOME = "/kelola/kursus/contoh/pratinjau"
LESSON = "01-dasar/01-satu.md"
QUIZ = "02-akhir/02-ujian.md"


def recorded(desk: Desk) -> int:
    desk.session.rollback()
    return sum(
        desk.session.scalar(select(func.count()).select_from(t)) or 0 for t in (Enrolment, ItemProgress, Attempt)
    )


def test_the_preview_shows_what_learners_do_not_see_yet(desk: Desk) -> None:
    desk.edit(LESSON, "# Materi Satu", "# Materi Satu yang baru\n\n[Ke materi dua](02-dua.md)")
    client = desk.enter(desk.trainer)
    outline = client.get(HOME, 200).text
    assert "Peserta <strong>belum</strong> melihatnya" in outline
    assert f'href="{HOME}/materi/satu"' in outline
    lesson = client.get(f"{HOME}/materi/satu", 200).text
    assert "Materi Satu yang baru" in lesson
    assert f'href="{HOME}/materi/dua"' in lesson, "links within the course stay within the preview"
    assert 'href="/kursus/contoh/' not in lesson
    assert "Tandai selesai</button>" not in lesson
    assert recorded(desk) == 0


def test_it_says_when_learners_see_the_same(desk: Desk) -> None:
    assert "Ini sama dengan yang dilihat peserta." in desk.enter(desk.trainer).get(HOME, 200).text


def test_a_draft_and_a_broken_course_can_be_looked_at(desk: Desk) -> None:
    desk.edit("kursus.md", "status: terbit", "status: draf")
    client = desk.enter(desk.trainer)
    assert "belum</strong> melihatnya" in client.get(HOME, 200).text
    desk.edit(QUIZ, "[x]", "[ ]")
    assert "Berkasnya masih salah" in client.get(HOME, 200).text


def test_every_question_is_shown_with_its_key_drawn_or_not(desk: Desk) -> None:
    page = desk.enter(desk.trainer).get(f"{HOME}/kuis/ujian", 200).text
    assert page.count("Kunci</span>") == 5
    assert "diambil 5 dari 5 soal" in page
    assert "rahasia-pembahasan" in page
    assert "Rahasia-umpan-balik" in page
    assert "merit atau sistem merit" in page
    assert "Jawaban Anda" not in page
    assert "Waktu <strong>20 menit</strong>" in page


@pytest.mark.parametrize("right", [True, False])
def test_a_quiz_is_tried_graded_and_forgotten(desk: Desk, right: bool) -> None:
    client = desk.enter(desk.trainer)
    address = f"{HOME}/kuis/coba/coba"
    page = client.get(address, 200).text
    assert "Pembahasan" not in page
    seed = re.search(r'name="benih" value="([^"]+)"', page)
    options = re.findall(r'name="jawab-coba-01" value="([^"]+)"> <span>(.*?)</span>', page)
    chosen = next(key for key, text in options if ("Empat" in text) is right)
    assert seed is not None
    result = client.post_form(address, {"benih": seed[1], "jawab-coba-01": chosen})
    assert result.status_code == 200
    assert (f"Nilai {100 if right else 0}, {1 if right else 0} dari 1 poin" in result.text) is True
    assert "dua dan dua adalah empat" in result.text
    assert recorded(desk) == 0


def test_a_result_without_its_questions_begins_again(desk: Desk) -> None:
    client = desk.enter(desk.trainer)
    assert client.post_form(f"{HOME}/kuis/coba/coba", {"jawab-coba-01": "a"}).status_code == 303


def test_a_check_question_is_judged_within_the_preview(desk: Desk) -> None:
    block = ":::cek\n### Dua tambah dua? {#cek-hitung}\n\n- [x] Empat\n- [ ] Lima\n\n> Pembahasan: empat.\n:::\n"
    desk.edit(LESSON, "## Bagian A", f"{block}\n## Bagian A")
    assert desk.library.catalogue.findings == ()
    client = desk.enter(desk.trainer)
    page = client.get(f"{HOME}/materi/satu", 200).text
    address = f"{HOME}/materi/satu/cek/cek-hitung"
    assert address in page
    chosen = re.findall(r'name="jawab-cek-hitung" value="([^"]+)"', page)
    answers = [client.post_form(address, {"jawab-cek-hitung": key, "periksa": "ya"}).text for key in chosen]
    assert sorted("Belum tepat" in answer for answer in answers) == [False, True]
    assert client.get(address).location == f"{HOME}/materi/satu"
    assert recorded(desk) == 0


@pytest.mark.parametrize("page", ["materi/tiada", "materi/coba", "kuis/satu", "kuis/tiada", "kuis/satu/coba"])
def test_what_is_not_there_is_not_found(desk: Desk, page: str) -> None:
    desk.enter(desk.trainer).get(f"{HOME}/{page}", 404)


def test_who_retired_items_were_keeps_her_results(desk: Desk) -> None:
    """A quiz taken out of the course: its attempt opens under its last title, linked from the course's page."""
    client = desk.enter(desk.learner)
    client.post_form("/kursus/contoh/daftar", page="/kursus/contoh")
    for item in ("satu", "dua"):
        client.post_form(f"/kursus/contoh/materi/{item}/selesai", page="/kursus/contoh")
    started = client.post_form("/kursus/contoh/kuis/coba/mulai", page="/kursus/contoh/kuis/coba")
    done = client.post_form(f"{started.location}/kumpulkan", {"konfirmasi": "ya"}, page=started.location)
    assert done.location.endswith("/hasil")
    desk.path("01-dasar/03-coba.md").unlink()
    desk.library.refresh()
    working = desk.library.working("contoh")
    assert working is not None
    desk.library.publish("contoh", working.version, desk.library.published("contoh").editions[-1].at)
    page = client.get("/kursus/contoh", 200).text
    assert "Pensiun" in page
    assert f'href="{done.location}"' in page
    assert "Hasil: Latihan" in client.get(done.location, 200).text


def test_what_is_wrong_in_a_bank_is_told_where_it_is_drawn_from(desk: Desk) -> None:
    for name in ("pakai", "lain"):
        bank = desk.folder / "bank" / f"{name}.md"
        bank.parent.mkdir(exist_ok=True)
        bank.write_text("# Bank\n\n## Dasar {#dasar}\n\n### Satu? {#bank-01}\n\n- [x] Ya\n- [x] Betul\n")
    draw = "\n## Dari bank\nAmbil: 1 dari [Bank](../../../bank/pakai.md#dasar)\n"
    desk.path("01-dasar/03-coba.md").write_text(desk.path("01-dasar/03-coba.md").read_text() + draw)
    desk.library.refresh()
    shown = desk.enter(desk.trainer).get("/kelola/kursus/contoh", 200).text
    assert "bank/pakai.md:5" in shown
    assert "bank/lain.md" not in shown, "a bank of others is not her business"
