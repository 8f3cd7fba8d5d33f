"""What filters keep of themselves, items under all their names, and the audit trail in words."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.assessment.service import CLOSE_JOB
from elearn.content.model import Module, QuizPurpose
from elearn.core.errors import Invalid
from elearn.credentials.service import PDF_JOB
from elearn.reporting.rules import (
    ACTIONS,
    AuditFilter,
    CompletionFilter,
    action_words,
    check_period,
    detail_words,
    done_item_ids,
    job_words,
    limited_quizzes,
    renamed_items,
)
from tests import factories

ELEARN = Path(__file__).parents[2] / "elearn"
dates = st.none() | st.dates()


@given(first=dates, last=dates, words=st.text(min_size=1), unit=st.none() | st.integers(1), now=st.booleans())
def test_the_audit_trail_keeps_the_filter_but_never_what_was_typed(first, last, words, unit, now) -> None:
    asked = CompletionFilter(first, last, "etika", unit, now, "pns", words)
    kept = asked.described()
    assert json.loads(json.dumps(kept)) == kept
    assert kept["searched"] is True
    assert "words" not in kept
    assert kept == replace(asked, words="x").described()
    assert "searched" not in replace(asked, words="").described()


def test_names_searched_for_in_the_trail_are_not_kept_either() -> None:
    assert AuditFilter(actor="Maria", subject="Siti").described() == {"searched": True}
    assert CompletionFilter().described() == {}


@given(dates, dates)
def test_a_period_may_not_end_before_it_begins(first: date | None, last: date | None) -> None:
    odd = [day for day in (first, last) if day and not 1900 <= day.year <= 2999]
    if odd or (first and last and last < first):
        with pytest.raises(Invalid) as refused:
            check_period(first, last)
        assert set(refused.value.fields) <= {"dari", "sampai"}
        assert bool(odd) == ("Tulis tahun" in refused.value.message)
    else:
        check_period(first, last)


ids = st.sampled_from(["a", "b", "c", "d", "e"])


@given(st.lists(st.tuples(ids, st.lists(ids, max_size=3), st.booleans()), max_size=5, unique_by=lambda item: item[0]))
def test_renamed_items_resolve_as_the_course_itself_resolves_them(items) -> None:
    made = tuple(factories.lesson(name, required=must, former_ids=tuple(old)) for name, old, must in items)
    course = factories.course(modules=(Module("m", "M", "", made),))
    renamed = renamed_items(course)
    for name in "abcde":
        found = course.find_item(name)
        assert (renamed.get(name, name) if found else None) == (found.id if found else None)
        assert (name in done_item_ids(course)) == (found is not None and found.required)


def test_only_a_required_post_test_with_a_limit_can_stop_a_learner() -> None:
    quizzes = (
        factories.quiz("pasca", purpose=QuizPurpose.POST_TEST, attempts=3),
        factories.quiz("bebas", purpose=QuizPurpose.POST_TEST),
        factories.quiz("pilihan", purpose=QuizPurpose.POST_TEST, attempts=3, required=False),
        factories.quiz("latihan", attempts=3),
    )
    course = factories.course(modules=(Module("m", "M", "", quizzes),))
    assert [quiz.id for quiz in limited_quizzes(course)] == ["pasca"]


def recorded_actions() -> set[str]:
    """Every action that the source records, where it is written out in the call."""
    found = set()
    for path in ELEARN.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if not isinstance(call, ast.Call) or len(call.args) < 2:
                continue
            name = ast.unparse(call.func)
            texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if name.split(".")[-1] in {"record", "note", "note_seen", "note_taken", "note_done", "_note", "_replace"}:
                found.update(text for text in texts if "." in text)
    return found


def test_every_recorded_action_has_words() -> None:
    found = recorded_actions()
    assert len(found) > 15
    assert sorted(found - set(ACTIONS)) == []
    assert action_words("certificate.view") == "Membuka sertifikat"
    assert action_words("unknown.action") == "unknown.action"


def test_every_kind_of_job_has_words() -> None:
    assert [job_words(kind) for kind in (PDF_JOB, CLOSE_JOB) if job_words(kind) == kind] == []


def test_a_detail_is_said_in_words() -> None:
    detail = {"course": "etika", "first": "2026-01-01", "unit_now": True, "format": "csv", "count": 1, "status": ""}
    said = detail_words(detail, {"course": {"etika": "Etika ASN"}})
    assert said == "kursus Etika ASN, dari 2026-01-01, menurut unit sekarang, CSV, 1 baris"
    assert detail_words({"fields": ["name"], "active": True, "new": "x"}, {}) == "new x"
