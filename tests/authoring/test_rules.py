"""What changed between two versions, and how that may be meant."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.authoring import rules
from elearn.authoring.rules import Change, Choice
from elearn.content.model import ChoiceKey, Course, Lesson, Module, Option, Pool, Question, Quiz, QuizBody
from elearn.people.rules import Actor, Grant
from tests import factories


def built(*modules: tuple[str, tuple[Lesson | Quiz, ...]]) -> Course:
    return factories.course(modules=tuple(Module(name, name.title(), "", items) for name, items in modules))


def kinds(before: Course | None, after: Course) -> dict[str, str]:
    return {one.item.id: one.kind.value for one in rules.compare(before, after).items}


A, B, C, D = (factories.lesson(name) for name in "abcd")
TEST = factories.quiz("uji")


def test_nothing_changed() -> None:
    course = factories.course()
    found = rules.compare(course, course)
    assert found.empty
    assert found.words == "tidak ada perubahan isi"


def test_everything_is_new_the_first_time() -> None:
    assert set(kinds(None, factories.course()).values()) == {"baru"}


def test_added_and_retired() -> None:
    found = rules.compare(built(("m", (A, B))), built(("m", (A, C))))
    assert [(one.item.id, one.kind) for one in found.items] == [("c", Change.ADDED), ("b", Change.RETIRED)]
    assert found.words == "1 baru, 1 pensiun"
    assert all(one.choices == () for one in found.items), "there is nothing to choose"


def test_a_renamed_item_is_the_same_item() -> None:
    renamed = replace(A, id="z", former_ids=("a",))
    (change,) = rules.compare(built(("m", (A, B))), built(("m", (renamed, B)))).items
    assert (change.kind, change.before, change.after) == (Change.CHANGED, A, renamed)
    assert change.facts == ("id a menjadi z",)
    assert change.ids == ("z", "a")


def test_a_lesson_that_became_a_quiz_is_another_item() -> None:
    quiz = factories.quiz("a")
    found = rules.compare(built(("m", (A,))), built(("m", (quiz,))))
    assert {(one.kind, type(one.item)) for one in found.items} == {(Change.ADDED, Quiz), (Change.RETIRED, Lesson)}


@pytest.mark.parametrize(
    ("item", "choices"), [(A, (Choice.SMALL, Choice.REREAD)), (TEST, (Choice.SMALL, Choice.NEW_QUIZ))]
)
def test_only_a_changed_body_asks_how_it_is_meant(item: Lesson | Quiz, choices: tuple[Choice, ...]) -> None:
    (change,) = rules.compare(built(("m", (item,))), built(("m", (replace(item, body_key="0" * 64),)))).items
    assert (change.kind, change.choices) == (Change.CHANGED, choices)
    (longer,) = rules.compare(built(("m", (item,))), built(("m", (replace(item, minutes=7),)))).items
    assert (longer.facts, longer.choices) == (("menit: 45 menjadi 7",), ())


def test_settings_of_a_quiz_are_said_in_words() -> None:
    after = replace(TEST, pass_mark=80, attempts=3, shuffle_options=True)
    (change,) = rules.compare(built(("m", (TEST,))), built(("m", (after,)))).items
    assert change.facts == (
        "nilai lulus: 70 menjadi 80",
        "percobaan: tidak ada menjadi 3",
        "acak pilihan: tidak menjadi ya",
    )


def test_moving_names_as_few_items_as_possible() -> None:
    assert kinds(built(("m", (A, B, C, D))), built(("m", (B, C, D, A)))) == {"a": "pindah"}
    assert kinds(built(("m", (A, B, C))), built(("m", (D, A, B, C)))) == {"d": "baru"}
    (change,) = rules.compare(built(("m", (A, B)), ("n", (C,))), built(("m", (A,)), ("n", (B, C)))).items
    assert change.facts == ("pindah dari “M” ke “N”",)


def test_the_course_itself() -> None:
    course = factories.course()
    after = replace(course, title="Judul Baru", jp=650, sequential=True, competencies=(), description_html="<p>x</p>")
    assert rules.compare(course, after).course == (
        "JP: 6 menjadi 6,5",
        "judul: “Kursus Contoh” menjadi “Judul Baru”",
        "berurutan: tidak menjadi ya",
        "kompetensi: integritas level 2 menjadi tidak ada",
        "uraian kursus berubah",
    )


@given(st.permutations([A, B, C, D, TEST]), st.sets(st.sampled_from("abcd")))
def test_every_item_is_accounted_for(order: list[Lesson | Quiz], gone: set[str]) -> None:
    """Whatever is rearranged and taken out: what is retired was there, what moved is still there, nothing twice."""
    before, after = built(("m", (A, B, C, D, TEST))), built(("m", tuple(i for i in order if i.id not in gone)))
    found = kinds(before, after)
    assert {name for name, kind in found.items() if kind == "pensiun"} == gone
    assert {name for name, kind in found.items() if kind == "pindah"} <= {item.id for item in after.items}
    assert "baru" not in found.values()
    assert len(found) == len(rules.compare(before, after).items)


def test_changed_words_of_a_lesson() -> None:
    old = "<h2>Arti</h2><p>Satu  dua.</p><ul><li>tetap</li><li>lama</li></ul>"
    new = '<h2>Arti</h2><p>Satu dua.</p><ul><li>tetap</li></ul><p>Baru <img src="/x" alt="Bagan"></p>'
    assert rules.text_changes(old, new) == (("-", "lama"), ("+", "Baru"), ("+", "[Bagan]"))
    assert rules.text_changes(new, new) == ()


def choice(name: str, right: str = "a", stem: str = "<p>Apa?</p>", text: str = "Ya") -> Question:
    options = tuple(Option(key, f"<p>{text} {key}</p>", key == right) for key in "ab")
    return Question(name, stem, ChoiceKey(options))


def test_changed_questions_of_a_quiz() -> None:
    def body(*questions: Question) -> QuizBody:
        return QuizBody("", (Pool("p", "", questions),))

    old = body(choice("s1"), choice("s2"), choice("s3"))
    new = body(choice("s1", right="b"), choice("s2", text="Betul"), choice("s4", stem="<p>Siapa?</p>"))
    found = rules.question_changes(old, new)
    assert found == (
        ("-", "soal s3 “Apa?”"),
        ("~", "soal s1 “Apa?”: kuncinya"),
        ("~", "soal s2 “Apa?”: pilihannya"),
        ("+", "soal s4 “Siapa?”"),
        ("~", "urutan soal, kolam, atau jumlah yang diambil berubah"),
    )
    assert rules.question_changes(old, old) == ()


@pytest.mark.parametrize(
    ("grants", "may"),
    [
        ((), False),
        ((Grant("trainer", "contoh"),), True),
        ((Grant("trainer", "lain"),), False),
        ((Grant("trainer", None),), True),
        ((Grant("admin", None, None),), True),
        ((Grant("admin", None, 3),), False),
    ],
)
def test_who_may(grants: tuple[Grant, ...], may: bool) -> None:
    actor = Actor(1, "Maria", "Asia/Makassar", grants=grants)
    assert rules.may_author(actor, "contoh") is may
    assert rules.may_author(None, "contoh"), "the operator may"
