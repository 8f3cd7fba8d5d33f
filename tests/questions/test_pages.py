"""Every kind of question on the pages of a quiz, without JavaScript: asked, saved, found again, explained."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from elearn.assessment.models import AnswerEvent, Attempt, AttemptReveal
from tests import factories
from tests.support.every_kind import AT_ONCE, COURSE, QUIZ, SLUG, SURVEY
from tests.support.pages import Page, PageClient, words
from tests.support.sessions import enter

SECRETS = ("Rahasia-pembahasan", "mengusulkan", "Jawaban benar", "20 ± 0,5", "sistem merit atau merit")
STEPS = ("Identifikasi kebutuhan", "Perencanaan yang menyeluruh", "Pelaksanaan", "Evaluasi")


def begin(page, quiz=QUIZ):
    return page.post_form(f"{quiz}/mulai", page=quiz).headers["Location"]


def selects(page, attempt, question):
    """The drop-downs of a question: what each is for, and what it offers (value by text)."""
    parsed = Page(page.get(attempt, 200))
    names = {element.get("id"): words(element) for element in parsed.root.iter() if element.get("id")}
    return [
        (
            names.get(box.get("aria-labelledby")) or box.get("aria-label"),
            {words(option): option.get("value") for option in box.iter("option")},
        )
        for box in parsed.all("select")
        if box.get("name") == f"jawab-{question}"
    ]


def chosen(page, attempt, question):
    """What is selected in the drop-downs of a question."""
    parsed = Page(page.get(attempt, 200))
    return [
        next((words(option) for option in box.iter("option") if option.get("selected") is not None), "")
        for box in parsed.all("select")
        if box.get("name") == f"jawab-{question}"
    ]


def right_answers(page, attempt, prefix="s"):
    """What a learner who knows everything sends."""
    pairs = {"PNS": "pegawai tetap", "PPPK": "pegawai dengan perjanjian"}
    matched = [
        next(value for text, value in offered.items() if text[3:].startswith(pairs[side]))  # after "A. "
        for side, offered in selects(page, attempt, f"{prefix}-jodoh")
    ]
    ordered = [
        offered[str(1 + next(place for place, step in enumerate(STEPS) if label.startswith(step)))]
        for label, offered in selects(page, attempt, f"{prefix}-urut")
    ]
    body = next(offered for _, offered in selects(page, attempt, f"{prefix}-rumpang"))["BKN"]
    return {
        f"jawab-{prefix}-tunggal": "b",
        f"jawab-{prefix}-jamak": ["a", "c"],
        f"jawab-{prefix}-teks": "Merit.",
        f"jawab-{prefix}-angka": "20,5",
        f"jawab-{prefix}-jodoh": matched,
        f"jawab-{prefix}-urut": ordered,
        f"jawab-{prefix}-rumpang": ["merit", body, "20"],
        f"jawab-{prefix}-esai": "Saya mulai dari masalah.\r\nLalu saya ukur <hasilnya>.",
    }


def test_every_kind_is_asked_and_nothing_is_given_away(page):
    attempt = begin(page)
    text = page.get(attempt, 200).text
    assert [secret for secret in SECRETS if secret in text] == []
    for said in ("Rumpang 1 dari 3", 'inputmode="decimal"', "20–300 kata", "Relevansi terhadap masalah", "<textarea"):
        assert said in text
    shown = [label for label, _ in selects(page, attempt, "s-urut")]
    assert [next(s for s in STEPS if label.startswith(s)) for label in shown] != list(STEPS)


@pytest.mark.parametrize("question", ["s-jodoh", "s-urut"])
def test_no_value_on_the_page_follows_source_order(page, question):
    """A key such as "a" would say which step comes first to whoever reads the page's source."""
    for _, offered in selects(page, begin(page), question):
        for value in offered.values():
            name = value.split("=")[0 if question == "s-urut" else 1] if value else ""
            assert name == "" or re.fullmatch("[0-9a-f]{10}", name)


def test_everything_right_is_saved_found_again_and_explained(page, session):
    attempt = begin(page)
    answers = right_answers(page, attempt)
    page.post_form(f"{attempt}/jawaban", answers | {"kunci": "halaman-satu"}, page=attempt)
    kept = {event.question: event.value for event in session.scalars(select(AnswerEvent))}
    session.rollback()
    assert kept["s-jodoh"] == ["1=a", "2=b"]
    assert kept["s-urut"] == ["a=1", "b=2", "c=3", "d=4"]
    assert kept["s-rumpang"] == ["merit", "b", "20"]
    assert kept["s-esai"] == ["Saya mulai dari masalah.\nLalu saya ukur <hasilnya>."]
    assert [text.split()[1:3] for text in chosen(page, attempt, "s-jodoh")] == [
        ["pegawai", "tetap"],
        ["pegawai", "dengan"],
    ]
    assert sorted(chosen(page, attempt, "s-urut")) == ["1", "2", "3", "4"]
    assert chosen(page, attempt, "s-rumpang") == ["BKN"]
    text = page.get(attempt, 200).text
    assert 'value="merit"' in text
    assert "&lt;hasilnya&gt;" in text
    page.post_form(f"{attempt}/kumpulkan", answers | {"konfirmasi": "ya"}, page=attempt)
    result = page.get(f"{attempt}/hasil", 200).text
    assert result.count("review-title") == 8
    assert result.count('badge-good">Benar<') == 7
    assert "Menunggu dinilai pengajar" in result
    assert "Rahasia-pembahasan-jodoh" in result
    assert "&lt;hasilnya&gt;" in result


def test_what_was_half_right_is_told_field_by_field(page):
    attempt = begin(page)
    answers = right_answers(page, attempt)
    places = {label.split()[0]: offered for label, offered in selects(page, attempt, "s-urut")}
    answers["jawab-s-urut"] = [
        offered[{"Identifikasi": "1", "Perencanaan": "2", "Pelaksanaan": "4", "Evaluasi": "3"}[label]]
        for label, offered in places.items()
    ]
    answers["jawab-s-jodoh"] = [answers["jawab-s-jodoh"][0], ""]
    answers["jawab-s-rumpang"] = ["salah", "", "20"]
    page.post_form(f"{attempt}/kumpulkan", answers | {"konfirmasi": "ya"}, page=attempt)
    result = unescape(page.get(f"{attempt}/hasil", 200).text)
    for said in (
        "Pasangan yang tepat: 1 dari 2.",
        "Langkah yang berada tepat sesudah langkah sebelumnya: 1 dari 3.",
        "Urutan yang benar: <strong>ke-3</strong>",
        "Rumpang yang tepat: 1 dari 3.",
        "Jawaban benar: <strong>sistem merit atau merit</strong>",
        "Jawaban benar: <strong>BKN</strong>",
    ):
        assert said in result
    assert result.count("Benar sebagian") == 3
    assert result.count("Tidak dijawab") == 2


def test_a_survey_keeps_ratings_and_calls_nothing_right_or_wrong(page, session):
    attempt = begin(page, SURVEY)
    sent = {"jawab-kesan-skala.1": "1=4", "jawab-kesan-skala.2": "2=9", "jawab-kesan-pilih": "a"}
    page.post_form(f"{attempt}/kumpulkan", sent | {"konfirmasi": "ya"}, page=attempt)
    kept = {event.question: event.value for event in session.scalars(select(AnswerEvent))}
    session.rollback()
    assert kept == {"kesan-skala": ["1=4"], "kesan-pilih": ["a"]}
    assert page.get(f"{attempt}/hasil", 200).status_code == 200


def test_a_question_is_explained_at_once_and_then_takes_no_other_answer(page, session):
    attempt = begin(page, AT_ONCE)
    before = page.get(attempt, 200).text
    assert before.count("Periksa jawaban") == 7  # the essay has no button: a trainer marks it
    assert [secret for secret in SECRETS if secret in before] == []
    answers = {"jawab-l-teks": "bukan ini", "jawab-l-tunggal": "a", "kunci": "halaman-satu"}
    moved = page.post_form(f"{attempt}/periksa", answers | {"periksa": "l-tunggal"}, page=attempt)
    assert moved.headers["Location"] == f"{attempt}#bahas-1"
    after = page.get(attempt, 200).text
    assert "Rahasia-pembahasan-tunggal" in after
    assert "Rahasia-pembahasan-jodoh" not in after
    assert 'name="jawab-l-tunggal"' not in after
    assert 'value="bukan ini"' in after
    assert "Jawaban Anda" in after
    again = {"jawab-l-tunggal": "b", "periksa": "l-tunggal", "kunci": "halaman-dua"}
    page.post_form(f"{attempt}/periksa", again, page=attempt)
    headers = {"Accept": "application/json", "X-CSRFToken": page.token(attempt)}
    batch = {"kunci": "halaman-tiga", "peristiwa": [{"urut": 1, "soal": "l-tunggal", "nilai": ["b"]}]}
    said = page.plain.post(f"{attempt}/jawaban", json=batch, headers=headers).get_json()
    assert said["tersimpan"] == [1]
    assert "muat ulang" in said["catatan"]
    page.post_form(f"{attempt}/kumpulkan", {"jawab-l-tunggal": "b", "konfirmasi": "ya"}, page=attempt)
    kept = [event.value for event in session.scalars(select(AnswerEvent)) if event.question == "l-tunggal"]
    assert kept == [["a"]]
    assert len(session.scalars(select(AttemptReveal)).all()) == 1
    session.rollback()


def test_an_unanswered_question_is_not_explained(page, session):
    attempt = begin(page, AT_ONCE)
    moved = page.post_form(f"{attempt}/periksa", {"periksa": "l-urut", "kunci": "halaman-satu"}, page=attempt)
    assert moved.headers["Location"] == f"{attempt}#soal-6"
    assert "Jawab soal 6 dahulu" in page.get(attempt, 200).text
    assert session.scalars(select(AttemptReveal)).all() == []


@pytest.mark.parametrize(
    ("quiz", "question", "status"),
    [(QUIZ, "s-tunggal", 303), (AT_ONCE, "l-esai", 422), (AT_ONCE, "s-tunggal", 422), (AT_ONCE, "", 422)],
)
def test_nothing_is_explained_where_it_should_not_be(page, session, quiz, question, status):
    attempt = begin(page, quiz)
    sent = {"periksa": question, "jawab-s-tunggal" if quiz == QUIZ else "jawab-l-esai": "b"}
    assert page.post_form(f"{attempt}/periksa", sent, page=attempt).status_code == status
    assert session.scalars(select(AttemptReveal)).all() == []
    assert "Rahasia" not in page.get(attempt, 200).text


def test_nothing_is_explained_once_the_attempt_is_over(page, session):
    attempt = begin(page, AT_ONCE)
    page.post_form(f"{attempt}/kumpulkan", {"jawab-l-tunggal": "b", "konfirmasi": "ya"}, page=attempt)
    token = {"csrf_token": page.token(AT_ONCE), "periksa": "l-tunggal"}
    assert page.plain.post(f"{attempt}/periksa", data=token).status_code == 303
    assert session.scalars(select(AttemptReveal)).all() == []
    assert session.scalars(select(Attempt)).one().submitted_at is not None
    session.rollback()


def test_a_trainer_sees_what_was_answered_field_by_field_but_no_essay(app, page, session):
    attempt = begin(page)
    answers = right_answers(page, attempt)
    answers["jawab-s-jodoh"] = [answers["jawab-s-jodoh"][0], answers["jawab-s-jodoh"][1][:2] + "tidak-ada"]
    page.post_form(f"{attempt}/kumpulkan", answers | {"konfirmasi": "ya"}, page=attempt)
    trainer = factories.person(session, "Yohanes Tefa")
    factories.grant(session, trainer, "trainer", course=SLUG)
    session.commit()
    text = unescape(enter(PageClient(app), trainer).get(f"/pengajar{COURSE}/kuis/semua", 200).text)
    for said in ("PNS: pegawai tetap", "Evaluasi: 4", "(2): BKN", "(1) …", "Manajemen ASN memakai"):
        assert said in text
    for unsaid in ("PPPK: pegawai", "Saya mulai dari masalah", "\ue000"):
        assert unsaid not in text


def test_another_page_is_told_answers_without_their_keys(page):
    """What one tab answered is told to the other; the keys of steps and right sides would say what is right."""
    attempt = begin(page)
    answers = right_answers(page, attempt)
    page.post_form(f"{attempt}/jawaban", answers | {"kunci": "halaman-satu"}, page=attempt)
    headers = {"Accept": "application/json", "X-CSRFToken": page.token(attempt)}
    seen = page.plain.get(f"{attempt}/jawaban", headers=headers).get_json()["lain"]
    wrong = {"kunci": "halaman-dua", "peristiwa": [{"urut": 1, "soal": "s-urut", "nilai": answers["jawab-s-urut"][:1]}]}
    told = page.plain.post(f"{attempt}/jawaban", json=wrong, headers=headers).get_json()
    assert len(seen) == 8
    for one in [*seen, *told["lain"], *told["ditimpa"]]:
        if one["soal"] in {"s-urut", "s-jodoh"}:
            assert set(one["nilai"]) == set(answers[f"jawab-{one['soal']}"])
