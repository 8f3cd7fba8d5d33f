"""Working and published versions: with ``manual`` an edit waits until somebody publishes it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from elearn.content.library import Library
from elearn.content.model import Course, CourseStatus
from elearn.core.errors import NotFound
from tests.content.folders import COURSE, COURSE_PATH, GOOD, LESSON, LESSON_PATH, QUIZ, QUIZ_PATH, errors, write

AT = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(tmp_path / "content", {**GOOD})


@pytest.fixture
def library(content: Path, tmp_path: Path) -> Library:
    """A library that publishes by hand, its course published once."""
    made = Library(content, tmp_path / "data", manual=True)
    made.publish("merit", version(made.working("merit")), AT)
    return made


def merit(library: Library) -> Course:
    return library.catalogue.courses["merit"]


def version(course: Course | None) -> str:
    assert course is not None
    return course.version


def test_before_its_first_publication_nobody_sees_a_course(content: Path, tmp_path: Path) -> None:
    library = Library(content, tmp_path / "data", manual=True)
    assert merit(library).status is CourseStatus.DRAFT
    assert library.catalogue.published() == ()
    assert library.published("merit").good is None
    library.publish("merit", version(library.working("merit")), AT)
    assert [course.slug for course in library.catalogue.published()] == ["merit"]


def test_an_edit_waits_until_it_is_published(library: Library, content: Path) -> None:
    before = merit(library)
    write(content, {LESSON_PATH: LESSON.replace("dasar", "asas")})
    assert library.refresh()
    assert merit(library) == before
    working = library.working("merit")
    assert working is not None
    assert working.version != before.version
    assert "Merit adalah asas." in library.lesson(working.items[0].body_key).html
    library.publish("merit", working.version, AT)
    assert merit(library) == working
    assert [edition.version for edition in library.published("merit").editions] == [before.version, working.version]


def test_another_process_learns_of_a_publication(library: Library, content: Path) -> None:
    other = Library(library.root, library.store.folder.parent, manual=True)
    before = merit(other)
    write(content, {LESSON_PATH: LESSON.replace("dasar", "asas")})
    library.refresh()
    other.refresh()
    assert merit(other) == before
    library.publish("merit", version(library.working("merit")), AT)
    assert other.refresh()
    assert merit(other) == merit(library) != before
    assert not other.refresh()


def test_what_is_broken_or_a_draft_never_touches_learners(library: Library, content: Path) -> None:
    before = merit(library)
    write(content, {QUIZ_PATH: QUIZ.replace("[x]", "[ ]")})
    library.refresh()
    assert (merit(library), library.working("merit")) == (before, None)
    assert len(errors(library.catalogue.findings)) == 1
    write(content, {QUIZ_PATH: QUIZ, COURSE_PATH: COURSE.replace("status: terbit", "status: draf")})
    library.refresh()
    assert merit(library) == before
    draft = library.working("merit")
    assert draft is not None
    assert draft.status is CourseStatus.DRAFT


def test_an_older_version_can_be_put_in_force_again(library: Library, content: Path) -> None:
    before = merit(library)
    write(content, {LESSON_PATH: LESSON.replace("dasar", "asas")})
    library.refresh()
    library.publish("merit", version(library.working("merit")), AT)
    library.publish("merit", before.version, AT)
    assert merit(library) == before
    assert len(library.published("merit").editions) == 3
    with pytest.raises(NotFound):
        library.publish("merit", "0" * 64, AT)
    assert merit(library) == before


@pytest.mark.parametrize("manual", [True, False])
def test_an_item_taken_out_is_retired_and_comes_back(content: Path, tmp_path: Path, manual: bool) -> None:
    library = Library(content, tmp_path / "data", manual=manual)

    def settle() -> Course:
        library.refresh()
        if manual:
            library.publish("merit", version(library.working("merit")), AT)
        return merit(library)

    lesson, _ = settle().items
    write(content, {"kursus/merit/01-dasar/03-lain.md": LESSON.replace("# ", "# Lain: ", 1)})
    (content / LESSON_PATH).unlink()
    after = settle()
    assert [(one.id, one.title, one.kind) for one in after.retired] == [(lesson.id, lesson.title, "materi")]
    assert after.find_item(lesson.id) is None
    write(content, {LESSON_PATH: LESSON})
    assert settle().retired == ()
    shutil.rmtree(content / "kursus/merit")
    library.refresh()
    assert merit(library).status is CourseStatus.ARCHIVED


def test_automatic_publications_leave_a_history(content: Path, tmp_path: Path) -> None:
    library = Library(content, tmp_path / "data")
    before = merit(library)
    write(content, {LESSON_PATH: LESSON.replace("dasar", "asas")})
    library.refresh()
    assert [edition.version for edition in library.published("merit").editions] == [
        before.version,
        merit(library).version,
    ]


def test_a_damaged_record_is_no_record(library: Library) -> None:
    (library.store.folder / "published/merit.json").write_text('{"editions": [["x"]], "retired": []}')
    library.refresh()
    assert library.published("merit").good is None
    assert library.catalogue.published() == ()
