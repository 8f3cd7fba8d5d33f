"""No text of a trainer, a learner or a marker leaves its quotes on any partial."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flask import Flask, render_template

from elearn.content.model import (
    ChoiceKey,
    ClozeKey,
    Criterion,
    DropKey,
    EssayKey,
    Label,
    LessonBody,
    MatchKey,
    MatchLeft,
    NumericKey,
    Option,
    OrderKey,
    Question,
    RubricLevel,
    ScaleKey,
    Statement,
    Step,
    TextKey,
    marker,
)
from elearn.questions.rules import KINDS, kind_of
from elearn.questions.service import Mark, ask, review, settled_order
from elearn.questions.views import lesson_text

EVIL = "\"'><script>alert(1)</script>"
PAIR = (Label("a", EVIL), Label("b", f"dua {EVIL}"))
KEYS = {
    "tunggal": ChoiceKey((Option("a", "<p>A</p>", True), Option("b", "<p>B</p>", False))),
    "jamak": ChoiceKey((Option("a", "<p>A</p>", True), Option("b", "<p>B</p>", False)), multiple=True),
    "teks": TextKey((EVIL,)),
    "angka": NumericKey(Fraction(1), Fraction(2), EVIL),
    "jodoh": MatchKey((MatchLeft("1", "<em>kiri</em>", "a"),), PAIR),
    "urut": OrderKey((Step("a", "<em>satu</em>", EVIL), Step("b", "<em>dua</em>", EVIL))),
    "rumpang": ClozeKey((TextKey((EVIL,)), DropKey(PAIR, "b"), NumericKey(Fraction(1), Fraction(1), EVIL))),
    "esai": EssayKey(2, 9, (Criterion("1", EVIL, 100, (RubricLevel(4, EVIL), RubricLevel(0, EVIL))),)),
    "skala": ScaleKey(1, 5, EVIL, EVIL, (Statement("1", "<em>pernyataan</em>", EVIL),)),
}
STEM = f"<p>Isi {marker(0)} dan {marker(1)} dan {marker(2)}</p>"


def question_of(kind: str) -> Question:
    stem = STEM if kind == "rumpang" else "<p>Soal</p>"
    return Question("soal-1", stem, KEYS[kind], explanation_html="<p>Sebab</p>")


@pytest.mark.parametrize("kind", list(KINDS))
def test_whatever_is_written_stays_text(app: Flask, kind: str) -> None:
    question = question_of(kind)
    found = kind_of(question)
    answers = (found.right_answer(question), found.read(question, [EVIL, EVIL, EVIL]), ())
    with app.test_request_context():
        for answer in answers:
            asked = ask(1, question, settled_order(question), answer, total=1)
            shown = render_template(f"questions/soal/{found.template}.html", question=asked)
            marks = (Mark({"1": 4}, EVIL), Mark({}, EVIL))
            told = review(1, question, settled_order(question), answer, found.share(question, answer), marks=marks)
            shown += render_template(f"questions/bahas/{found.template}.html", review=told)
            assert "<script" not in shown
            assert "<em>" in shown or kind not in {"jodoh", "urut", "skala"}
            assert "\ue000" not in shown


def test_answers_carried_along_in_a_lesson_stay_text(app: Flask) -> None:
    first, second = question_of("teks"), Question("soal-2", "<p>?</p>", TextKey(("ya",)))
    body = LessonBody(f"<p>A</p>{marker(0)}{marker(1)}", (), (first, second))
    sent = {"jawab-soal-1": EVIL, "periksa": "ya"}
    with app.test_request_context(method="POST", data=sent):
        shown = lesson_text(body, lambda name: f"/cek/{name}", "soal-1")
    assert "<script" not in shown
    assert shown.count("&lt;script&gt;") >= 2  # shown as the answer, and sent along with the other question


def test_a_lesson_without_questions_is_passed_on_as_it_is(app: Flask) -> None:
    assert lesson_text(LessonBody("<p>Teks</p>"), str) == "<p>Teks</p>"  # not even a request is looked at
