"""Grading: every kind by example, and the laws that hold for any quiz and any answer."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.assessment.rules import KINDS, draw, from_rows, grade, kind_of, to_rows
from elearn.content.model import ChoiceKey, Question, Scoring, TextKey
from tests import factories
from tests.assessment import essays, quizzes

QUIZ = factories.quiz("ujian")


@pytest.mark.parametrize(
    ("question", "sent", "share"),
    [
        (quizzes.SINGLE, ["b"], Fraction(1)),
        (quizzes.SINGLE, ["a"], Fraction(0)),
        (quizzes.SINGLE, ["a", "b"], Fraction(0)),
        (quizzes.SINGLE, ["b", "b", "z"], Fraction(1)),
        (quizzes.SINGLE, [], Fraction(0)),
        (quizzes.MULTIPLE, ["b", "a"], Fraction(1)),
        (quizzes.MULTIPLE, ["a"], Fraction(1, 2)),
        (quizzes.MULTIPLE, ["a", "c"], Fraction(0)),
        (quizzes.MULTIPLE, ["a", "b", "c"], Fraction(1, 2)),
        (quizzes.MULTIPLE, ["a", "b", "c", "d"], Fraction(0)),
        (quizzes.STRICT_TICKS, ["c", "a"], Fraction(1)),
        (quizzes.STRICT_TICKS, ["a"], Fraction(0)),
        (quizzes.TRUE_FALSE, ["a"], Fraction(1)),
        (quizzes.TRUE_FALSE, ["b"], Fraction(0)),
        (quizzes.TEXT, ["  Sistem   MERIT. "], Fraction(1)),
        (quizzes.TEXT, ["merits"], Fraction(0)),
        (quizzes.TEXT, ["  "], Fraction(0)),
        (quizzes.TEXT, ["."], Fraction(0)),
        (quizzes.STRICT_TEXT, ["PPPK"], Fraction(1)),
        (quizzes.STRICT_TEXT, ["pppk"], Fraction(0)),
        (quizzes.STRICT_TEXT, ["PPPK."], Fraction(0)),
        (quizzes.NUMBER, ["20"], Fraction(1)),
        (quizzes.NUMBER, ["19,5"], Fraction(1)),
        (quizzes.NUMBER, ["20.5"], Fraction(1)),
        (quizzes.NUMBER, ["20,51"], Fraction(0)),
        (quizzes.NUMBER, ["dua puluh"], Fraction(0)),
        (quizzes.NUMBER, [], Fraction(0)),
    ],
)
def test_each_kind_values_an_answer(question, sent, share):
    kind = kind_of(question)
    assert kind.share(question, kind.read(question, sent)) == share


def test_points_weigh_and_the_score_is_rounded_down():
    body = quizzes.body(quizzes.SINGLE, quizzes.TEXT)  # 2 points and 1 point
    drawn = draw(body, QUIZ, "benih")
    result = grade(body, drawn, {"satu": ("b",)})
    assert (result.points, result.max_points, result.score) == (200, 300, 6666)
    assert result.unanswered == 1
    assert not result.passes(67)
    assert result.passes(66)


def test_a_score_just_below_the_mark_does_not_pass():
    body = quizzes.body(quizzes.SINGLE, quizzes.MULTIPLE, quizzes.TEXT, quizzes.NUMBER)
    drawn = draw(body, QUIZ, "benih")
    result = grade(body, drawn, {"satu": ("b",), "jamak": ("a",), "teks": ("merit",)})
    assert result.score == 7000  # 3.5 of 5 points
    assert result.passes(70)
    assert not result.passes(71)


def test_right_answers_earn_everything_and_are_what_the_kinds_call_right():
    body = quizzes.body()
    result = grade(body, draw(body, QUIZ, "benih"), quizzes.RIGHT)
    assert result.score == 10_000
    for question in quizzes.ALL:
        if isinstance(question.key, ChoiceKey):
            assert kind_of(question).right(question) == quizzes.RIGHT[question.id]


def test_a_body_of_another_attempt_is_refused():
    other = draw(quizzes.body(quizzes.TEXT), QUIZ, "benih")
    with pytest.raises(KeyError):
        grade(quizzes.body(quizzes.NUMBER), other, {})


def test_every_kind_has_both_partials(request):
    templates = request.config.rootpath / "elearn/questions/templates/questions"
    for kind in KINDS.values():
        for folder in ("soal", "bahas"):
            assert (templates / folder / f"{kind.template}.html").is_file()


@given(st.data())
def test_the_score_stays_within_bounds_and_is_deterministic(data):
    body = data.draw(quizzes.bodies())
    answers = data.draw(quizzes.answers_to(body))
    drawn = from_rows(to_rows(draw(body, QUIZ, data.draw(st.text(max_size=8)))))
    result = grade(body, drawn, answers)
    assert 0 <= result.points <= result.max_points
    assert 0 <= result.score <= 10_000
    assert result == grade(body, drawn, answers)
    assert sum(question.points for question in result.questions) <= result.points


@given(st.data())
def test_the_order_of_ticks_and_of_questions_means_nothing(data):
    body = data.draw(quizzes.bodies())
    answers = data.draw(quizzes.answers_to(body))
    drawn = draw(body, QUIZ, "benih")
    turned = {
        question.id: tuple(data.draw(st.permutations(answers[question.id])))
        if isinstance(question.key, ChoiceKey)
        else answers[question.id]
        for question in reversed(list(body.questions()))
        if question.id in answers
    }
    first, second = grade(body, drawn, answers), grade(body, tuple(reversed(drawn)), turned)
    assert (first.points, first.score) == (second.points, second.score)


@given(quizzes.choices("q", multiple=True))
def test_ticking_everything_earns_nothing(question):
    everything = tuple(option.key for option in question.key.options)
    assert kind_of(question).share(question, everything) == 0


@given(st.data())
def test_one_more_right_tick_never_costs_and_one_more_wrong_tick_never_pays(data):
    question = data.draw(quizzes.choices("q", multiple=True))
    if question.key.scoring is Scoring.ALL_OR_NOTHING:
        return
    keys = [option.key for option in question.key.options]
    ticked = data.draw(st.sets(st.sampled_from(keys)))
    more = data.draw(st.sampled_from(keys))
    share = kind_of(question).share
    before, after = share(question, tuple(ticked)), share(question, tuple(ticked | {more}))
    assert after >= before if more in question.key.correct_keys else after <= before


SURVEY = quizzes.body(
    Question("pilih", "", ChoiceKey(quizzes.options("", 2))), Question("tulis", "", TextKey(())), quizzes.SINGLE
)


@given(st.data())
def test_what_has_no_key_earns_nothing_and_counts_for_nothing(data):
    """A survey has no score; beside a question that counts, the others neither help nor hurt."""
    drawn = draw(SURVEY, QUIZ, "benih")
    answers = data.draw(quizzes.answers_to(SURVEY))
    result = grade(SURVEY, drawn, answers)
    assert result.score in (0, 10_000)
    assert result.max_points == quizzes.SINGLE.points
    only = tuple(shown for shown in drawn if shown.id != "satu")
    bare = grade(SURVEY, only, answers)
    assert (bare.score, bare.max_points, bare.outcome(100), bare.waiting) == (None, 0, True, False)


@given(st.fractions(0, 1), st.integers(1, 100), st.booleans())
def test_an_essay_waits_exactly_while_it_is_answered_and_unmarked(share, pass_mark, right):
    drawn = draw(essays.BODY, QUIZ, "benih")
    answers = {"aksi": (essays.TEXT,), "satu": ("b",) if right else ()}
    waiting = grade(essays.BODY, drawn, answers)
    assert (waiting.waiting, waiting.score, waiting.outcome(pass_mark)) == (True, None, None)
    assert not waiting.passes(pass_mark)
    final = grade(essays.BODY, drawn, answers, {"aksi": share})
    assert final.score == int((right + 4 * share) * 2000)
    assert final.outcome(pass_mark) is (final.score >= pass_mark * 100)
    empty = grade(essays.BODY, drawn, {**answers, "aksi": ()}, {"aksi": share})
    assert (empty.waiting, empty.score) == (False, 2000 * right)
