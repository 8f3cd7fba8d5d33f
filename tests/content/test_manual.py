"""The trainers' manual shows what it explains: every construct live, beside its source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from elearn.content.allowed import BOXES
from elearn.content.library import Library
from elearn.content.model import DropKey, FeedbackRule, Lesson, LessonBody, NumericKey, Question, Quiz, QuizPurpose
from elearn.content.model.keys import ClozeKey, MatchKey
from elearn.content.quiz.words import ANSWERS, ESSAY, LISTS, NOTES, SETTINGS
from elearn.questions.rules import KINDS

CONTENT = Path(__file__).parents[2] / "content"
FILES = sorted([*(CONTENT / "kursus/menulis-kursus").rglob("*.md"), *(CONTENT / "bank").glob("*.md")])
TEXT = "\n".join(path.read_text() for path in FILES)
FENCE = re.compile(r"^```markdown\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Examples with such an id are asked for real somewhere in the manual.
LIVE = re.compile(r"\{#(?:bentuk|esai|pendapat|cek|bank)-")

Manual = tuple[list[tuple[Quiz, Question]], list[LessonBody]]


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Manual:
    """Every question of the manual's quizzes with its quiz, and its lessons."""
    library = Library(CONTENT, tmp_path_factory.mktemp("data"))
    items = library.catalogue.courses["menulis-kursus"].items
    quizzes = [item for item in items if isinstance(item, Quiz)]
    asked = [(quiz, question) for quiz in quizzes for question in library.quiz(quiz.body_key).questions()]
    return asked, [library.lesson(item.body_key) for item in items if isinstance(item, Lesson)]


def test_it_asks_every_kind_of_question(manual: Manual) -> None:
    assert {question.kind for _, question in manual[0]} == set(KINDS)


def test_it_asks_quizzes_of_every_purpose(manual: Manual) -> None:
    purposes = {quiz.purpose for quiz, _ in manual[0]}
    assert purposes == set(QuizPurpose)
    assert {quiz.feedback for quiz, _ in manual[0]} >= {FeedbackRule.AT_ONCE, FeedbackRule.AFTER_SUBMIT}


def test_every_kind_of_blank_and_a_distractor_among_the_pairs_are_live(manual: Manual) -> None:
    blanks = {type(blank) for _, asked in manual[0] if isinstance(asked.key, ClozeKey) for blank in asked.key.blanks}
    assert {DropKey, NumericKey} < blanks
    pairs = [asked.key for _, asked in manual[0] if isinstance(asked.key, MatchKey)]
    assert any(len(key.right) > len({left.right for left in key.left}) for key in pairs)


def test_a_bank_is_drawn_from_and_a_lesson_checks_understanding(manual: Manual) -> None:
    assert any(question.id.startswith("bank-") for _, question in manual[0])
    assert any(lesson.questions for lesson in manual[1])


@pytest.mark.parametrize("tag", ["<math", "<table", "<details", "<dl", "<abbr", "<video", "<audio", "<track", "<figure",
                                 'class="highlight"', 'class="footnote"', 'class="berkas"', "task-list"])  # fmt: skip
def test_lessons_show_every_construct(manual: Manual, tag: str) -> None:
    assert any(tag in lesson.html for lesson in manual[1])


@pytest.mark.parametrize("word", [*SETTINGS, *ANSWERS, *LISTS, ESSAY, *NOTES, "Ambil"])
def test_every_key_word_is_explained(word: str) -> None:
    assert f"`{word}:" in TEXT or f"`> {word}:" in TEXT or f"> {word}:" in TEXT


@pytest.mark.parametrize("name", [*BOXES, *QuizPurpose, *FeedbackRule])
def test_every_name_that_may_be_chosen_is_listed(name: str) -> None:
    assert f"`{name}`" in TEXT


def test_examples_that_are_asked_elsewhere_stand_there_word_for_word() -> None:
    live = "\n".join(FENCE.sub("", path.read_text()) for path in FILES).split("\n")
    examples = [found for path in FILES for found in FENCE.findall(path.read_text()) if LIVE.search(found)]
    assert len(examples) > 8
    missing = [line for example in examples for line in example.split("\n") if line.strip() and line not in live]
    assert missing == []
