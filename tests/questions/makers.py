"""Strategies that make any question of each kind, and anything that may be sent for it."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from elearn.content.model import (
    ChoiceKey,
    ClozeKey,
    Criterion,
    DropKey,
    EssayKey,
    Label,
    MatchKey,
    MatchLeft,
    NumericKey,
    Option,
    OrderKey,
    Question,
    RubricLevel,
    ScaleKey,
    Scoring,
    Statement,
    Step,
    TextKey,
    marker,
)

LETTERS = "abcdefgh"
WORDS = st.sampled_from(["merit", "ASN", "Rp 5", "tanda = sama", "<b>tebal</b>", "é", "20,5", "dua  kata"])
numbers = st.integers(-5_000, 5_000).map(lambda hundredths: Fraction(hundredths, 100))


@st.composite
def choice_keys(draw: st.DrawFn, multiple: bool) -> ChoiceKey:
    count = draw(st.integers(2, 8))
    most = count - 1 if multiple else 1
    right = draw(st.sets(st.sampled_from(LETTERS[:count]), min_size=1, max_size=most))
    pinned = draw(st.sets(st.sampled_from(LETTERS[:count]), max_size=2))
    options = tuple(Option(key, f"<p>{key}</p>", key in right, pinned=key in pinned) for key in LETTERS[:count])
    return ChoiceKey(options, multiple, draw(st.sampled_from(Scoring)), draw(st.booleans()))


text_keys = st.builds(TextKey, st.lists(WORDS, min_size=1, max_size=3).map(tuple), st.booleans())


@st.composite
def numeric_keys(draw: st.DrawFn) -> NumericKey:
    low = draw(numbers)
    return NumericKey(low, low + abs(draw(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(7)]))), "kunci")


@st.composite
def match_keys(draw: st.DrawFn) -> MatchKey:
    right = tuple(Label(key, f"{draw(WORDS)} {draw(st.integers(0, 9))}") for key in LETTERS[: draw(st.integers(2, 6))])
    left = tuple(
        MatchLeft(str(number), f"kiri {number}", draw(st.sampled_from(right)).key)
        for number in range(1, draw(st.integers(2, 6)))
    )
    return MatchKey(left, right)


@st.composite
def order_keys(draw: st.DrawFn) -> OrderKey:
    steps = tuple(
        Step(key, text := f"{draw(WORDS)} {draw(st.integers(0, 9))}", text)
        for key in LETTERS[: draw(st.integers(2, 8))]
    )
    return OrderKey(steps, draw(st.sampled_from(Scoring)))


@st.composite
def drop_keys(draw: st.DrawFn) -> DropKey:
    options = tuple(Label(key, draw(WORDS)) for key in LETTERS[: draw(st.integers(2, 5))])
    return DropKey(options, draw(st.sampled_from(options)).key)


cloze_keys = st.builds(
    ClozeKey, st.lists(st.one_of(text_keys, numeric_keys(), drop_keys()), min_size=1, max_size=5).map(tuple)
)


@st.composite
def essay_keys(draw: st.DrawFn) -> EssayKey:
    count = draw(st.integers(1, 4))
    parts = draw(st.lists(st.integers(1, 40), min_size=count, max_size=count))
    weights = [100 * part // sum(parts) for part in parts]
    weights[0] += 100 - sum(weights)
    points = draw(st.lists(st.integers(0, 10), min_size=2, max_size=4, unique=True))
    levels = tuple(RubricLevel(one, f"tingkat {one}") for one in sorted(points, reverse=True))
    rubric = tuple(Criterion(str(n), f"Kriteria {n}", weight, levels) for n, weight in enumerate(weights, 1))
    return EssayKey(draw(st.one_of(st.none(), st.integers(1, 50))), None, rubric)


@st.composite
def scale_keys(draw: st.DrawFn) -> ScaleKey:
    statements = tuple(Statement(str(n), f"<p>{n}</p>", str(n)) for n in range(1, draw(st.integers(2, 6))))
    low = draw(st.integers(0, 1))
    return ScaleKey(low, low + draw(st.integers(1, 9)), "kurang", "baik", statements)


KEYS = {
    "tunggal": choice_keys(multiple=False),
    "jamak": choice_keys(multiple=True),
    "teks": text_keys,
    "angka": numeric_keys(),
    "jodoh": match_keys(),
    "urut": order_keys(),
    "rumpang": cloze_keys,
    "esai": essay_keys(),
    "skala": scale_keys(),
}


@st.composite
def questions(draw: st.DrawFn, kind: str) -> Question:
    """Any question of this kind."""
    key = draw(KEYS[kind])
    count = len(key.blanks) if isinstance(key, ClozeKey) else 0
    stem = "<p>Soal " + " dan ".join(marker(place) for place in range(count)) + "</p>"
    return Question("soal-1", stem, key, draw(st.integers(1, 500)))


def single_texts(question: Question) -> list[str]:
    """Everything that one field of the question may send, as its page would."""
    key = question.key
    if isinstance(key, ChoiceKey):
        return [option.key for option in key.options]
    if isinstance(key, MatchKey):
        return [f"{left.key}={right.key}" for left in key.left for right in key.right]
    if isinstance(key, OrderKey):
        return [f"{step.key}={place}" for step in key.steps for place in range(1, len(key.steps) + 1)]
    if isinstance(key, ScaleKey):
        return [f"{one.key}={value}" for one in key.statements for value in range(key.low, key.high + 1)]
    return ["a", "b", "20", "20,5", "merit", "ASN"]


@st.composite
def anything_sent(draw: st.DrawFn, question: Question) -> list[str]:
    """What a page, another page, or somebody with a command line may send."""
    junk = st.one_of(
        st.text(max_size=12), st.sampled_from(["=", "1=", "=a", "1=a=b", "\x00", "\ud800", " a ", "99=99"])
    )
    return draw(st.lists(st.one_of(st.sampled_from(single_texts(question)), junk), max_size=12))
