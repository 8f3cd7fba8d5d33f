"""The draw: what is asked, in which order, and that it is fair."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from elearn.assessment.rules import draw, leaves_out
from elearn.content.model import ChoiceKey, Pool, Question, QuizBody, TextKey
from tests import factories
from tests.assessment import quizzes

PLAIN = factories.quiz("ujian")
SHUFFLED = factories.quiz("ujian", shuffle_questions=True, shuffle_options=True)


def texts(pool: str, count: int, asked: int | None) -> Pool:
    return Pool(pool, "", tuple(Question(f"{pool}-{n}", "", TextKey(("ya",))) for n in range(count)), asked)


def test_without_shuffling_source_order_stands():
    body = QuizBody("", (texts("satu", 9, 4), texts("dua", 3, None)))
    names = [question.id for question in draw(body, PLAIN, "benih")]
    assert len(names) == 7
    assert names == [question.id for question in body.questions() if question.id in names]


def test_shuffling_stays_within_the_pools():
    body = QuizBody("", (texts("satu", 9, 4), texts("dua", 9, None)))
    pools = [question.id.split("-")[0] for question in draw(body, SHUFFLED, "benih")]
    assert pools == ["satu"] * 4 + ["dua"] * 9
    orders = {tuple(q.id for q in draw(body, SHUFFLED, str(seed))) for seed in range(20)}
    assert len(orders) > 15


def test_pinned_options_stay_last_and_true_false_never_moves():
    key = ChoiceKey(quizzes.options("a", 6, pinned="bf"))
    body = quizzes.body(Question("q", "", key), quizzes.TRUE_FALSE)
    seen = set()
    for seed in range(40):
        choice, truth = draw(body, factories.quiz("ujian", shuffle_options=True), str(seed))
        assert choice.options[-2:] == ("b", "f")
        assert truth.options == ("a", "b")
        seen.add(choice.options)
    assert len(seen) > 10
    assert draw(body, PLAIN, "benih")[0].options == tuple("abcdef")


def test_a_seed_gives_the_same_draw_for_ever():
    """Written down once: the shell's sha256sum over "seed, label, name" sorts them so too."""
    body = QuizBody("", (texts("satu", 6, 3), Pool("dua", "", (quizzes.SINGLE,))))
    names = [(question.id, "".join(question.options)) for question in draw(body, SHUFFLED, "benih-tetap")]
    assert names == [("satu-5", ""), ("satu-2", ""), ("satu-1", ""), ("satu", "cdab")]


@given(st.integers(1, 12), st.data())
def test_nothing_is_repeated_while_something_is_new(count, data):
    asked = data.draw(st.integers(1, count))
    body, seen = QuizBody("", (texts("satu", count, asked),)), Counter()
    assert leaves_out(body) == (asked < count)
    for attempt in range(2 * count):
        names = [question.id for question in draw(body, PLAIN, f"benih {attempt}", seen)]
        fresh = count - len(seen)
        assert sum(name not in seen for name in names) == min(fresh, asked)
        seen.update(names)
        assert max(seen.values()) - min(seen[f"satu-{n}"] for n in range(count)) <= 1


@given(quizzes.bodies(), st.text(max_size=20), st.booleans(), st.booleans())
def test_a_draw_asks_what_it_should(body, seed, questions, options):
    quiz = factories.quiz("ujian", shuffle_questions=questions, shuffle_options=options)
    drawn = draw(body, quiz, seed)
    assert len(drawn) == sum(pool.asked for pool in body.pools)
    assert len({question.id for question in drawn}) == len(drawn)
    known = {question.id: question for question in body.questions()}
    for shown in drawn:
        key = known[shown.id].key
        expected = [option.key for option in key.options] if isinstance(key, ChoiceKey) else []
        assert sorted(shown.options) == expected
    assert drawn == draw(body, quiz, seed)


def test_every_question_has_the_same_chance():
    body = QuizBody("", (texts("k", 6, 2),))
    counted = Counter(q.id for seed in range(3000) for q in draw(body, PLAIN, f"percobaan {seed}"))
    assert len(counted) == 6
    # 3000 draws of 2 out of 6: 1000 each expected; five standard deviations (26 each) either way
    assert all(870 < times < 1130 for times in counted.values())


def test_every_order_of_options_has_the_same_chance():
    key = ChoiceKey(quizzes.options("a", 3))
    body = quizzes.body(Question("q", "", key))
    quiz = factories.quiz("ujian", shuffle_options=True)
    counted = Counter(draw(body, quiz, f"percobaan {seed}")[0].options for seed in range(3000))
    assert len(counted) == 6
    assert all(390 < times < 610 for times in counted.values())  # 500 each expected, deviation 20
