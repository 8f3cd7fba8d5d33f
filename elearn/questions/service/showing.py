"""A question as its partials show it: asked without its key, or reviewed with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from fractions import Fraction

from elearn.content.model import ChoiceKey, ClozeKey, EssayKey, Question, ScaleKey, split_markers
from elearn.questions.rules import Answer, Order, counts, kind_of
from elearn.questions.rules.pairs import plain
from elearn.questions.service.pages import (
    LESSON,
    RESULT,
    RUNNING,
    AskedOption,
    AskedQuestion,
    Mark,
    Review,
    ReviewedOption,
    Where,
)


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
        weighs=scored and verdict != "menunggu" and where is not LESSON,
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


def answer_parts(question: Question, answer: Answer) -> tuple[tuple[str, bool], ...]:
    """What was answered, part by part, as plain text, each with whether it is right: for counting. Nothing of an essay:
    it is read by whoever marks it.
    """
    kind = kind_of(question)
    if kind.marked:
        return ()
    lines = kind.reviewed(question, answer)
    if not lines:
        return tuple((text, kind.share(question, (text,)) == 1) for text in answer)
    return tuple(
        (f"{plain(line.html) or f'({number})'}: {line.given}", line.verdict == "benar")
        for number, line in enumerate(lines, 1)
        if line.given
    )
