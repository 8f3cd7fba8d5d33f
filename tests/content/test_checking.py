"""``elearn check``: what a trainer sees."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from elearn.cli.check import check
from elearn.content.check import check as check_content
from tests.content.folders import COURSE, COURSE_PATH, GOOD, LESSON, LESSON_PATH, QUIZ, QUIZ_PATH, errors, write


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache and a data folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("ELEARN_DATA", str(tmp_path_factory.mktemp("data")))


def run(*arguments: str | Path, content: Path | None = None) -> Result:
    return CliRunner().invoke(
        check, [str(argument) for argument in arguments], env={"ELEARN_CONTENT": str(content) if content else None}
    )


def test_a_clean_folder(tmp_path: Path) -> None:
    done = run(content=write(tmp_path, {**GOOD}))
    assert done.exit_code == 0
    assert done.output == "1 kursus diperiksa: tidak ada kesalahan.\n"


def test_errors_are_lines_one_can_click_and_exit_with_1(tmp_path: Path) -> None:
    content = write(tmp_path, {**GOOD, QUIZ_PATH: QUIZ.replace("[x]", "[ ]")})
    done = run(content=content)
    assert done.exit_code == 1
    assert done.stdout == f"{content / QUIZ_PATH}:7: belum ada pilihan yang benar; tandai dengan `- [x]`\n"
    assert done.stderr == "1 kursus diperiksa: 1 kesalahan. Perbaiki lalu jalankan lagi.\n"


def test_advice_fails_only_when_strict(tmp_path: Path) -> None:
    content = write(tmp_path, {**GOOD, COURSE_PATH: COURSE.replace("ringkasan: Dasar sistem merit.\n", "")})
    done = run(content=content)
    assert done.exit_code == 0
    assert f"{content / COURSE_PATH}:1: saran: `ringkasan` belum ada" in done.output
    assert "tidak ada kesalahan. Ada 1 saran." in done.output
    assert run("--ketat", content=content).exit_code == 1


@pytest.mark.parametrize(
    ("path", "count"),
    [("kursus/merit", 2), (LESSON_PATH, 1), (COURSE_PATH, 0), ("kursus/etika", 1), ("kursus", 3), (".", 3)],
)
def test_a_part_of_the_folder(tmp_path: Path, path: str, count: int) -> None:
    other = {f"kursus/etika{name.removeprefix('kursus/merit')}": text for name, text in GOOD.items()}
    other["kursus/etika/01-dasar/01-pengantar.md"] = "# A\n\n### B\n"
    write(tmp_path, {**GOOD, **other, LESSON_PATH: "# A\n\n### B\n", QUIZ_PATH: QUIZ.replace("[x]", "[ ]")})
    done = run(tmp_path / path)
    assert len([line for line in done.stdout.splitlines() if "Sudah diperiksa" not in line]) == count
    assert done.exit_code == (1 if count else 0)
    assert len(check_content(tmp_path, tmp_path / path)) == count


def test_a_path_elsewhere(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 2
    assert "tidak berada di dalam folder konten" in done.output
    with pytest.raises(ValueError, match="outside"):
        check_content(write(tmp_path / "content", {**GOOD}), tmp_path)


def test_help_has_an_example() -> None:
    done = run("--help")
    assert "elearn check content/kursus/pelayanan-prima" in done.output
    assert "--ketat" in done.output


def test_checking_writes_nothing(tmp_path: Path) -> None:
    content = write(tmp_path / "content", {**GOOD})
    before = sorted(tmp_path.rglob("*"))
    run(content=content)
    assert sorted(tmp_path.rglob("*")) == before


def test_checking_agrees_with_the_server(tmp_path: Path) -> None:
    from elearn.content.library import Library

    content = write(
        tmp_path / "content", {**GOOD, LESSON_PATH: LESSON + "\n[x](tiada.md)\n", "kursus/Salah/kursus.md": COURSE}
    )
    assert check_content(content) == Library(content, tmp_path / "data").catalogue.findings
    assert len(errors(check_content(content))) == 2


def test_the_courses_we_ship_are_clean() -> None:
    """The sample and help courses must pass the check they teach."""
    assert errors(check_content(Path(__file__).parents[2] / "content")) == []
