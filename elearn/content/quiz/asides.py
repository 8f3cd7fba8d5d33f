"""Check questions inside lessons: a quiz block between ``:::cek`` and ``:::``.

The block leaves the lesson before Markdown sees it; a marker stands where each of its questions belongs. They are
neither graded nor recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from elearn.content.findings import FileFindings
from elearn.content.links import Demand, Page
from elearn.content.model import Question, marker, split_markers
from elearn.content.model.keys import MARKER_CLOSE, MARKER_OPEN
from elearn.content.quiz.draft import Draft
from elearn.content.quiz.fragments import Fragments
from elearn.content.quiz.questions import read_question
from elearn.content.quiz.raw import RawQuestion
from elearn.content.quiz.scan import DEFINITION, scan_questions
from elearn.content.render import Renderer
from elearn.content.text import Masked, mask

OPENING = re.compile(r"^ {0,3}:::[ \t]*cek[ \t]*$")
CLOSING = re.compile(r"^ {0,3}:::[ \t]*$")
NEARLY = re.compile(r"^ {0,3}:{2,}[ \t]*\{?(?:c[ei][ck]k?|check|kuis|quiz)\b", re.IGNORECASE)
PARAGRAPH = re.compile(f"<p>({MARKER_OPEN}\\d{{1,4}}{MARKER_CLOSE})</p>")
KINDS = frozenset({"tunggal", "jamak", "teks", "angka", "jodoh", "urut", "rumpang"})
MOST = 50


@dataclass(frozen=True, slots=True)
class Asides:
    """The check questions of a lesson: ``body`` are its lines with markers for them, ``lines`` where they stand."""

    body: list[str]
    questions: tuple[Question, ...] = ()
    lines: tuple[int, ...] = ()
    demands: tuple[Demand, ...] = ()


def take_asides(page: Page, body: list[str], item_id: str, renderer: Renderer) -> Asides:
    """Take the check questions out of a lesson, whose front matter is blanked. Raises OSError."""
    masked = mask(body)
    left = list(body)
    found = scan_asides(body, masked, left, page.note)
    if not found:
        return Asides(left)
    definitions = [line for index, line in enumerate(body) if _defines(masked, index)]
    fragments = Fragments(renderer, page, definitions)
    drafts: list[Draft] = []
    for block, raws in found:
        for index in block:
            left[index] = ""
        for raw in raws:
            left[raw.line - 1] = marker(len(drafts))
            drafts.append(read_question(raw, item_id, fragments, page.note))
    fragments.render_all()
    questions = tuple(draft.finish() for draft in drafts)
    _check(drafts, questions, page.note)
    demands = tuple(Demand("kompetensi", d.competency, page.path, d.line) for d in drafts if d.competency)
    return Asides(left, questions, tuple(draft.line for draft in drafts), demands)


def scan_asides(
    body: list[str], masked: Masked, left: list[str], note: FileFindings
) -> list[tuple[range, list[RawQuestion]]]:
    """The blocks of a lesson (their two marks included), each with its questions. Marks that open nothing are blanked
    in ``left``.
    """
    found = []
    for block in _blocks(masked, left, note):
        quiet = ["" if index in block and _defines(masked, index) else line for index, line in enumerate(body)]
        raws = scan_questions(quiet, masked, range(block.start + 1, block.stop - 1), note)
        if not raws:
            note.error(block.start + 1, "blok `:::cek` belum memuat soal; tulis `### Pertanyaan` di dalamnya")
        found.append((block, raws))
    return found


def _defines(masked: Masked, index: int) -> bool:
    return not masked.fenced[index] and DEFINITION.match(masked.lines[index]) is not None


def _blocks(masked: Masked, left: list[str], note: FileFindings) -> list[range]:
    """The lines of each block, its two marks included. Marks that open nothing are blanked in ``left``."""
    found: list[range] = []
    start: int | None = None
    starts: list[int] = []
    for index, line in enumerate(masked.lines):
        if OPENING.match(line):
            starts.append(index)
            start = index
        elif start is not None and CLOSING.match(line):
            found.append(range(start, index + 1))
            starts.pop()
            start = None
        elif NEARLY.match(line):
            note.error(index + 1, "blok soal di dalam materi diawali `:::cek`, tanpa teks lain; perbaiki baris ini")
    for index in starts:
        left[index] = ""
        note.error(index + 1, "blok `:::cek` tidak ditutup; tulis `:::` pada baris sendiri sesudah soalnya")
    return found


def _check(drafts: list[Draft], questions: tuple[Question, ...], note: FileFindings) -> None:
    seen: dict[str, int] = {}
    for draft, question in zip(drafts, questions, strict=True):
        if draft.raw.id is not None and draft.id in seen:
            note.error(draft.line, f"id `{draft.id}` sudah dipakai di baris {seen[draft.id]}; ganti salah satu")
        seen.setdefault(draft.id, draft.line)
        if question.kind not in KINDS:
            note.error(draft.line, "soal `Esai:` dan `Skala:` tidak dapat dipakai dalam `:::cek`; ubah bentuknya")
        points = next((word for word in draft.raw.words if word.name == "Poin"), None)
        if points is not None:
            note.error(points.line, "soal dalam `:::cek` tidak dinilai; hapus `Poin:`")
    if len(questions) > MOST:
        note.error(drafts[MOST].line, f"paling banyak {MOST} soal cek dalam satu materi; pindahkan ke kuis")


def settle(html: str, asides: Asides, note: FileFindings) -> str:
    """The rendered lesson with each marker as a block of its own; a finding if one cannot stand where it is."""
    if MARKER_OPEN not in html and not asides.questions:
        return html
    shown = PARAGRAPH.sub(r"\1", html)
    places = [piece for piece in split_markers(shown) if isinstance(piece, int)]
    if places != list(range(len(asides.questions))) or len(PARAGRAPH.findall(html)) != len(places):
        line = asides.lines[0] if asides.lines else 1
        note.error(line, "soal `:::cek` tidak dapat tampil di sini; pindahkan bloknya ke luar HTML, tabel, atau kotak")
    return shown
