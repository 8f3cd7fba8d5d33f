"""Shares of JP, progress, locks, completion, scores and warnings, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.content.model import Course, CourseStatus, Lesson, Module, QuizPurpose
from elearn.learning import rules
from elearn.learning.rules import Done
from tests import factories

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
AT = datetime(2026, 3, 2, 3, tzinfo=UTC)


def done(item: str, on: date = MONDAY, score: int | None = None) -> Done:
    return Done(item, on, datetime(on.year, on.month, on.day, 3, tzinfo=UTC), score)


def progress(*rows: Done) -> dict[str, Done]:
    return {row.item: row for row in rows}


def course_of(items: list[Lesson], jp: int) -> Course:
    return factories.course(jp=jp, modules=(Module("m", "Modul", "", tuple(items)),))


@st.composite
def courses(draw: st.DrawFn) -> Course:
    sizes = draw(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=20))
    items = [factories.lesson(f"i{n}", minutes, required=need) for n, (minutes, need) in enumerate(sizes)]
    return course_of(items, draw(st.integers(0, 9_000)))


@given(courses())
def test_shares_add_up_to_exactly_the_courses_jp(course: Course) -> None:
    shares = rules.jp_shares(course)
    assert set(shares) == {item.id for item in course.required_items}
    assert all(share >= 0 for share in shares.values())
    assert sum(shares.values()) == (course.jp if shares else 0)
    assert sum(jp for _, jp in rules.module_shares(course)) == sum(shares.values())


@given(courses())
def test_no_share_is_a_hundredth_away_from_its_part_of_the_minutes(course: Course) -> None:
    total = sum(item.minutes for item in course.required_items)
    for item in course.required_items if total else ():
        assert abs(rules.jp_shares(course)[item.id] - course.jp * item.minutes / total) < 1


@given(courses(), st.data())
def test_learning_days_add_up_to_exactly_the_courses_jp(course: Course, data: st.DataObject) -> None:
    days = st.dates(MONDAY, date(2026, 3, 20))
    rows = progress(*(done(item.id, data.draw(days)) for item in course.required_items))
    spread = rules.learning_days(course, rows, "hari-belajar", TUESDAY)
    assert sum(jp for _, jp in spread) == (course.jp if rows else 0)
    assert [day for day, _ in spread] == sorted({day for day, _ in spread})


def test_the_dated_example() -> None:
    course = factories.course()
    assert rules.jp_shares(course) == {"satu": 200, "dua": 200, "tiga": 100, "ujian": 100}
    assert rules.module_shares(course) == (("Dasar", 400), ("Akhir", 200))
    rows = progress(done("satu"), done("dua"), done("tiga", TUESDAY), done("ujian", TUESDAY))
    assert rules.learning_days(course, rows, "hari-belajar", TUESDAY) == ((MONDAY, 400), (TUESDAY, 200))
    assert rules.learning_days(course, rows, "hari-selesai", TUESDAY) == ((TUESDAY, 600),)


def test_the_dated_example_warns_before_the_second_item() -> None:
    course = factories.course()
    waiting = rules.pending(course, progress(done("satu")), MONDAY)
    warning = rules.cap_warning(cap=300, used=waiting, share=rules.jp_shares(course)["dua"])
    assert warning is not None
    assert (warning.today, warning.tomorrow, warning.saved) == (100, 200, 100)
    assert rules.pending(course, progress(done("satu")), TUESDAY) == 0


@given(st.integers(0, 900), st.integers(0, 900), st.integers(0, 900))
def test_a_warning_always_promises_something(cap: int, used: int, share: int) -> None:
    warning = rules.cap_warning(cap=cap, used=used, share=share)
    if warning is None:
        assert min(share, max(0, cap - used)) == min(share, cap)
    else:
        assert 0 < warning.saved <= share


def test_no_cap_no_warning() -> None:
    assert rules.cap_warning(cap=None, used=10_000, share=500) is None


def test_progress_is_a_hundred_percent_only_when_all_is_done() -> None:
    course = course_of([factories.lesson(f"i{n}") for n in range(3)], 300)
    rows = [done(f"i{n}") for n in range(3)]
    assert [rules.percent(course, progress(*rows[:n])) for n in range(4)] == [0, 33, 66, 100]
    assert rules.counts(course, progress(*rows[:2])) == (2, 3)
    assert [rules.course_done(course, progress(*rows[:n])) for n in range(4)] == [False, False, False, True]


def test_a_course_that_requires_nothing_is_never_done() -> None:
    course = course_of([factories.lesson("baca", required=False)], 100)
    assert not rules.course_done(course, progress(done("baca")))
    assert (rules.percent(course, {}), rules.jp_shares(course)) == (0, {})


def test_a_sequential_course_opens_one_after_the_other() -> None:
    course = factories.course(sequential=True)

    def opened_by(rows: dict[str, Done]) -> dict[str, str]:
        return {item: opener.id for item, opener in rules.locks(course, rows).items()}

    assert opened_by({}) == {"dua": "satu", "coba": "satu", "tiga": "satu", "ujian": "satu"}
    assert opened_by(progress(done("satu"))) == {"coba": "dua", "tiga": "dua", "ujian": "dua"}
    assert opened_by(progress(done("satu"), done("dua"))) == {"ujian": "tiga"}, "the practice quiz is optional"
    assert opened_by(progress(done("dua"))) == {"coba": "satu", "tiga": "satu", "ujian": "satu"}, "done stays open"
    assert rules.locks(course, {}, completed=True) == {}
    assert rules.locks(factories.course(), {}) == {}


def test_the_sentence_of_a_lock_names_what_opens_it() -> None:
    satu, dua, _, _, ujian = factories.course().items
    assert rules.lock_sentence(dua, satu) == "“Dua” masih terkunci. Selesaikan dahulu materi “Satu”."
    assert "kuis “Ujian”" in rules.lock_sentence(dua, ujian)


def test_resuming_goes_to_what_is_required_first() -> None:
    course = factories.course()
    ids = ["satu", "dua", "tiga", "ujian", "coba"]
    for count, expected in enumerate(ids):
        found = rules.resume(course, progress(*(done(item) for item in ids[:count])))
        assert found is not None
        assert found.id == expected
    assert rules.resume(course, progress(*map(done, ids))) is None


def test_neighbours_cross_modules() -> None:
    course = factories.course()
    names = [
        (a.id if a else None, b.id if b else None) for a, b in (rules.neighbours(course, i.id) for i in course.items)
    ]
    assert names == [(None, "dua"), ("satu", "coba"), ("dua", "tiga"), ("coba", "ujian"), ("tiga", None)]


def test_the_final_score_is_weighted_and_rounded_down() -> None:
    tests = [factories.quiz(f"q{n}", purpose=QuizPurpose.POST_TEST, weight=n + 1) for n in range(2)]
    practice = factories.quiz("p", purpose=QuizPurpose.PRACTICE)
    course = factories.course(modules=(Module("m", "M", "", (*tests, practice)),))
    rows = progress(done("q0", score=10_000), done("q1", score=5_000), done("p", score=0))
    assert rules.final_score(course, rows) == 6_666
    assert rules.final_score(course, progress(done("q0", score=10_000))) == 3_333
    assert rules.final_score(course_of([factories.lesson("a")], 1), {}) is None


@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 9)), min_size=1, max_size=8))
def test_the_final_score_lies_between_the_worst_and_the_best(scores: list[tuple[int, int]]) -> None:
    tests = tuple(factories.quiz(f"q{n}", purpose=QuizPurpose.POST_TEST, weight=w) for n, (_, w) in enumerate(scores))
    course = factories.course(modules=(Module("m", "M", "", tests),))
    found = rules.final_score(course, progress(*(done(f"q{n}", score=s) for n, (s, _) in enumerate(scores))))
    assert found is not None
    assert min(s for s, _ in scores) <= found <= max(s for s, _ in scores)


def test_renamed_items_keep_their_progress_and_removed_ones_are_left_out() -> None:
    renamed = factories.lesson("baru", former_ids=("lama",))
    course = course_of([renamed, factories.lesson("lain")], 200)
    rows = rules.by_present_id(course, [done("lama"), done("hilang")])
    assert list(rows) == ["baru"]
    assert rows["baru"].item == "lama", "it is stored under its old id"


def test_two_rows_meeting_in_one_item_keep_the_earlier_finish_and_the_better_score() -> None:
    course = course_of([factories.lesson("baru", former_ids=("lama",))], 100)
    for rows in (
        [done("lama", TUESDAY, 9_000), done("baru", MONDAY, 100)],
        [Done("baru", None, None, 9_000), done("lama")],
    ):
        for order in (rows, rows[::-1]):
            found = rules.by_present_id(course, order)["baru"]
            assert (found.done_on, found.best_score) == (MONDAY, 9_000)


def test_prerequisites_bind_while_they_can_be_taken() -> None:
    first = factories.course("pertama")
    course = factories.course("kedua", prerequisites=("pertama", "tidak-ada"))
    assert rules.unmet_prerequisites(factories.catalogue(first, course), course, []) == (first,)
    assert rules.unmet_prerequisites(factories.catalogue(first, course), course, ["pertama"]) == ()
    archived = replace(first, status=CourseStatus.ARCHIVED)
    assert rules.unmet_prerequisites(factories.catalogue(archived, course), course, []) == ()


@pytest.mark.parametrize(
    ("status", "taken", "seen"),
    [("terbit", False, True), ("arsip", False, False), ("arsip", True, True), ("draf", True, False)],
)
def test_who_sees_a_course(status: str, taken: bool, seen: bool) -> None:
    assert rules.visible(factories.course(status=CourseStatus(status)), taken=taken) is seen


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (rules.Search(words="ETIKA café"), True),
        (rules.Search(words="cafe contoh"), True),
        (rules.Search(words="strong"), False),
        (rules.Search(words="untuk & tetap"), True),
        (rules.Search(competency="integritas", band="di-atas-5"), True),
        (rules.Search(band="sampai-5"), False),
        (rules.Search(competency="lain"), False),
        (rules.Search(band="tidak-ada"), True),
    ],
)
def test_search_ignores_case_accents_and_markup(search: rules.Search, found: bool) -> None:
    course = factories.course(title="Étika Cafe", description_html="<p><strong>Untuk</strong> &amp; tetap</p>")
    assert rules.matches(course, search) is found


@given(st.integers(0, 100_000))
def test_every_amount_of_jp_lies_in_exactly_one_band(jp: int) -> None:
    course = factories.course(jp=jp)
    assert sum(rules.matches(course, rules.Search(band=band.key)) for band in rules.JP_BANDS) == 1
