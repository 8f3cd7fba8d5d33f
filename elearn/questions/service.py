"""A question as its partials show it: asked without its key, or reviewed with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from elearn.content.model import ChoiceKey, ClozeKey, Criterion, EssayKey, Question, ScaleKey, split_markers
from elearn.questions.rules import Answer, AskedLine, Order, ReviewedLine, counts, kind_of


@dataclass(frozen=True, slots=True)
class Where:
    """The page a question stands on: what it is called there, what its ids begin with, and whether its review may
    begin with a heading (elsewhere that would skip a level).
    """

    word: str
    asked: str
    reviewed: str
    titled: bool = False


RESULT = Where("Soal", "soal-", "bahas-", titled=True)
RUNNING = Where("Soal", "soal-", "bahas-")
# No heading of a lesson can have an id with a point in it.
LESSON = Where("Cek pemahaman", "cek.", "bahas.")


@dataclass(frozen=True, slots=True)
class AskedOption:
    """An option as asked: no word about whether it is right."""

    key: str
    html: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as asked, with the answer found again. ``points`` are hundredths; ``typed`` is a text or a number.

    ``lines`` are the fields of a kind with several; ``pieces`` is the stem of a cloze, its texts and its fields as they
    follow each other. ``label`` names its one field; ``weighs``: its points are worth saying.
    """

    number: int
    heading: str
    anchor: str
    label: str
    id: str
    template: str
    stem_html: str
    points: int
    weighs: bool
    answered: bool
    options: tuple[AskedOption, ...] = ()
    lines: tuple[AskedLine, ...] = ()
    pieces: tuple[str | AskedLine, ...] = ()
    typed: str = ""
    essay: EssayKey | None = None
    scale: ScaleKey | None = None

    @property
    def name(self) -> str:
        """The name of its fields."""
        return f"jawab-{self.id}"


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """An option with its key."""

    key: str
    html: str
    chosen: bool
    right: bool
    feedback_html: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What one marker gave for an essay: points by the key of the criterion, and a comment (plain text)."""

    points: Mapping[str, int]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A question with what was right and why. Made only where the keys may be seen.

    ``verdict``: benar, sebagian, salah, kosong, menunggu (its mark) or dicatat (nothing is right or wrong).
    ``points`` of ``max_points`` in hundredths. ``summary`` says what the points came from; ``rubric`` and ``marks``
    are those of an essay.
    """

    number: int
    heading: str
    anchor: str
    titled: bool
    template: str
    stem_html: str
    verdict: str
    points: int
    max_points: int
    options: tuple[ReviewedOption, ...] = ()
    lines: tuple[ReviewedLine, ...] = ()
    typed: str = ""
    right: tuple[str, ...] = ()
    summary: str = ""
    verdict_html: str = ""
    hint_html: str = ""
    explanation_html: str = ""
    scored: bool = True
    rubric: tuple[Criterion, ...] = ()
    marks: tuple[Mark, ...] = field(default=())


def _heading(where: Where, number: int, total: int) -> str:
    if where is LESSON and total == 1:
        return where.word
    return f"{where.word} {number} dari {total}" if total else f"{where.word} {number}"


def ask(
    number: int,
    question: Question,
    order: Order,
    answer: Answer,
    *,
    total: int = 0,
    weighs: bool = False,
    where: Where = RUNNING,
) -> AskedQuestion:
    """A question without its key: this is what keeps keys out of the page of a running attempt.

    ``order`` lists the keys of its options as they stand (empty for a kind without options, or as written); ``answer``
    is canonical. ``total`` questions are asked (0: not said), ``weighs``: say its points.
    """
    kind, key = kind_of(question), question.key
    answer = kind.read(question, answer)
    lines = kind.asked(question, order, answer)
    options: tuple[AskedOption, ...] = ()
    if isinstance(key, ChoiceKey):
        html = {option.key: option.html for option in key.options}
        options = tuple(AskedOption(one, html[one], one in answer) for one in order or tuple(html))
    pieces = tuple(split_markers(question.stem_html)) if isinstance(key, ClozeKey) else ()
    return AskedQuestion(
        number=number,
        heading=_heading(where, number, total),
        anchor=f"{where.asked}{number}",
        label=f"Jawaban {where.word.lower()} {number}",
        id=question.id,
        template=kind.template,
        stem_html=question.stem_html,
        points=question.points,
        weighs=weighs,
        answered=bool(answer),
        options=options,
        lines=lines,
        pieces=tuple(lines[piece] if isinstance(piece, int) else piece for piece in pieces),
        typed="" if options or lines or not answer else answer[0],
        essay=key if isinstance(key, EssayKey) else None,
        scale=key if isinstance(key, ScaleKey) else None,
    )


def review(
    number: int,
    question: Question,
    order: Order,
    answer: Answer,
    share: Fraction | None,
    *,
    total: int = 0,
    marks: Sequence[Mark] = (),
    where: Where = RESULT,
) -> Review:
    """A question with its key, what was answered, and the part of its points that this earned.

    ``share`` None: a person still has to mark it. ``marks`` are the marks that count, oldest first.
    """
    kind, key = kind_of(question), question.key
    answer = kind.read(question, answer)
    lines = kind.reviewed(question, answer)
    options: tuple[ReviewedOption, ...] = ()
    if isinstance(key, ChoiceKey):
        known = {option.key: option for option in key.options}
        options = tuple(
            ReviewedOption(one, known[one].html, one in answer, known[one].correct, known[one].feedback_html)
            for one in order or tuple(known)
        )
    scored = counts(question)
    verdict = _verdict(answer, share) if scored else "dicatat" if answer else "kosong"
    return Review(
        number=number,
        heading=_heading(where, number, total),
        anchor=f"{where.reviewed}{number}",
        titled=where.titled,
        template=kind.template,
        stem_html=shown_stem(question),
        verdict=verdict,
        points=int((share or 0) * question.points),
        max_points=question.points,
        options=options,
        lines=lines,
        typed="" if options or lines or not answer else answer[0],
        right=() if options else kind.right(question),
        summary=kind.summary(question, answer),
        verdict_html=_verdict_html(question, verdict) if scored else "",
        hint_html=question.hint_html if verdict in {"sebagian", "salah", "kosong"} else "",
        explanation_html=question.explanation_html,
        scored=scored,
        rubric=key.rubric if isinstance(key, EssayKey) else (),
        marks=tuple(marks),
    )


def _verdict(answer: Answer, share: Fraction | None) -> str:
    if not answer:
        return "kosong"
    if share is None:
        return "menunggu"
    return "benar" if share == 1 else "sebagian" if share else "salah"


def _verdict_html(question: Question, verdict: str) -> str:
    if verdict == "menunggu":
        return ""
    return question.right_html if verdict == "benar" else question.wrong_html


def shown_stem(question: Question) -> str:
    """The stem as it is read: the blanks of a cloze are numbered."""
    if not isinstance(question.key, ClozeKey):
        return question.stem_html
    return "".join(
        f"<strong>({piece + 1}) …</strong>" if isinstance(piece, int) else piece
        for piece in split_markers(question.stem_html)
    )


def settled_order(question: Question, shuffle_options: bool = False) -> Order:
    """How the options stand where there is no attempt (a lesson, a preview): shuffled where the kind must, the same
    for everybody.
    """

    def mixed(keys: Sequence[str]) -> list[str]:
        return sorted(keys, key=lambda key: hashlib.sha256(f"{question.id}\n{key}".encode()).digest())

    return kind_of(question).order(question, shuffle_options, mixed)
