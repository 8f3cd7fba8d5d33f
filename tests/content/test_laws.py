"""Laws of reading: it never raises, it is deterministic, and how lines end does not matter."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.content.course import OUR_FAULT
from elearn.content.findings import Findings
from elearn.content.frontmatter import read_front_matter
from elearn.content.quiz.scan import scan_quiz
from elearn.content.text import mask
from tests.content.folders import COURSE_PATH, GOOD, LESSON_PATH, QUIZ_PATH, loaded

PIECES = st.sampled_from([
    "# ", "## ", "### ", "#### ", "- [ ] ", "- [x] ", "- [", "-[x]", "    > ", "> ", "> Pembahasan: ", "Poin: 2",
    "Jawaban: ", "Ambil: 2", "```", "~~~", "`", "<!--", "-->", "{#a-1}", "{#", "}", "|", "\n", "\n\n", "\t", "    ",
    "---\n", "20 ± 2", "[[", "]]", "[a]: b", "[^1]", "*[A]: b", "![a](b.png)", "[a](../x.md#y)", "$x$", "$", "\\",
    "<b>", "</div>", "<table>", "&amp;", "!!! catatan", "??? tips", ":   ", "1. ", "- ", "* ", "judul: x\n",
    "jenis: latihan\n", "id: [", "kata", "é", "\u2028", "\u202e", "\U0001f600",
])  # fmt: skip
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=40).map("".join)


@settings(deadline=None)
@given(TEXT)
def test_masking_keeps_every_position(text: str) -> None:
    lines = text.split("\n")
    masked = mask(lines)
    assert len(masked.lines) == len(masked.fenced) == len(masked.hidden) == len(lines)
    for line, shown in zip(lines, masked.lines, strict=True):
        assert len(shown) <= len(line)
        assert all(new in (" ", old) for old, new in zip(line, shown, strict=False))


@settings(deadline=None)
@given(TEXT)
def test_the_quiz_scanner_never_raises_and_names_lines_that_exist(text: str) -> None:
    lines = text.split("\n")
    findings = Findings("x")
    scan_quiz(lines, 0, findings.of("k.md"))
    assert all(1 <= finding.line <= len(lines) for finding in findings.items)


@settings(deadline=None)
@given(TEXT)
def test_front_matter_never_raises_and_names_lines_that_exist(text: str) -> None:
    lines = f"---\n{text}\n---".split("\n")
    findings = Findings("x")
    matter = read_front_matter(lines, findings.of("k.md"), frozenset({"judul"}))
    assert 0 <= matter.body <= len(lines)
    assert all(1 <= finding.line <= len(lines) for finding in findings.items)


@settings(max_examples=60, deadline=None)
@given(lesson=TEXT, quiz=TEXT, head=TEXT)
def test_a_whole_course_never_raises_and_is_deterministic(lesson: str, quiz: str, head: str) -> None:
    texts = {
        LESSON_PATH: f"# J\n\n{lesson}\n",
        QUIZ_PATH: f"---\njenis: latihan\n---\n# K\n\n### S {{#s}}\n{quiz}\n",
        COURSE_PATH: GOOD[COURSE_PATH].replace("status:", f"pengajar: {head}\nstatus:"),
    }
    with tempfile.TemporaryDirectory() as folder:
        first = loaded(Path(folder), dict(texts))
        again = loaded(Path(folder), {name: f"\ufeff{text}".replace("\n", "\r\n") for name, text in texts.items()})
    assert first.findings == again.findings
    assert first.bodies == again.bodies
    assert first.manifest == again.manifest
    assert not any(
        OUR_FAULT in finding.message or "tidak dapat diolah" in finding.message for finding in first.findings
    )
    for finding in first.findings:
        assert 1 <= finding.line <= texts.get(finding.path, GOOD.get(finding.path, "")).count("\n") + 1
        assert finding.message == finding.message.strip()


def test_line_ends_marks_and_trailing_blanks_do_not_change_versions(tmp_path: Path) -> None:
    plain = loaded(tmp_path / "a").course
    spoiled = {name: f"\ufeff{text}".replace("\n", "  \t\r\n") for name, text in GOOD.items() if name != COURSE_PATH}
    other = loaded(tmp_path / "b", dict(spoiled)).course
    assert plain is not None
    assert other is not None
    assert [item.version for item in plain.items] == [item.version for item in other.items]


def test_any_word_changes_the_version(tmp_path: Path) -> None:
    before = loaded(tmp_path / "a").course
    lesson = loaded(tmp_path / "b", {LESSON_PATH: GOOD[LESSON_PATH].replace("dasar", "asas")}).course
    quiz = loaded(tmp_path / "c", {QUIZ_PATH: GOOD[QUIZ_PATH].replace("Kekerabatan", "Kedekatan")}).course
    head = loaded(tmp_path / "d", {QUIZ_PATH: GOOD[QUIZ_PATH].replace("menit: 4", "menit: 5")}).course
    assert before is not None
    changed = []
    for other in (lesson, quiz, head):
        assert other is not None
        changed.append([old.version != new.version for old, new in zip(before.items, other.items, strict=True)])
        assert other.version != before.version
    assert changed == [[True, False], [False, True], [False, True]]
