"""The catalogue of a running server: always whole, always good, whatever happens to the folder."""

from __future__ import annotations

import io
import shutil
import threading
from pathlib import Path

import pytest
from PIL import Image

from elearn.content import files
from elearn.content.files import Tree
from elearn.content.findings import Findings
from elearn.content.library import Library
from elearn.content.model import Course, CourseStatus
from elearn.core.errors import NotFound
from tests.content.folders import COURSE, COURSE_PATH, GOOD, LESSON, LESSON_PATH, PNG, QUIZ, QUIZ_PATH, errors, write


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return write(tmp_path / "content", {**GOOD})


@pytest.fixture
def library(content: Path, tmp_path: Path) -> Library:
    return Library(content, tmp_path / "data")


def again(library: Library) -> Library:
    """The library of another process on the same folders."""
    return Library(library.root, library.store.folder.parent)


def merit(library: Library) -> Course:
    return library.catalogue.courses["merit"]


def test_reading_through_the_store(library: Library) -> None:
    course = merit(library)
    assert library.catalogue.findings == ()
    assert course.organiser == "BKPSDM Kota Contoh"
    lesson, quiz = course.items
    assert "Merit adalah dasar." in library.lesson(lesson.body_key).html
    assert library.lesson(lesson.body_key).headings[0].title == "Arti"
    assert [question.id for question in library.quiz(quiz.body_key).questions()] == ["merit-1"]
    assert library.course_version(course.version) == course
    assert [c.slug for c in library.catalogue.published()] == ["merit"]


def test_what_is_not_there_is_not_found(library: Library) -> None:
    course = merit(library)
    for key in ("0" * 64, "bukan", "../../etc/passwd", ""):
        for read in (library.lesson, library.quiz, library.course_version, library.media, library.media_path):
            with pytest.raises(NotFound):
                read(key)
    quiz_key = course.items[1].body_key
    with pytest.raises(NotFound):
        library.lesson(quiz_key)
    with pytest.raises(NotFound):
        library.media_path(quiz_key)  # holds the keys of the quiz
    with pytest.raises(NotFound):
        library.media_path(course.version)


def test_refresh_says_whether_anything_changed(library: Library, content: Path) -> None:
    assert library.refresh()
    before = library.catalogue
    assert not library.refresh()
    assert library.catalogue is before
    write(content, {LESSON_PATH: LESSON.replace("dasar", "asas")})
    assert library.refresh()
    assert merit(library).items[0].version != before.courses["merit"].items[0].version
    assert merit(library).items[1] == before.courses["merit"].items[1]


def test_every_good_version_stays_readable(library: Library, content: Path) -> None:
    old = merit(library)
    write(content, {QUIZ_PATH: QUIZ.replace("Kekerabatan", "Kedekatan")})
    library.refresh()
    assert merit(library).version != old.version
    fresh = again(library)
    assert fresh.course_version(old.version) == old
    assert "Kekerabatan" in repr(fresh.quiz(old.items[1].body_key))


def test_a_broken_course_keeps_its_last_good_version(library: Library, content: Path) -> None:
    good = merit(library)
    write(content, {QUIZ_PATH: QUIZ.replace("[x]", "[ ]")})
    assert library.refresh()
    assert merit(library) == good
    assert errors(library.catalogue.findings) == ["02-kuis.md:7: belum ada pilihan yang benar; tandai dengan `- [x]`"]
    assert library.catalogue.findings[0].course == "merit"
    other = again(library)
    assert merit(other) == good
    assert other.catalogue.findings == library.catalogue.findings
    write(content, {QUIZ_PATH: QUIZ})
    assert library.refresh()
    assert library.catalogue.findings == ()


def test_a_course_that_was_never_good_is_absent(content: Path, tmp_path: Path) -> None:
    write(content, {QUIZ_PATH: QUIZ.replace("[x]", "[ ]")})
    library = Library(content, tmp_path / "data")
    assert dict(library.catalogue.courses) == {}
    assert len(library.catalogue.findings) == 1


def test_a_deleted_course_becomes_an_archive(library: Library, content: Path) -> None:
    good = merit(library)
    shutil.rmtree(content / "kursus/merit")
    assert library.refresh()
    assert merit(library).status is CourseStatus.ARCHIVED
    assert merit(library).version == good.version
    assert merit(again(library)).status is CourseStatus.ARCHIVED
    assert library.catalogue.published() == ()
    write(content, {**GOOD})
    library.refresh()
    assert merit(library) == good


def test_drafts(content: Path, tmp_path: Path) -> None:
    draft = COURSE.replace("status: terbit", "status: draf")
    write(content, {COURSE_PATH: draft})
    library = Library(content, tmp_path / "data")
    assert merit(library).status is CourseStatus.DRAFT
    assert library.catalogue.published() == ()
    shutil.rmtree(content / "kursus/merit")
    library.refresh()
    assert "merit" not in library.catalogue.courses


def test_a_published_course_set_back_to_draft_stays_for_those_who_took_it(library: Library, content: Path) -> None:
    good = merit(library)
    write(content, {COURSE_PATH: COURSE.replace("status: terbit", "status: draf"), LESSON_PATH: LESSON + "\nBaru.\n"})
    library.refresh()
    assert (merit(library).status, merit(library).version) == (CourseStatus.ARCHIVED, good.version)


def test_an_archive_is_published_as_such(library: Library, content: Path) -> None:
    write(content, {COURSE_PATH: COURSE.replace("status: terbit", "status: arsip")})
    assert merit(library).status is CourseStatus.ARCHIVED


def test_needs_from_outside_are_checked_when_only_the_outside_changes(library: Library, content: Path) -> None:
    write(content, {COURSE_PATH: COURSE.replace("status:", "prasyarat: [etika]\nstatus:")})
    assert errors(library.catalogue.findings) == [
        "kursus.md:7: kursus `etika` tidak ada; buat foldernya atau hapus baris ini"
    ]
    assert "merit" not in library.catalogue.courses
    other = {f"kursus/etika{name.removeprefix('kursus/merit')}": text for name, text in GOOD.items()}
    write(content, dict(other))
    library.refresh()
    assert merit(library).prerequisites == ("etika",)
    facts = content / "referensi/kompetensi.yml"
    facts.write_text(facts.read_text().replace("kode: integritas", "kode: integritas-baru"))
    library.refresh()
    assert len([e for e in errors(library.catalogue.findings) if "kompetensi `integritas` tidak ada" in e]) == 4
    assert merit(library).prerequisites == ("etika",)


def test_a_question_may_not_change_its_kind_under_its_id(library: Library, content: Path) -> None:
    good = merit(library)
    changed = QUIZ.replace("- [x] Kemampuan\n- [ ] Kekerabatan\n", "Jawaban: kemampuan\n")
    write(content, {QUIZ_PATH: changed})
    library.refresh()
    [found] = errors(library.catalogue.findings)
    assert found == (
        "02-kuis.md:1: soal `merit-1` berubah jenis dari tunggal menjadi teks; beri id baru, misalnya `{#merit-1-baru}`"
    )
    assert merit(library) == good
    write(content, {QUIZ_PATH: changed.replace("{#merit-1}", "{#merit-1-baru}")})
    library.refresh()
    assert library.catalogue.findings == ()


def test_an_item_that_vanishes_is_mentioned(library: Library, content: Path) -> None:
    assert merit(library)
    (content / LESSON_PATH).rename(content / "kursus/merit/01-dasar/01-pembuka.md")
    library.refresh()
    assert "butir `pengantar` pernah terbit dan kini tidak ada" in library.catalogue.findings[0].message
    assert merit(library).items[0].id == "pembuka"
    write(content, {"kursus/merit/01-dasar/01-pembuka.md": f"---\nbekas: [pengantar]\n---\n{LESSON}"})
    library.refresh()
    assert merit(library).find_item("pengantar") is merit(library).items[0]


def test_media_are_served_from_the_store_in_every_version(library: Library, content: Path) -> None:
    write(content, {LESSON_PATH: f"{LESSON}\n![a](../media/a.png)\n", "kursus/merit/media/a.png": PNG})
    [medium] = merit(library).media
    shown = library.media_path(medium.digest).read_bytes()
    assert Image.open(io.BytesIO(shown)).getpixel((0, 0)) == (11, 92, 138)
    assert (library.media(medium.digest).mime, library.media(medium.digest).name) == ("image/webp", "a-3.webp")
    Image.new("RGB", (5, 5)).save(content / "kursus/merit/media/a.png")
    library.refresh()
    assert merit(library).media[0].digest != medium.digest
    assert again(library).media_path(medium.digest).read_bytes() == shown
    library.store.objects.path(medium.digest).unlink()
    with pytest.raises(NotFound):
        library.media_path(medium.digest)


def test_a_file_that_changes_while_it_is_copied_is_read_again(
    library: Library, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(content, {LESSON_PATH: f"{LESSON}\n![a](../media/a.png)\n", "kursus/merit/media/a.png": PNG})
    monkeypatch.setattr(files, "file_digest", lambda entry: "0" * 64)
    library.refresh()
    assert "merit" not in library.catalogue.courses
    monkeypatch.undo()
    fresh = again(library)
    assert merit(fresh).media[0].digest != "0" * 64


def test_a_course_that_could_not_be_read_is_tried_again(
    library: Library, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``periksa hak aksesnya``: once the rights are put right, nobody has to touch the file."""
    digest, denied = files.file_digest, True

    def guarded(entry: files.Entry) -> str:
        if denied and entry.path == LESSON_PATH:
            raise PermissionError(13, "Permission denied")
        return digest(entry)

    monkeypatch.setattr(files, "file_digest", guarded)
    assert "merit" not in library.catalogue.courses
    assert "hak aksesnya" in errors(library.catalogue.findings)[0]
    denied = False
    assert library.refresh()
    assert library.catalogue.findings == ()
    assert not library.refresh()


@pytest.mark.parametrize("path", [LESSON_PATH, "referensi/kompetensi.yml"])
def test_changed_rights_are_a_change(library: Library, content: Path, path: str) -> None:
    assert library.refresh()
    assert not library.refresh()
    (content / path).chmod(0o600)
    assert library.refresh()


def test_facts_survive_a_broken_file(library: Library, content: Path) -> None:
    assert library.catalogue.reference.competencies["integritas"].name == "Integritas"
    (content / "referensi/kompetensi.yml").write_text("isi: [")
    (content / "referensi/instansi.yml").unlink()
    library.refresh()
    found = errors(library.catalogue.findings)
    assert any(error.startswith("kompetensi.yml:1: penulisan YAML keliru") for error in found)
    assert any(error.startswith("instansi.yml:1: berkas referensi ini belum ada") for error in found)
    for one in (library, again(library)):
        assert one.catalogue.reference.competencies["integritas"].name == "Integritas"
        assert one.catalogue.reference.institution.city == "Kota Contoh"
    assert merit(library)


def test_no_folder_at_all_still_starts(tmp_path: Path) -> None:
    library = Library(tmp_path / "tiada", tmp_path / "data")
    assert dict(library.catalogue.courses) == {}
    assert library.catalogue.findings
    assert library.catalogue.reference.institution.name == "Instansi belum diatur"


@pytest.mark.parametrize("damage", ["pointer", "manifest", "body", "facts", "everything"])
def test_a_damaged_store_is_made_again(library: Library, damage: str) -> None:
    good = merit(library)
    folder = library.store.folder
    if damage == "pointer":
        (folder / "courses/merit.json").write_text("{")
    elif damage == "facts":
        (folder / "referensi.json").write_text('{"fingerprint": 1}')
    elif damage == "everything":
        shutil.rmtree(folder.parent)
    else:
        library.store.objects.path(good.version if damage == "manifest" else good.items[0].body_key).unlink()
    fresh = again(library)
    assert merit(fresh) == good
    assert fresh.lesson(good.items[0].body_key)
    assert fresh.catalogue.findings == ()


def test_two_processes_agree(library: Library, content: Path) -> None:
    first, second = library, again(library)
    threads = [threading.Thread(target=one.refresh) for one in (first, second, first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert first.catalogue == second.catalogue
    assert list(library.store.folder.parent.rglob(".tmp-*")) == []


def test_watching_follows_the_folder_and_survives_trouble(
    library: Library, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, seen = threading.Event(), threading.Event()
    before = library.catalogue
    calls = 0
    real = library.refresh

    def refresh() -> bool:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("tak terduga")
        changed = real()
        if changed:
            seen.set()
        return changed

    monkeypatch.setattr(library, "refresh", refresh)
    watcher = threading.Thread(target=library.watch, args=(stop, 0.01), daemon=True)
    watcher.start()
    write(content, {LESSON_PATH: LESSON + "\nLebih.\n"})
    assert seen.wait(10)
    stop.set()
    watcher.join(10)
    assert not watcher.is_alive()
    assert library.catalogue is not before


def test_an_unwritable_store_is_reported_and_the_old_catalogue_stays(
    library: Library, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = library.catalogue

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(library.store, "save_pointer", refuse)
    write(content, {LESSON_PATH: LESSON + "\nLebih.\n"})
    with pytest.raises(PermissionError):
        library.refresh()
    assert library.catalogue is before


def test_a_mistake_of_our_own_costs_one_course_only(
    library: Library, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from elearn.content import course as module

    good = merit(library)
    other = {f"kursus/etika{name.removeprefix('kursus/merit')}": text for name, text in GOOD.items()}
    write(content, {**other, LESSON_PATH: LESSON + "\nLebih.\n"})
    real = module.read_outline

    def fail(tree: Tree, findings: Findings) -> object:
        if tree.path == "kursus/merit":
            raise KeyError("bug")
        return real(tree, findings)

    monkeypatch.setattr(module, "read_outline", fail)
    library.refresh()
    assert merit(library) == good
    assert "etika" in library.catalogue.courses
    [found] = library.catalogue.findings
    assert "karena kesalahan program (KeyError)" in found.message
