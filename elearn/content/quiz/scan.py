"""Finding the blocks of a quiz: title, pools, questions. Markers inside fences, code spans and comments are text."""

from __future__ import annotations

import re

from elearn.content.findings import FileFindings
from elearn.content.quiz.body import scan_question
from elearn.content.quiz.marks import read_mark
from elearn.content.quiz.raw import Passage, RawPool, RawQuestion, RawQuiz
from elearn.content.quiz.words import split_words
from elearn.content.text import Masked, SourceHeading, heading, mask

NO_SPACE = re.compile(r"^ {0,3}#{1,6}[^#\s]")
UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
MOST_DEFINITIONS = 200
DEFINITION = re.compile(r"^ {0,3}(?:\*?\[\^?[^\]]+\]:)")


def scan_quiz(lines: list[str], first: int, note: FileFindings, what: str = "kuis") -> tuple[RawQuiz, list[str]]:
    """The blocks of a quiz, and its link, abbreviation and footnote definitions.

    ``lines`` is the whole file; ``first`` is the index of the first line below the front matter; ``what`` the file is
    called in findings. Never raises: whatever is wrong becomes a finding.
    """
    body, definitions = _without_definitions(lines, first, note)
    masked = mask(body)
    _report_open(masked, note)
    heads = _headings(body, masked, first, note)
    quiz = RawQuiz("", Passage(first + 1))
    _title(quiz, heads, body, first, note, what)
    pool: RawPool | None = None
    for (index, head), stop in zip(heads, [i for i, _ in heads[1:]] + [len(body)], strict=False):
        section = range(index + 1, stop)
        if head.level == 1:
            _intro(quiz, body, masked, section, note)
        elif head.level == 2:
            pool = RawPool(index + 1, head.text, head.id)
            quiz.pools.append(pool)
            _pool_words(pool, body, masked, section, note)
        else:
            if pool is None:
                pool = RawPool(index + 1, "", None, words=quiz.words, implicit=True)
                quiz.pools.append(pool)
            pool.questions.append(_question(index, head, body, masked, stop, note))
    if quiz.words and not any(found.implicit for found in quiz.pools):
        note.error(quiz.words[0].line, "`Ambil:` ditulis di bawah judul kolam (`##`)")
    return quiz, definitions


def scan_questions(body: list[str], masked: Masked, section: range, note: FileFindings) -> list[RawQuestion]:
    """The questions of a block inside another text; ``section`` are the indexes of its lines."""
    found: list[RawQuestion] = []
    heads = [(i, head) for i in section if (head := heading(body[i], masked.lines[i])) is not None]
    for index, head in heads:
        if head.level != 3:
            note.error(index + 1, f"judul `{'#' * head.level}` tidak dipakai di antara soal; mulai soal dengan `###`")
    starts = [(index, head) for index, head in heads if head.level == 3]
    first = starts[0][0] if starts else section.stop
    stray = next((i for i in range(section.start, first) if body[i].strip() and not masked.hidden[i]), None)
    if stray is not None:
        note.error(stray + 1, "teks di atas soal pertama tidak ditampilkan; pindahkan ke dalam soal, sesudah `###`")
    for (index, head), stop in zip(starts, [i for i, _ in starts[1:]] + [section.stop], strict=False):
        found.append(_question(index, head, body, masked, stop, note))
    return found


def _question(
    index: int, head: SourceHeading, body: list[str], masked: Masked, stop: int, note: FileFindings
) -> RawQuestion:
    stem = Passage(index + 1, [head.text, ""], [index + 1, index + 1])
    question = RawQuestion(index + 1, head.id, stem)
    if not head.text:
        note.error(index + 1, "judul soal kosong; tulis pertanyaannya sesudah `###`")
    scan_question(question, body, masked, range(index + 1, stop), note)
    return question


def _without_definitions(lines: list[str], first: int, note: FileFindings) -> tuple[list[str], list[str]]:
    """The file with its front matter and its definitions blanked, and the definitions."""
    masked = mask(lines[first:])
    body = [""] * first + lines[first:]
    definitions: list[str] = []
    for index, line in enumerate(masked.lines, first):
        if not masked.fenced[index - first] and DEFINITION.match(line):
            definitions.append(lines[index])
            body[index] = ""
    if len(definitions) > MOST_DEFINITIONS:
        note.error(first + 1, f"lebih dari {MOST_DEFINITIONS} definisi tautan atau singkatan; tulis alamatnya langsung")
        definitions.clear()
    return body, definitions


def _report_open(masked: Masked, note: FileFindings) -> None:
    if masked.unclosed is not None:
        note.error(masked.unclosed + 1, "blok kode tidak ditutup; tulis pagar penutup yang sama pada baris sendiri")
    if masked.unclosed_comment is not None:
        note.error(masked.unclosed_comment + 1, "komentar `<!--` tidak ditutup; tulis `-->` di akhirnya")


def _headings(body: list[str], masked: Masked, first: int, note: FileFindings) -> list[tuple[int, SourceHeading]]:
    """Headings of level 1 to 3 with their line index; every other kind of heading is a finding."""
    found: list[tuple[int, SourceHeading]] = []
    for index in range(first, len(body)):
        shown = masked.lines[index]
        head = heading(body[index], shown)
        if head is None:
            if NO_SPACE.match(shown):
                note.error(index + 1, "beri spasi sesudah tanda `#`, misalnya `### Pertanyaan`")
            elif UNDERLINE.match(shown) and index > first and masked.lines[index - 1].strip():
                note.error(
                    index + 1, "garis bawah judul tidak dipakai dalam kuis; tulis judul dengan `#`, `##`, atau `###`"
                )
        elif head.level > 3:
            note.error(
                index + 1, f"judul `{'#' * head.level}` tidak dipakai dalam kuis; tulis sebagai teks tebal `**…**`"
            )
        else:
            found.append((index, head))
    return found


def _title(
    quiz: RawQuiz, heads: list[tuple[int, SourceHeading]], body: list[str], first: int, note: FileFindings, what: str
) -> None:
    titles = [(index, head) for index, head in heads if head.level == 1]
    if not titles or not titles[0][1].text:
        note.error(first + 1, f"judul {what} belum ada; tulis `# Judul {what}` di awal")
    else:
        quiz.title = titles[0][1].text
    for index, _ in titles[1:]:
        note.error(index + 1, "judul `#` hanya satu dalam satu berkas; gunakan `##` untuk kolam, `###` untuk soal")
    if titles and heads[0][0] != titles[0][0]:
        note.error(titles[0][0] + 1, "judul `#` harus mendahului kolam dan soal; pindahkan ke atas")
    before = heads[0][0] if heads else len(body)
    stray = next((i for i in range(first, before) if body[i].strip()), None)
    if stray is not None:
        note.error(stray + 1, f"teks di atas judul tidak ditampilkan; pindahkan ke bawah `# Judul {what}`")


def _intro(quiz: RawQuiz, body: list[str], masked: Masked, section: range, note: FileFindings) -> None:
    """The text under the title. ``Ambil:`` there belongs to the questions that stand directly under the title."""
    quiz.intro = Passage(section.start + 1)
    for index in section:
        line = body[index]
        words = None if masked.fenced[index] else split_words(masked.lines[index], index + 1)
        if words is not None and words[0].name == "Ambil":
            quiz.words.extend(words)
            line = ""
        elif not masked.fenced[index] and read_mark(masked.lines[index]) is not None:
            note.error(index + 1, "pilihan tanpa soal; tulis pertanyaannya di atas sebagai `### Pertanyaan`")
        quiz.intro.lines.append(line)


def _pool_words(pool: RawPool, body: list[str], masked: Masked, section: range, note: FileFindings) -> None:
    complained = False
    for index in section:
        fenced = masked.fenced[index]
        if not body[index].strip() or not (masked.lines[index].strip() or fenced):
            continue
        words = None if fenced else split_words(body[index], index + 1)
        if words is not None:
            pool.words.extend(words)
        elif not complained:
            complained = True
            note.error(
                index + 1,
                "teks di antara judul kolam dan soal pertama tidak ditampilkan; "
                "pindahkan ke dalam soal, atau mulai soal dengan `###`",
            )
