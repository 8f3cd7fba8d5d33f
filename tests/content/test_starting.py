"""A start reads nothing again that did not change."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from elearn.content.library import Library
from tests.content.folders import GOOD, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One small course."""
    return write(tmp_path / "content", {**GOOD})


def test_an_unchanged_start_imports_nothing_that_parses(folder: Path, tmp_path: Path) -> None:
    Library(folder, tmp_path).refresh()
    code = (
        "import sys; from pathlib import Path; from elearn.content.library import Library\n"
        f"library = Library(Path({str(folder)!r}), Path({str(tmp_path)!r}))\n"
        "course = library.catalogue.courses['merit']\n"
        "library.lesson(course.items[0].body_key); library.quiz(course.items[1].body_key)\n"
        "print(*sorted({'markdown', 'bleach', 'nh3', 'yaml', 'pygments', 'latex2mathml'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""


def test_the_server_is_imported_without_what_most_requests_have_no_use_for() -> None:
    """Small servers have little memory: parsers, signing and migrating come in when they are asked for."""
    heavy = {"markdown", "bleach", "nh3", "yaml", "latex2mathml", "PIL", "pygments"}
    heavy |= {"alembic", "cryptography", "jsonschema", "lxml", "pyhanko", "pyld", "segno", "typst"}
    code = f"import sys, elearn.app, elearn.cli.serve\nprint(*sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""


def test_files_that_were_only_touched_are_not_parsed_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from elearn.content import reading

    Library(folder, tmp_path).refresh()
    for path in folder.rglob("*.md"):
        os.utime(path, ns=(1, 1))
    monkeypatch.setattr(reading, "load_course", None)
    assert len(Library(folder, tmp_path).catalogue.courses) == 1


def test_other_releases_read_everything_again(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from elearn.content import library, reading

    before = Library(folder, tmp_path).catalogue
    monkeypatch.setattr(library, "engine", lambda: "rilis-lain")
    calls = []
    real = reading.load_course
    monkeypatch.setattr(reading, "load_course", lambda *given: calls.append(given) or real(*given))
    after = Library(folder, tmp_path).catalogue
    assert len(calls) == 1
    assert {slug: course.version for slug, course in after.courses.items()} == {
        slug: course.version for slug, course in before.courses.items()
    }


def test_versions_are_the_same_in_every_process(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from elearn.content.library import Library\n"
        f"c = Library(Path({str(folder)!r}), Path(sys.argv[1])).catalogue\n"
        "print(*sorted(course.version for course in c.courses.values()))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / seed)], cwd=ROOT, capture_output=True, text=True, check=True,
            timeout=120, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(seen) == 1
