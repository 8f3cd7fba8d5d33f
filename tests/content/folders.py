"""Content folders for tests: a good small course that each test spoils in one place."""

from __future__ import annotations

import shutil
from pathlib import Path

from elearn.content.banks import scan_banks, with_banks
from elearn.content.check import check
from elearn.content.codec import decode
from elearn.content.course import LoadedCourse, load_course
from elearn.content.files import content_hash, scan
from elearn.content.findings import Findings
from elearn.content.links import CourseLinks, Page
from elearn.content.model import Finding, LessonBody, Question, QuizBody, QuizPurpose, Severity
from elearn.content.quiz.parse import ParsedQuiz, parse_quiz
from elearn.content.render import Renderer
from elearn.core.identifiers import canonical_json

FACTS = Path(__file__).parents[2] / "content" / "referensi"

COURSE = """\
---
judul: Sistem Merit
ringkasan: Dasar sistem merit.
jp: 0,1
kompetensi:
  - {kode: integritas, level: 2}
status: terbit
---
Tentang merit.
"""
LESSON = "# Pengantar\n\n## Arti\n\nMerit adalah dasar.\n"
QUIZ = """\
---
jenis: pasca-uji
menit: 4
---
# Kuis akhir

### Apa dasar merit? {#merit-1}
Kompetensi: integritas

- [x] Kemampuan
- [ ] Kekerabatan
"""
GOOD = {
    "kursus/merit/kursus.md": COURSE,
    "kursus/merit/01-dasar/01-pengantar.md": LESSON,
    "kursus/merit/01-dasar/02-kuis.md": QUIZ,
}
LESSON_PATH = "kursus/merit/01-dasar/01-pengantar.md"
QUIZ_PATH = "kursus/merit/01-dasar/02-kuis.md"
COURSE_PATH = "kursus/merit/kursus.md"
# A whole picture of 3 by 2 pixels.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000030000000208020000001216f14d000000104944415478da63e08ee9822006380b"
    "00359605a7d6755cfd0000000049454e44ae426082"
)


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    """Write files below ``root``, with the institution's real facts beside them (but for those that name courses)."""
    if not (root / "referensi").exists():
        shutil.copytree(FACTS, root / "referensi")
        for fact in (root / "referensi/jabatan.yml", root / "referensi/jalur-belajar.yml"):
            fact.write_text(fact.read_text().partition("\nisi:")[0] + "\nisi: []\n")
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def spoiled(root: Path, files: dict[str, str | bytes]) -> tuple[Finding, ...]:
    """The findings of the good course with some files replaced or added."""
    return check(write(root, {**GOOD, **files}))


def errors(findings: tuple[Finding, ...] | list[Finding]) -> list[str]:
    """Errors as ``file name:line: message``."""
    return [short(finding) for finding in findings if finding.severity is Severity.ERROR]


def advice(findings: tuple[Finding, ...] | list[Finding]) -> list[str]:
    return [short(finding) for finding in findings if finding.severity is Severity.ADVICE]


def short(finding: Finding) -> str:
    return f"{finding.path.rsplit('/', 1)[-1]}:{finding.line}: {finding.message}"


def loaded(root: Path, files: dict[str, str | bytes] | None = None, slug: str = "merit") -> LoadedCourse:
    """The good course, read, with some files replaced or added."""
    write(root, {**GOOD, **(files or {})})
    tree = with_banks(scan(root.resolve(), f"kursus/{slug}"), scan_banks(root.resolve()))
    return load_course(tree, content_hash(tree, {})[1])


def lesson_html(root: Path, body: str, media: dict[str, bytes] | None = None, broken: bool = False) -> str:
    """The HTML of a lesson with this text below its H1, which must have no errors unless ``broken``."""
    files: dict[str, str | bytes] = {LESSON_PATH: f"# Judul\n\n{body}\n"}
    for name, data in (media or {}).items():
        files[f"kursus/merit/media/{name}"] = data
    found = loaded(root, files)
    if not broken:
        assert errors(found.findings) == []
    bodies = [canonical_json_body(data) for data in found.bodies.values()]
    return next(body.html for body in bodies if isinstance(body, LessonBody))


def canonical_json_body(data: bytes) -> LessonBody | QuizBody:
    import json

    found = json.loads(data)
    assert canonical_json(found) == data
    return decode(LessonBody, found) if "html" in found else decode(QuizBody, found)


def quiz(text: str, purpose: QuizPurpose = QuizPurpose.POST_TEST) -> tuple[ParsedQuiz, list[Finding]]:
    """A quiz parsed from its text below the front matter, and its findings; lines count from 1."""
    findings = Findings("merit")
    lines = text.split("\n")
    page = Page("kuis.md", findings.of("kuis.md"), lines)
    parsed = parse_quiz(page, lines, 0, "kuis", Renderer(CourseLinks("merit", {}, {})), purpose)
    return parsed, list(findings.sorted())


def question(text: str, purpose: QuizPurpose = QuizPurpose.POST_TEST) -> Question:
    """The only question of a quiz with this question section, which must be without errors."""
    parsed, found = quiz(f"# Kuis\n\n{text}", purpose)
    assert errors(found) == []
    [only] = list(parsed.body.questions())
    return only


def question_errors(text: str, purpose: QuizPurpose = QuizPurpose.POST_TEST) -> list[str]:
    """Errors of a question section that begins on line 3."""
    return errors(quiz(f"# Kuis\n\n{text}", purpose)[1])
