"""Check questions inside a lesson: judged in place, kept nowhere, and not slower for lessons without any."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, inspect, select, table

from elearn.content.model import LessonBody, Question, TextKey, marker
from elearn.questions.service import LessonCheck, lesson_parts
from tests.support.every_kind import LESSON
from tests.support.pages import Page
from tests.support.sessions import counted_queries

CHECK = f"{LESSON}/cek/cek-teks"
SECRET = "Rahasia-pembahasan-cek"


def count_rows(session):
    """How many rows each table holds: whatever is written changes this."""
    names = inspect(session.get_bind()).get_table_names()
    found = {name: session.scalar(select(func.count()).select_from(table(name))) for name in names}
    session.rollback()
    return found


def test_a_lesson_asks_in_place_and_gives_nothing_away(page):
    text = page.get(LESSON, 200).text
    assert SECRET not in text
    assert text.index("Baca ini dahulu") < text.index("Cek pemahaman 1 dari 2") < text.index("Lalu urutkan")
    assert text.index("Lalu urutkan") < text.index("Cek pemahaman 2 dari 2") < text.index("Selesai.")
    assert re.search(r"/aset/soal\.[0-9a-f]+\.mjs", text)
    assert "\ue000" not in text


def test_an_answer_is_judged_in_place_and_kept_nowhere(page, session):
    before = count_rows(session)
    right = page.post_form(CHECK, {"jawab-cek-teks": "asn", "periksa": "ya"}, page=LESSON)
    assert right.status_code == 200
    assert 'badge-good">Benar<' in right.text
    assert SECRET in right.text
    assert "Tandai selesai" in right.text
    wrong = page.post_form(CHECK, {"jawab-cek-teks": "PNS <b>", "periksa": "ya"}, page=LESSON)
    assert "Belum tepat" in wrong.text
    assert "PNS &lt;b&gt;" in wrong.text
    assert count_rows(session) == before
    assert SECRET not in page.get(LESSON, 200).text


def test_what_was_judged_before_stays_while_the_next_one_is_answered(page):
    first = page.post_form(CHECK, {"jawab-cek-teks": "asn", "periksa": "ya"}, page=LESSON)
    urut = next(form for form in Page(first).all("form") if "cek-urut" in (form.get("action") or ""))
    carried = {field.get("name"): field.get("value") for field in urut.iter("input")}
    assert carried["jawab-cek-teks"] == "asn"
    assert urut.get("action").endswith("/cek/cek-urut#cek.2.isi")
    places = [[option.get("value") for option in box.iter("option")] for box in urut.iter("select")]
    sent = carried | {"jawab-cek-urut": [values[1 + index] for index, values in enumerate(places)], "periksa": "ya"}
    second = page.post_form(f"{LESSON}/cek/cek-urut", sent, page=LESSON)
    assert SECRET in second.text
    assert second.text.count("review-title") == 2
    assert "Langkah yang berada tepat" in second.text
    again = page.post_form(
        CHECK, {name: value for name, value in sent.items() if name == "jawab-cek-urut"}, page=LESSON
    )
    assert SECRET not in again.text
    assert again.text.count("review-title") == 1
    assert "Jawab dahulu" not in again.text


def test_an_empty_answer_is_told_so(page):
    text = page.post_form(CHECK, {"jawab-cek-teks": " ", "periksa": "ya"}, page=LESSON).text
    assert "Jawab dahulu, lalu tekan “Periksa”." in text
    assert SECRET not in text


@pytest.mark.parametrize("name", ["jawab-cek-teks", "jawab-tidak-ada", "jawab-", "ada"])
def test_nonsense_does_no_harm(page, name):
    assert page.post_form(CHECK, {name: ["\x00", "x" * 9999], "periksa": "ya"}, page=LESSON).status_code == 200


def test_the_address_of_an_answer_leads_back_to_the_lesson(page):
    assert page.get(CHECK).headers["Location"] == LESSON


def test_it_is_as_closed_as_its_lesson(client, app, session, page):
    other = "/kursus/contoh/materi/satu/cek/apa-saja"
    token = {"csrf_token": page.token(LESSON)}
    assert page.plain.post(other, data=token).headers["Location"] == "/kursus/contoh"  # not enrolled there
    assert page.plain.post(CHECK, data={"jawab-cek-teks": "asn"}).status_code == 400  # no token
    stranger = app.test_client().post(CHECK, data={"jawab-cek-teks": "asn"})
    assert SECRET not in stranger.text
    assert stranger.status_code in {303, 400}


def test_checking_asks_the_database_no_more_than_reading(app, page):
    with counted_queries(app) as read:
        page.get(LESSON, 200)
    token = page.token(LESSON)
    with counted_queries(app) as checked:
        page.plain.post(CHECK, data={"csrf_token": token, "jawab-cek-teks": "asn", "periksa": "ya"})
    assert len(checked) <= len(read)


def test_one_check_is_not_numbered_and_text_around_it_stays():
    question = Question("satu", "<p>?</p>", TextKey(("ya",)))
    before, check, after = lesson_parts(LessonBody(f"<p>A</p>{marker(0)}<p>B</p>", (), (question,)), {"satu": ["Ya"]})
    assert (before, after) == ("<p>A</p>", "<p>B</p>")
    assert isinstance(check, LessonCheck)
    assert check.asked.heading == "Cek pemahaman"
    assert check.review is not None
    assert check.review.verdict == "benar"
