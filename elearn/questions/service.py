"""A question as its partials show it: asked without its key, or reviewed with it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from elearn.content.model import ChoiceKey, Question
from elearn.questions.rules import Answer, kind_of


@dataclass(frozen=True, slots=True)
class AskedOption:
    """An option as asked: no word about whether it is right."""

    key: str
    html: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as asked, with the answer found again. ``points`` are hundredths; ``typed`` is a text or a number."""

    number: int
    id: str
    template: str
    stem_html: str
    points: int
    options: tuple[AskedOption, ...]
    typed: str
    answered: bool

    @property
    def name(self) -> str:
        """The name of its fields."""
        return f"jawab-{self.id}"

    @property
    def anchor(self) -> str:
        return f"soal-{self.number}"


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """An option with its key."""

    key: str
    html: str
    chosen: bool
    right: bool
    feedback_html: str


@dataclass(frozen=True, slots=True)
class Review:
    """A question with what was right and why. Made only where the keys may be seen.

    ``verdict``: benar, sebagian, salah or kosong. ``points`` of ``max_points`` in hundredths.
    """

    number: int
    template: str
    stem_html: str
    verdict: str
    points: int
    max_points: int
    options: tuple[ReviewedOption, ...]
    typed: str
    right: tuple[str, ...]
    verdict_html: str
    hint_html: str
    explanation_html: str


def ask(number: int, question: Question, order: tuple[str, ...], answer: Answer) -> AskedQuestion:
    """A question without its key: this is what keeps keys out of the page of a running attempt.

    ``order`` lists the keys of its options as they stand (empty for a kind without options); ``answer`` is canonical.
    """
    options: tuple[AskedOption, ...] = ()
    if isinstance(question.key, ChoiceKey):
        html = {option.key: option.html for option in question.key.options}
        options = tuple(AskedOption(key, html[key], key in answer) for key in order)
    return AskedQuestion(
        number=number,
        id=question.id,
        template=kind_of(question).template,
        stem_html=question.stem_html,
        points=question.points,
        options=options,
        typed="" if options or not answer else answer[0],
        answered=bool(answer),
    )


def review(number: int, question: Question, order: tuple[str, ...], answer: Answer, share: Fraction) -> Review:
    """A question with its key, what was answered, and the part of its points that this earned."""
    kind = kind_of(question)
    options: tuple[ReviewedOption, ...] = ()
    if isinstance(question.key, ChoiceKey):
        known = {option.key: option for option in question.key.options}
        options = tuple(
            ReviewedOption(key, known[key].html, key in answer, known[key].correct, known[key].feedback_html)
            for key in order
        )
    right = share == 1
    return Review(
        number=number,
        template=kind.template,
        stem_html=question.stem_html,
        verdict="kosong" if not answer else "benar" if right else "sebagian" if share else "salah",
        points=int(share * question.points),
        max_points=question.points,
        options=options,
        typed="" if options or not answer else answer[0],
        right=() if options else kind.right(question),
        verdict_html=question.right_html if right else question.wrong_html,
        hint_html="" if right else question.hint_html,
        explanation_html=question.explanation_html,
    )
