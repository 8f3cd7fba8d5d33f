"""Quizzes to test with: one question of every kind, and strategies that make any."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from elearn.content.model import ChoiceKey, NumericKey, Option, Pool, Question, QuizBody, Scoring, TextKey


def options(correct: str, count: int = 4, **flags: Any) -> tuple[Option, ...]:
    """Options a, b, … of which those in ``correct`` are right; ``pinned`` names those pinned."""
    pinned = flags.get("pinned", "")
    return tuple(
        Option(key, f"Pilihan {key.upper()}", key in correct, f"Umpan balik {key}", key in pinned)
        for key in "abcdefghij"[:count]
    )


SINGLE = Question("satu", "<p>Siapa?</p>", ChoiceKey(options("b")), 200, explanation_html="<p>Penjelasan satu</p>")
MULTIPLE = Question("jamak", "<p>Mana saja?</p>", ChoiceKey(options("ab"), multiple=True))
STRICT_TICKS = Question(
    "semua", "<p>Semua?</p>", ChoiceKey(options("ac"), multiple=True, scoring=Scoring.ALL_OR_NOTHING)
)
TRUE_FALSE = Question("benar", "<p>Benar?</p>", ChoiceKey(options("a", 2), fixed_order=True))
TEXT = Question("teks", "<p>Sebutkan.</p>", TextKey(("sistem merit", "merit")), right_html="Tepat", wrong_html="Belum")
STRICT_TEXT = Question("persis", "<p>Tulis persis.</p>", TextKey(("PPPK",), strict=True))
NUMBER = Question("angka", "<p>Berapa?</p>", NumericKey(Fraction(39, 2), Fraction(41, 2), "20 ± 0,5"))
ALL = (SINGLE, MULTIPLE, STRICT_TICKS, TRUE_FALSE, TEXT, STRICT_TEXT, NUMBER)
RIGHT = {
    "satu": ("b",),
    "jamak": ("a", "b"),
    "semua": ("a", "c"),
    "benar": ("a",),
    "teks": ("Merit",),
    "persis": ("PPPK",),
    "angka": ("20,5",),
}


def body(*questions: Question, draw: int | None = None) -> QuizBody:
    """A quiz of one pool."""
    return QuizBody("<p>Pengantar.</p>", (Pool("kolam", "Kolam", questions or ALL, draw),))


@st.composite
def choices(draw: st.DrawFn, name: str, multiple: bool | None = None) -> Question:
    """Any choice question with at least one right and one wrong option."""
    count = draw(st.integers(2, 8))
    right = draw(st.sets(st.sampled_from("abcdefgh"[:count]), min_size=1, max_size=count - 1))
    many = draw(st.booleans()) if multiple is None else multiple
    if not many:
        right = {min(right)}
    scoring = draw(st.sampled_from(Scoring))
    key = ChoiceKey(options("".join(right), count), multiple=many, scoring=scoring)
    return Question(name, "<p>?</p>", key, draw(st.integers(1, 1000)))


@st.composite
def bodies(draw: st.DrawFn) -> QuizBody:
    """Any quiz of one to three pools of choices, texts and numbers."""
    pools = []
    for index in range(draw(st.integers(1, 3))):
        questions = []
        for place in range(draw(st.integers(1, 5))):
            name = f"s{index}-{place}"
            number = Question(name, "", NumericKey(Fraction(1), Fraction(2), "1 .. 2"), draw(st.integers(1, 500)))
            text = Question(name, "", TextKey(("ya", "tentu saja")), draw(st.integers(1, 500)))
            questions.append(draw(st.one_of(choices(name), st.just(text), st.just(number))))
        asked = draw(st.one_of(st.none(), st.integers(1, len(questions))))
        pools.append(Pool(f"kolam-{index}", "", tuple(questions), asked))
    return QuizBody("", tuple(pools))


@st.composite
def answers_to(draw: st.DrawFn, quiz: QuizBody) -> dict[str, tuple[str, ...]]:
    """Anything a browser, or somebody with a command line, may send."""
    anything = st.lists(st.one_of(st.sampled_from("abcdefghz"), st.text(max_size=12)), max_size=6).map(tuple)
    return {q.id: draw(anything) for q in quiz.questions() if draw(st.booleans())}
