"""How options, right sides and steps stand in an attempt: shuffled where they must be, and fairly."""

from __future__ import annotations

from collections import Counter

from elearn.assessment.rules import draw
from elearn.content.model import Label, MatchKey, MatchLeft, OrderKey, Pool, Question, QuizBody, Step
from tests import factories

STEPS = Question("urut", "<p>?</p>", OrderKey(tuple(Step(key, key, key) for key in "abc")))
PAIRS = Question("jodoh", "<p>?</p>", MatchKey((MatchLeft("1", "x", "a"),), tuple(Label(key, key) for key in "abc")))


def orders(question: Question, attempts: int) -> Counter[tuple[str, ...]]:
    """The orders over many attempts, in a quiz that shuffles nothing by itself."""
    body = QuizBody("", (Pool("k", "", (question,)),))
    quiz = factories.quiz("ujian")
    return Counter(draw(body, quiz, f"percobaan {seed}")[0].options for seed in range(attempts))


def test_steps_stand_in_every_order_but_the_right_one_with_the_same_chance():
    found = orders(STEPS, 3000)
    assert tuple("abc") not in found
    assert len(found) == 5
    # 600 expected each; five standard deviations (22 each) either way
    assert all(490 < times < 710 for times in found.values())


def test_right_sides_stand_in_every_order_with_the_same_chance():
    found = orders(PAIRS, 3000)
    assert len(found) == 6
    assert all(390 < times < 610 for times in found.values())


def test_two_steps_stand_the_other_way_round():
    two = Question("urut", "<p>?</p>", OrderKey(tuple(Step(key, key, key) for key in "ab")))
    assert orders(two, 50) == {("b", "a"): 50}
