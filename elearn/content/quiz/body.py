"""Finding the blocks of one question: key words, stem, options with their feedback, notes."""

from __future__ import annotations

import re

from elearn.content.findings import FileFindings, meant, nearest
from elearn.content.quiz.marks import BULLET, Mark, read_item, read_mark
from elearn.content.quiz.raw import Passage, RawItem, RawOption, RawQuestion
from elearn.content.quiz.words import (
    ANSWERS,
    ESSAY,
    LISTS,
    NOTE,
    NOTES,
    QUESTION_WORDS,
    certainly_words,
    looks_like_note,
    split_words,
)
from elearn.content.text import Masked

LONE_BULLET = "butir tanpa kotak di antara pilihan; tulis `- [ ] …` atau `- [x] …`"
QUOTE = re.compile(r"^([ \t]*)>[ \t]?")
RUBRIC = re.compile(r"^ {0,3}\|?[ \t]*kriteria[ \t]*\|", re.IGNORECASE)


def scan_question(question: RawQuestion, body: list[str], masked: Masked, section: range, note: FileFindings) -> None:
    """Sort the lines of a ``###`` section into the parts of ``question``."""
    scanner = _Scanner(question, note)
    for index in section:
        if masked.hidden[index]:
            continue
        scanner.take(index + 1, body[index], masked.lines[index], masked.fenced[index])


class _Scanner:
    """State: ``zone`` (key words right under the heading), ``stem``, ``options``, ``list`` (after ``Jodohkan:`` and its
    like), ``essay``, ``rubric`` (in its table), ``after`` (answers are complete).
    """

    def __init__(self, question: RawQuestion, note: FileFindings) -> None:
        self.question = question
        self.note = note
        self.state = "zone"
        self.blank = False
        self.open: Passage | None = None
        self.complained = False
        self.bullet = 0

    def take(self, number: int, raw: str, masked: str, fenced: bool) -> None:
        if not raw.strip():
            self._blank(number)
            return
        if fenced or not masked.strip():
            self._text(number, raw, code=True)
        elif (quote := QUOTE.match(masked)) is not None:
            self._quote(number, raw, quote)
        elif (mark := read_mark(masked)) is not None:
            self._option(number, raw, mark)
        elif not self._keywords(number, raw, masked) and not self._listed(number, raw, masked):
            self._text(number, raw)
        self.blank = False

    @property
    def _answers_begun(self) -> bool:
        """Whether what follows belongs to the answers rather than to the question."""
        if self.state == "list":
            return bool(self.question.items)
        return self.state not in ("zone", "stem", "essay")

    def _blank(self, number: int) -> None:
        self.blank = True
        self.bullet = 0
        if self.state == "zone":
            self.state = "stem"
        if self.state == "rubric":
            self.state = "after"
        if self.open is not None:
            self.open.lines.append("")
        elif not self._answers_begun:
            self.question.stem.add(number, "")
        elif self.state == "options":
            self.question.options[-1].body.lines.append("")
        elif self.state == "list":
            self.question.items[-1].body.lines.append("")

    def _quote(self, number: int, raw: str, quote: re.Match[str]) -> None:
        text = raw[quote.end() :]
        if self.state == "options" and quote[1] and self.question.options:
            feedback = self.question.options[-1].feedback
            if not feedback.lines:
                feedback.line = number
            feedback.lines.append(text)
            return
        label = NOTE.match(text.strip())
        if label is not None and label[1] in NOTES:
            self._open_note(number, label[1], label[2])
        elif label is not None and nearest(label[1], NOTES) and len(label[1]) > 3 and self.state != "stem":
            self.note.error(number, f"`{label[1]}:` tidak dikenal{meant(label[1], NOTES)}")
        elif self.open is not None:
            self.open.lines.append(text)
        elif not self._answers_begun:
            self.state = "stem" if self.state == "zone" else self.state
            self.question.stem.add(number, raw)
        elif self.state == "list" and quote[1]:
            self.note.error(number, "umpan balik per butir hanya untuk soal pilihan; tulis sebagai `> Pembahasan: …`")
        else:
            self.note.error(
                number,
                "kutipan sesudah jawaban harus diawali `Pembahasan:`, `Petunjuk:`, `Benar:`, atau `Salah:`; "
                "untuk umpan balik satu pilihan, jorokkan 4 spasi di bawah pilihan itu",
            )

    def _open_note(self, number: int, label: str, text: str) -> None:
        if label in self.question.notes:
            self.note.error(number, f"`{label}:` ditulis dua kali dalam satu soal; gabungkan")
        self.open = Passage(number, [text])
        self.question.notes[label] = self.open
        if self._answers_begun:
            self.state = "after"

    def _option(self, number: int, raw: str, mark: Mark) -> None:
        if mark.problem:
            self.note.error(number, mark.problem)
        if self.state == "after" and not mark.problem:
            self.note.error(number, "pilihan harus berurutan; pindahkan ke atas, sebelum kutipan dan teks lain")
        if self.bullet and not self.blank:
            self.note.error(self.bullet, LONE_BULLET)
        self.bullet = 0
        self.open = None
        self.state = "options"
        self.complained = False
        option = RawOption(number, mark.ticked, Passage(number, [raw[mark.start :].strip()]), Passage(number))
        self.question.options.append(option)

    def _keywords(self, number: int, raw: str, masked: str) -> bool:
        """Take a line of key words; False if it is ordinary text."""
        label = looks_like_note(masked)
        if label is not None:
            self.note.error(number, f"`{label}:` harus berupa kutipan; tulis `> {label}: …`")
            self._open_note(number, label, "")
            return True
        words = split_words(raw, number) if raw[:1] not in (" ", "\t") else None
        if words is None:
            return False
        if self.state != "zone" and not certainly_words(words):
            return False
        if self.open is not None and not self.blank:
            return False
        for word in words:
            if word.name == "Ambil":
                self.note.error(number, "`Ambil:` ditulis di bawah judul kolam (`##`), bukan di dalam soal")
            elif word.name not in QUESTION_WORDS:
                hint = meant(word.name, QUESTION_WORDS)
                self.note.error(
                    number,
                    f"kata kunci `{word.name}` tidak dikenal{hint}; "
                    "bila ini bagian pertanyaan, beri baris kosong di atasnya",
                )
        if self.question.options and any(word.name not in ANSWERS for word in words):
            self.note.error(number, "kata kunci ditulis di atas pilihan, tepat di bawah pertanyaan")
        elif self.question.items or self.question.rows:
            self.note.error(number, "kata kunci ditulis di atas daftar jawaban, tepat di bawah pertanyaan")
        self.question.words.extend(words)
        self._shape({word.name for word in words})
        return True

    def _shape(self, names: set[str]) -> None:
        """Enter the state that the first word about the answer asks for; a second one is a finding made elsewhere."""
        if names.intersection(ANSWERS):
            self.state, self.open = "after", None
        elif self.state in ("zone", "stem") and names.intersection((*LISTS, ESSAY)):
            self.state, self.open = "essay" if ESSAY in names else "list", None

    def _listed(self, number: int, raw: str, masked: str) -> bool:
        """Take an item of a list of answers, or a line of a rubric; False if it is ordinary text."""
        if self.state == "list" and (item := read_item(raw, masked)) is not None:
            if item.problem:
                self.note.error(number, item.problem)
            self.open, self.complained = None, False
            self.question.items.append(RawItem(number, item.marker, Passage(number, [raw[item.start :].strip()])))
            return True
        if self.state == "essay" and RUBRIC.match(raw):
            self.state, self.open = "rubric", None
        if self.state == "rubric" and "|" in raw:
            self.question.rows.append((number, raw))
            return True
        return False

    def _text(self, number: int, raw: str, code: bool = False) -> None:
        indented = raw[:1] in (" ", "\t")
        if self.state == "zone":
            self.state = "stem"
        bullet = not code and BULLET.match(raw) is not None
        self.bullet = number if bullet and self.state == "stem" else 0
        if not self._answers_begun:
            if self.open is not None and self.blank:
                self.open = None
            (self.open or self.question.stem).add(number, raw)
        elif self.state == "list" and (indented or not self.blank):
            self.question.items[-1].body.lines.append(_dedented(raw))
        elif self.state == "options" and (indented or not self.blank) and not bullet:
            option = self.question.options[-1]
            option.body.lines.append(_dedented(raw))
        elif self.open is not None and not self.blank:
            self.open.lines.append(raw.strip())
        elif self.state == "options" and bullet:
            self.note.error(number, LONE_BULLET)
        elif not self.complained:
            self.complained = True
            self.note.error(
                number,
                "teks sesudah jawaban tidak ditampilkan; "
                "pindahkan ke atas jawaban atau tulis sebagai `> Pembahasan: …`",
            )


def _dedented(line: str) -> str:
    """A continuation line without the indentation of its option (up to four blanks)."""
    expanded = line.expandtabs(4)
    depth = len(expanded) - len(expanded.lstrip(" "))
    return expanded[min(depth, 4) :]
