"""Rates, medians, the quiz by which a course is passed, and the order of courses: pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.content.model import Module, QuizPurpose
from elearn.reporting.rules.quality import final_of, moment, moment_of, twice_median
from elearn.reporting.rules.quality_lines import ORDERS, CourseLine, found_lines, ordered, rate
from tests import factories

POST = QuizPurpose.POST_TEST
LINE = CourseLine("etika", "Etika ASN", True, "Ujian", 5, 10, 6, 2, 8, 5, 3)


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 9), min_size=1, max_size=12))
def test_the_median_is_that_of_all_values(numbers: dict[int, int]) -> None:
    values = [value for value, often in numbers.items() for _ in range(often)]
    assert twice_median(numbers) == 2 * median(values)


def test_of_nothing_there_is_no_median() -> None:
    with pytest.raises(ValueError, match="no values"):
        twice_median({})


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 10))
def test_a_rate_is_told_of_enough_people_and_is_whole_only_if_all_did(part: int, whole: int, least: int) -> None:
    part = min(part, whole)
    told = rate(part, whole, least)
    assert (told is None) == (whole < max(least, 1))
    assert told is None or ((told == 10_000) == (part == whole) and 0 <= told <= 10_000)


def test_the_quiz_by_which_a_course_is_passed_is_the_last_that_must_be_passed() -> None:
    assert final_of(factories.course(modules=(Module("m", "M", "", (factories.lesson("satu"),)),))) is None
    tests = [
        factories.quiz("latihan"),
        factories.quiz("tengah", purpose=POST),
        factories.quiz("akhir", purpose=POST, former_ids=("ujian",)),
        factories.quiz("tambahan", purpose=POST, required=False),
    ]
    final = final_of(factories.course(modules=(Module("m", "M", "", tuple(tests)),)))
    assert final is not None
    assert final.ids == ("akhir", "ujian")
    only = final_of(factories.course(modules=(Module("m", "M", "", (tests[3],)),)))
    assert only is not None
    assert only.ids == ("tambahan",)


def test_a_moment_comes_back_as_it_was_kept() -> None:
    then = moment(
        datetime(2026, 6, 1, 3, tzinfo=UTC), 30, 7, [factories.course(), factories.course("tanpa", modules=())]
    )
    assert moment_of(then.facts()) == then
    assert (then.days, list(then.finals)) == (30, ["contoh"])


def test_of_too_few_no_rate_and_no_mean_is_told() -> None:
    assert (LINE.completed_rate, LINE.passed_rate, LINE.first_rate, LINE.stopped_rate) == (6000, 6250, 3750, 2000)
    few = replace(LINE, runs=4, handed_in=4, pairs=4, before=1, after=1)
    assert {few.completed_rate, few.stopped_rate, few.passed_rate, few.mean_before, few.gained} == {None}
    paired = replace(LINE, pairs=5, before=5 * 400_000_000, after=5 * 750_000_000)
    assert (paired.mean_before, paired.mean_after, paired.gained) == (4000, 7500, 3500)


def test_what_cannot_be_told_comes_last_in_either_direction_and_equals_go_by_title() -> None:
    lines = [replace(LINE, slug="a", title="b"), replace(LINE, slug="b", title="A"), replace(LINE, slug="c", runs=2)]
    lines.append(replace(LINE, slug="d", title="c", completed=9))
    assert [line.slug for line in ordered(lines, "selesai", False)] == ["b", "a", "d", "c"]
    assert [line.slug for line in ordered(lines, "selesai", True)] == ["d", "b", "a", "c"]
    for column in ORDERS:
        assert len(ordered(lines, column, True)) == len(lines)
    assert [line.slug for line in found_lines(lines, "ETIKA")] == ["c"]
    assert len(found_lines(lines, "")) == 4
