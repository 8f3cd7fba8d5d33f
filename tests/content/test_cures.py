"""What the check calls repairable is repaired, and a repair cures what it was called for without a new finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.cli.check_report import Report, maybe_curable
from elearn.content.check import check
from elearn.content.repair.files import plan, write_all
from tests.content.folders import COURSE, COURSE_PATH, GOOD, LESSON, LESSON_PATH, QUIZ, QUIZ_PATH, errors, write

HEAD = "---\njenis: latihan\nmenit: 4\n---\n# Kuis\n\n"
OPTIONS = "\n- [x] Satu\n- [ ] Dua\n"


@pytest.mark.parametrize(
    ("path", "text", "cured"),
    [
        (QUIZ_PATH, HEAD + "### A {#q}\n\n- [v] Satu\n-[ ] Dua\n\u2013 [ ] Tiga\n[ ] Empat\n- [ ]Lima\n", 5),
        (QUIZ_PATH, HEAD + "### A\n" + OPTIONS + "\n### A\n" + OPTIONS, 2),
        (QUIZ_PATH, HEAD + "### A {#Q_1}\n" + OPTIONS, 1),
        (QUIZ_PATH, HEAD + "### A {#q}\n" + OPTIONS + "\nPembahasan: x\n", 1),
        (QUIZ_PATH, HEAD + "### A {#q}\n" + OPTIONS + "\n> **Pembahasan:** x\n", 1),
        (QUIZ_PATH, HEAD + "### A {#q}\npoin: 2\n" + OPTIONS, 1),
        (QUIZ_PATH, HEAD + "### A {#q}\nJodohkan:\n\n\u2022 a \u2192 b\n-c \u2192 d\n", 2),
        (QUIZ_PATH, HEAD + "### A {#q}\nUrutkan:\n\n1.a\n2. b\n", 1),
        (QUIZ_PATH, HEAD + "##Kolam\n\n### A {#q}\n" + OPTIONS, 1),
        (QUIZ_PATH, HEAD + "###A\n" + OPTIONS, 1),
        (QUIZ_PATH, HEAD + "### A {#q}\n\n!!! note\n    x\n" + OPTIONS, 1),
        (QUIZ_PATH, HEAD.replace("menit: 4", "menit:4\nLulus: 70") + "### A {#q}\n" + OPTIONS, 2),
        (QUIZ_PATH, HEAD + "### A {#q}\n\n-\u00a0[x] Satu\n- [ ] Dua\n- [ ] Tiga\n", 1),
        (LESSON_PATH, "# A\n\n##B\n\nc\n", 1),
        (LESSON_PATH, "# A\n\n-\u00a0b\n", 1),
        (LESSON_PATH, "# A\n\n??? Tip\n    b\n", 1),
        (LESSON_PATH, "# A\n\n:::cek\n### S?\n\n- [v] a\n- [] b\n:::\n", 3),
        (LESSON_PATH, "\n---\nmenit: 5\n---\n# A\n\nb\n", 2),
        (LESSON_PATH, "\u2014\nmenit: 5\n\u2014\n# A\n\nb\n", 1),
        (LESSON_PATH, "---\nmenit: 5\n----\n# A\n\nb\n", 3),
        (LESSON_PATH, "\ufeff\ufeff# A\n\nb\n", 1),
        (COURSE_PATH, COURSE.replace("judul: ", "Judul:"), 1),
        ("bank/a.md", "# Bank\n\n## K\n\n### A\n" + OPTIONS.replace("[x]", "[v]"), 2),
    ],
)
def test_what_is_called_repairable_is_repaired(tmp_path: Path, path: str, text: str, cured: int) -> None:
    root = write(tmp_path, {**GOOD, path: text})
    report = Report(root, whole=True, dry=False, findings=check(root))
    repairs = plan(root, lambda _: True, lambda _: frozenset())
    report.possible = list(repairs)
    curable = [finding for finding in report.findings if report.cure(finding) is not None]
    assert len(curable) == cured, [str(finding) for finding in report.findings]
    assert all(maybe_curable(finding) for finding in curable)
    assert write_all(repairs) == []
    left = check(root)
    assert not {finding.message for finding in left} & {finding.message for finding in curable}
    assert set(map(message, errors(left))) <= set(map(message, errors(report.findings)))


def message(error: str) -> str:
    return error.partition(": ")[2]


def test_what_needs_a_person_is_not_called_repairable(tmp_path: Path) -> None:
    quiz = QUIZ.replace("[x]", "[ ]") + "\n### B {#merit-1}\nPoinn: 2\n" + OPTIONS
    root = write(tmp_path, {**GOOD, QUIZ_PATH: quiz, LESSON_PATH: LESSON + "\n#tagar\n\n[x](tiada.md)\n"})
    report = Report(root, whole=True, dry=False, findings=check(root))
    report.possible = plan(root, lambda _: True, lambda _: frozenset())
    assert len(report.findings) >= 5
    assert [str(finding) for finding in report.findings if report.cure(finding) is not None] == []
