"""What is written, leaves and comes back is the same: texts as they are shown, keys, points, tags and notes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from elearn.content.exchange.incoming import read_questions
from elearn.content.exchange.items import Asked, Bank, Gaps
from elearn.content.exchange.outgoing import WRITERS
from elearn.content.exchange.report import Fate, Report
from elearn.content.exchange.same import same
from elearn.content.model import EssayKey, NumericKey, Question, TextKey
from tests.content.exchange.banks import composed, questions, reread, shown

# Questions are small, and making a failing one smaller takes longer than a test may.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
PATIENT = settings(max_examples=15, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck))


@given(questions())
@PATIENT
def test_what_is_written_is_what_was_meant(asked: list[Asked]) -> None:
    report = Report()
    [text] = composed(Bank(list(asked)), report)
    assert [str(line) for line in report.lines if line.fate is Fate.LEFT] == []
    found = {question.id: question for _, question in shown(text)}
    for one in asked:
        question = found[one.id]
        assert same(one.answer, question.key)
        assert (one.points, one.competency, one.level) == (question.points, question.competency, question.level)
        assert bool(one.hint) == bool(question.hint_html)
        assert bool(one.explanation) == bool(question.explanation_html)


@given(questions())
@PATIENT
def test_a_quiz_that_is_read_and_written_again_is_the_same(asked: list[Asked]) -> None:
    [text] = composed(Bank(list(asked)))
    [again] = composed(reread(text).bank)
    assert again == text


@pytest.mark.parametrize("kind", sorted(WRITERS))
@given(asked=questions())
@PATIENT
def test_out_and_in_again_is_equal(kind: str, asked: list[Asked]) -> None:
    [text] = composed(Bank(list(asked)))
    bank = reread(text)
    data = WRITERS[kind](bank.bank, bank.report)
    back = read_questions(data, kind)
    files = composed(back.bank, back.report)
    assert [str(line) for line in back.report.lines if line.fate is Fate.LEFT] == []
    before = {question.id: (pool, question) for pool, question in shown(text)}
    after = {question.id: (pool, question) for pool, question in (shown(files[0]) if files else [])}
    left = {one.id for one in bank.bank.questions if kind == "gift" and isinstance(one.answer, Gaps)}
    assert set(after) == {name for name in before if name not in left and name not in _unsayable(kind, asked)}
    for name, (pool, question) in after.items():
        assert (pool, _known(kind, question)) == (before[name][0], _known(kind, before[name][1]))


def _unsayable(kind: str, asked: list[Asked]) -> set[str]:
    """Ids of questions that GIFT reads as another kind, which its report says."""
    return {
        one.id
        for one in asked
        if kind == "gift" and isinstance(one.answer, TextKey) and any("->" in text for text in one.answer.accepted)
    }


def _known(kind: str, question: Question) -> Question:
    """The question without what a format has no word for (each of which its report names)."""
    typed = isinstance(question.key, TextKey | NumericKey)
    if kind == "gift":
        question = replace(question, hint_html="")
        if isinstance(question.key, TextKey):  # an arrow would make it a matching question
            right, wrong = (text.replace("-&gt;", "→") for text in (question.right_html, question.wrong_html))
            question = replace(question, right_html=right, wrong_html=wrong)
        elif not typed:
            question = replace(question, right_html="", wrong_html="")
        if isinstance(question.key, EssayKey):
            question = replace(question, key=EssayKey(None, None, ()))
    if kind == "moodle" and (question.kind in ("rumpang", "esai") or _true_false(question)):
        question = replace(question, right_html="", wrong_html="")
    return question


def _true_false(question: Question) -> bool:
    return [option.html for option in getattr(question.key, "options", ())] == ["Benar", "Salah"]
