"""What holds for every kind of question, whatever is asked and whatever is sent."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from elearn.content.model import (
    ChoiceKey,
    ClozeKey,
    DropKey,
    EssayKey,
    MatchKey,
    Option,
    OrderKey,
    Question,
    Scoring,
    TextKey,
    split_markers,
)
from elearn.questions.rules import KINDS, can_be_checked, counts, kind_of, mark_share
from elearn.questions.service import LESSON, RESULT, RUNNING, ask, review, settled_order
from tests.questions import makers

KIND = pytest.mark.parametrize("kind", list(KINDS))
# The order of what is sent means nothing for these: ticks, and pairs that say themselves what they belong to.
UNORDERED = pytest.mark.parametrize("kind", ["tunggal", "jamak", "jodoh", "urut", "skala"])


def test_there_is_a_maker_for_every_kind():
    assert set(makers.KEYS) == set(KINDS)


@KIND
@given(data=st.data())
def test_reading_never_raises_and_reading_again_changes_nothing(kind, data):
    question = data.draw(makers.questions(kind))
    read = kind_of(question).read
    answer = read(question, data.draw(makers.anything_sent(question)))
    assert read(question, answer) == answer
    stored = "\n".join(answer).encode()  # half a character could not be kept
    assert b"\x00" not in stored
    assert not answer or any(answer)


@KIND
@given(data=st.data())
def test_the_share_lies_within_0_and_1_and_nothing_earns_nothing(kind, data):
    question = data.draw(makers.questions(kind))
    read, share = kind_of(question).read, kind_of(question).share
    earned = share(question, read(question, data.draw(makers.anything_sent(question))))
    assert isinstance(earned, Fraction)
    assert 0 <= earned <= 1
    assert share(question, read(question, [])) == 0


@KIND
@given(data=st.data())
def test_a_right_answer_is_canonical_and_earns_everything(kind, data):
    question = data.draw(makers.questions(kind))
    found = kind_of(question)
    answer = found.right_answer(question)
    assert answer
    assert found.read(question, answer) == answer
    assert found.share(question, answer) == (1 if can_be_checked(question) else 0)


@UNORDERED
@given(data=st.data())
def test_the_order_of_what_is_sent_means_nothing(kind, data):
    question = data.draw(makers.questions(kind))
    sent = data.draw(makers.anything_sent(question))
    read = kind_of(question).read
    assert read(question, data.draw(st.permutations(sent))) == read(question, sent)


@UNORDERED
@given(data=st.data())
def test_choosing_everything_at_once_earns_nothing(kind, data):
    question = data.draw(makers.questions(kind))
    found = kind_of(question)
    everything = makers.single_texts(question)
    if isinstance(question.key, MatchKey) and len(question.key.right) < 2:
        return
    assert found.share(question, found.read(question, everything)) == 0


@given(data=st.data())
def test_the_same_choice_in_every_field_never_earns_more_than_the_fields_it_fits(data):
    question = data.draw(makers.questions("jodoh"))
    for label in question.key.right:
        same = tuple(f"{left.key}={label.key}" for left in question.key.left)
        fitting = sum(left.right == label.key for left in question.key.left)
        assert kind_of(question).share(question, same) == Fraction(fitting, len(question.key.left))
    steps = data.draw(makers.questions("urut"))
    assert kind_of(steps).share(steps, tuple(f"{step.key}=1" for step in steps.key.steps)) == 0


@given(data=st.data())
def test_one_more_right_pair_or_blank_always_pays(data):
    question = data.draw(st.one_of(makers.questions("jodoh"), makers.questions("rumpang")))
    found, answer = kind_of(question), kind_of(question).right_answer(question)
    shares = []
    for known in range(len(answer) + 1):
        partly = answer[:known] + ("",) * (len(answer) - known if isinstance(question.key, ClozeKey) else 0)
        shares.append(found.share(question, found.read(question, partly)))
    assert shares == [Fraction(known, len(answer)) for known in range(len(answer) + 1)]


@given(data=st.data())
def test_an_order_is_worth_its_neighbours(data):
    """Worked out anew: places written as a list, then neighbours counted in it."""
    question = data.draw(makers.questions("urut"))
    steps = [step.key for step in question.key.steps]
    said = data.draw(st.permutations(steps))
    answer = kind_of(question).read(question, [f"{key}={place}" for place, key in enumerate(said, 1)])
    together = "".join(said)
    followed = sum(one + other in together for one, other in pairwise(steps))
    expected = Fraction(followed, len(steps) - 1)
    if question.key.scoring is Scoring.ALL_OR_NOTHING:
        expected = Fraction(int(expected))
    assert kind_of(question).share(question, answer) == expected


@given(data=st.data())
def test_a_rubric_is_a_weighted_mean(data):
    question = data.draw(makers.questions("esai"))
    rubric = question.key.rubric
    points = {one.key: data.draw(st.sampled_from(one.levels)).points for one in rubric}
    earned = mark_share(question, points)
    assert 0 <= earned <= 1
    assert float(earned) == pytest.approx(
        sum(one.weight / 100 * points[one.key] / one.levels[0].points for one in rubric)
    )
    assert mark_share(question, {one.key: one.levels[0].points for one in rubric}) == 1
    assert mark_share(question, {}) == 0
    assert mark_share(question, {one.key: 999 for one in rubric}) == 1
    assert mark_share(question, {one.key: -5 for one in rubric}) == 0


@KIND
@given(data=st.data(), shuffle=st.booleans(), seed=st.integers())
def test_an_order_holds_every_key_once_and_an_ordering_never_stands_solved(kind, data, shuffle, seed):
    question = data.draw(makers.questions(kind))

    def mixed(keys):
        return random.Random(seed).sample(list(keys), len(keys))

    order = kind_of(question).order(question, shuffle, mixed)
    key = question.key
    keys = {ChoiceKey: "options", MatchKey: "right", OrderKey: "steps"}.get(type(key))
    assert sorted(order) == ([one.key for one in getattr(key, keys)] if keys else [])
    if isinstance(key, OrderKey):
        assert list(order) != [step.key for step in key.steps]
    assert order == kind_of(question).order(question, shuffle, mixed)
    assert sorted(settled_order(question)) == sorted(order)


@KIND
@given(data=st.data())
def test_what_the_page_offers_is_read_back_as_what_is_chosen(kind, data):
    """Whatever a learner picks on the asked page is found again on the next one."""
    question = data.draw(makers.questions(kind))
    order = settled_order(question)
    asked = ask(1, question, order, ())
    picked = [
        data.draw(st.sampled_from(line.choices)).value if line.choices else data.draw(st.sampled_from(["20", "", "x"]))
        for line in asked.lines
    ]
    picked += [option.key for option in asked.options[:1]]
    answer = kind_of(question).read(question, picked or ["teks"])
    again = ask(1, question, order, answer)
    found = [next((one.value for one in line.choices if one.chosen), line.typed) for line in again.lines]
    found += [option.key for option in again.options if option.chosen]
    assert found == picked
    assert again.answered == bool(answer)


def _twin(question, data):
    """A question that looks the same and has another key, with the order in which both look the same."""
    key = question.key
    order = settled_order(question)
    if isinstance(key, ChoiceKey):
        other = replace(key, options=tuple(replace(option, correct=not option.correct) for option in key.options))
        return replace(question, key=other), order, order
    if isinstance(key, ClozeKey):
        blanks = tuple(
            replace(blank, correct=data.draw(st.sampled_from(blank.options)).key)
            if isinstance(blank, DropKey)
            else blank
            for blank in key.blanks
        )
        return replace(question, key=ClozeKey(blanks)), order, order
    field = "steps" if isinstance(key, OrderKey) else "right"
    things = getattr(key, field)
    turned = data.draw(st.permutations(things))
    renamed = {old.key: name for name, old in zip(makers.LETTERS, turned, strict=False)}
    changed = {field: tuple(replace(old, key=renamed[old.key]) for old in turned)}
    if isinstance(key, MatchKey):
        changed["left"] = tuple(replace(side, right=data.draw(st.sampled_from(things)).key) for side in key.left)
    return replace(question, key=replace(key, **changed)), order, tuple(renamed[one] for one in order)


@pytest.mark.parametrize("kind", ["tunggal", "jamak", "jodoh", "urut", "rumpang"])
@given(data=st.data())
def test_what_is_asked_does_not_depend_on_the_key(kind, data):
    """Two questions that differ in nothing but what is right look the same to whoever is asked."""
    question = data.draw(makers.questions(kind))
    if isinstance(question.key, MatchKey | OrderKey):
        texts = [one.text for one in getattr(question.key, "steps", None) or question.key.right]
        assume(len(set(texts)) == len(texts))
    twin, order, twin_order = _twin(question, data)
    assert ask(1, question, order, ()) == ask(1, twin, twin_order, ())


@KIND
@given(data=st.data())
def test_what_a_page_is_told_reads_as_what_was_kept_and_says_no_key_in_source_order(kind, data):
    question = data.draw(makers.questions(kind))
    found = kind_of(question)
    answer = found.read(question, data.draw(makers.anything_sent(question)))
    told = found.sent(question, answer)
    assert found.read(question, told) == answer
    if kind in {"jodoh", "urut"}:
        offered = {choice.value for line in ask(1, question, (), ()).lines for choice in line.choices}
        assert set(told) <= offered
        assert not set(told) & set(answer)


@KIND
@given(data=st.data())
def test_a_review_says_what_was_answered_and_what_is_right(kind, data):
    question = data.draw(makers.questions(kind))
    found = kind_of(question)
    answer = found.read(question, data.draw(makers.anything_sent(question)))
    share = found.share(question, answer)
    shown = review(2, question, settled_order(question), answer, share, total=3, where=RESULT)
    assert (shown.heading, shown.anchor) == ("Soal 2 dari 3", "bahas-2")
    expected = "benar" if share == 1 else "sebagian" if share else "salah"
    assert shown.verdict == ("kosong" if not answer else expected if counts(question) else "dicatat")
    assert 0 <= shown.points <= shown.max_points
    assert all(line.verdict in {"benar", "salah", "kosong", ""} for line in shown.lines)
    assert all(bool(line.given) or line.verdict == "kosong" for line in shown.lines if kind != "rumpang")
    assert not any(isinstance(piece, int) for piece in split_markers(shown.stem_html))


def test_an_essay_waits_until_it_is_marked():
    question = Question("soal-1", "<p>?</p>", EssayKey(None, None, ()))
    assert review(1, question, (), ("teks",), None).verdict == "menunggu"
    assert review(1, question, (), (), None).verdict == "kosong"


def test_ids_and_words_depend_on_the_page():
    question = Question("soal-1", "<p>?</p>", TextKey(("ya",)))
    assert ask(1, question, (), (), total=1, where=LESSON).heading == "Cek pemahaman"
    assert ask(2, question, (), (), total=2, where=LESSON).anchor == "cek.2"
    assert ask(2, question, (), (), total=5, where=RUNNING).heading == "Soal 2 dari 5"
    assert review(1, question, (), (), None, where=LESSON).titled is False


def test_a_survey_s_choice_and_text_count_for_nothing():
    for key in (ChoiceKey((Option("a", "A", False), Option("b", "B", False)), multiple=True), TextKey(())):
        question = Question("soal-1", "<p>?</p>", key)
        assert not counts(question)
        assert kind_of(question).read(question, kind_of(question).right_answer(question))
        assert kind_of(question).share(question, kind_of(question).read(question, ["a"])) == 0
        assert review(1, question, (), ("a",), Fraction(0)).verdict == "dicatat"
