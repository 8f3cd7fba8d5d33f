"""Which old answers a corrected key may value, and how."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.assessment import rules
from elearn.content.model import (
    ChoiceKey,
    ClozeKey,
    DropKey,
    Label,
    MatchKey,
    MatchLeft,
    NumericKey,
    Option,
    OrderKey,
    Question,
    Scoring,
    Step,
    TextKey,
)
from elearn.questions.rules import kind_of
from tests.assessment import essays, quizzes

TEXTS = ("Camat", "Lurah", "Bupati", "Gubernur")


def choice(right, texts=TEXTS, points=100, **values):
    options = tuple(Option(key, text, text in right) for key, text in zip("abcdef", texts, strict=False))
    return Question("satu", "<p>Siapa?</p>", ChoiceKey(options, **values), points)


def share(question, *answer):
    return kind_of(question).share(question, kind_of(question).read(question, answer))


def test_a_corrected_choice_values_the_option_that_she_chose_wherever_it_now_stands():
    old, new = choice({"Camat"}), choice({"Bupati"}, TEXTS[::-1])
    mended = rules.corrected(old, new)
    assert share(old, "c") == 0
    assert share(mended, "c") == 1  # c is Bupati on her page
    assert [option.html for option in mended.key.options] == list(TEXTS)
    assert rules.values_differ(old, new)


@pytest.mark.parametrize("texts", [TEXTS[:3], (*TEXTS, "Presiden"), ("Camat", "Lurah", "Bupati", "Walikota")])
def test_other_options_take_no_new_key(texts):
    assert rules.corrected(choice({"Camat"}), choice({"Lurah"}, texts)) is None
    assert not rules.values_differ(choice({"Camat"}), choice({"Lurah"}, texts))


def test_another_kind_and_an_essay_take_no_new_key():
    assert rules.corrected(choice({"Camat"}), choice({"Camat", "Lurah"}, multiple=True)) is None
    assert rules.corrected(quizzes.TEXT, replace(quizzes.NUMBER, id="teks")) is None
    assert rules.corrected(essays.ESSAY, essays.ESSAY) is None


def test_words_alone_change_no_value():
    old = choice({"Camat"})
    assert not rules.values_differ(old, replace(old, explanation_html="<p>Baru</p>", stem_html="<p>Siapakah?</p>"))
    spaced = choice({"camat"}, ("camat", " Lurah", "Bupati", "GUBERNUR"))
    assert not rules.values_differ(old, spaced)
    assert rules.values_differ(old, replace(old, points=200))
    assert rules.corrected(old, replace(old, explanation_html="Baru")).explanation_html == "Baru"


def test_typed_answers_take_the_new_key():
    text = replace(quizzes.TEXT, key=TextKey(("meritokrasi",)))
    assert share(rules.corrected(quizzes.TEXT, text), "Meritokrasi") == 1
    number = replace(quizzes.NUMBER, key=NumericKey(Fraction(24), Fraction(24), "24"))
    assert share(rules.corrected(quizzes.NUMBER, number), "24") == 1


def test_pairs_steps_and_blanks_are_found_again_by_their_texts():
    def match(*pairs):
        right = (Label("a", "kota"), Label("b", "desa"))
        keys = {label.text: label.key for label in right}
        return Question("j", "", MatchKey(tuple(MatchLeft(*p[:2], keys[p[2]]) for p in pairs), right))

    old = match(("1", "Lurah", "desa"), ("2", "Kades", "kota"))
    new = match(("1", "Kades", "desa"), ("2", "Lurah", "kota"))
    assert share(rules.corrected(old, new), "1=a", "2=b") == 1

    def order(*texts):
        return Question("u", "", OrderKey(tuple(Step("abc"[n], text, text) for n, text in enumerate(texts))))

    assert share(rules.corrected(order("x", "y", "z"), order("z", "x", "y")), "c=1", "a=2", "b=3") == 1
    assert rules.corrected(order("x", "y", "z"), order("x", "y", "w")) is None
    drop = DropKey((Label("a", "BKN"), Label("b", "LAN")), "a")
    turned = DropKey((Label("a", "LAN"), Label("b", "BKN")), "a")
    old = Question("r", "", ClozeKey((drop, TextKey(("satu",)))))
    mended = rules.corrected(old, replace(old, key=ClozeKey((turned, TextKey(("dua",))))))
    assert share(mended, "b", "dua") == 1
    assert rules.corrected(old, replace(old, key=ClozeKey((drop,)))) is None


def test_only_questions_that_are_still_asked_are_corrected():
    shown = quizzes.body(choice({"Camat"}), quizzes.TEXT)
    newer = quizzes.body(choice({"Lurah"}))
    mended = {question.id: question for question in rules.rekeyed(shown, newer).questions()}
    assert share(mended["satu"], "b") == 1
    assert mended["teks"] == quizzes.TEXT


@given(st.permutations(TEXTS), st.sets(st.sampled_from(TEXTS), min_size=1, max_size=3), st.sampled_from(Scoring))
def test_a_key_that_moved_values_every_answer_as_its_own_page_would(texts, right, scoring):
    """Choosing the same texts earns the same on the old page by the moved key as on the new page by its own."""
    old = choice({"Camat"}, multiple=True)
    new = choice(right, texts, multiple=True, scoring=scoring)
    mended = rules.corrected(old, new)
    for number in range(16):
        chosen = {text for place, text in enumerate(TEXTS) if number >> place & 1}
        mine = [option.key for option in mended.key.options if option.html in chosen]
        theirs = [option.key for option in new.key.options if option.html in chosen]
        assert share(mended, *mine) == share(new, *theirs)
    assert rules.corrected(mended, new) == mended
