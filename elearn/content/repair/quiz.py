"""Repairs inside quizzes: boxes of options, marks of lists, notes without ``>``, key words, ids of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from elearn.content.findings import Findings
from elearn.content.quiz.asides import scan_asides
from elearn.content.quiz.body import QUOTE
from elearn.content.quiz.marks import read_item, read_mark
from elearn.content.quiz.questions import proposed_id
from elearn.content.quiz.raw import RawQuestion
from elearn.content.quiz.scan import scan_quiz
from elearn.content.quiz.words import ESSAY, LISTS, NOTES, QUESTION_WORDS, looks_like_note, split_words
from elearn.content.repair.draft import Draft, Line
from elearn.content.text import HEADING_ID, Masked, heading, is_id, mask, slug

MARGIN = 3
PLAIN_NOTE = re.compile(r"^[ \t]*\**(\w+)\**[ \t]*:\**[ \t]*(.*)$")
BOLD_NOTE = re.compile(r"^ {0,3}> ?\*\*(\w+)(?:\*\*[ \t]*:|[ \t]*:\*\*)[ \t]*(.*)$")
WHY_BOX = "kotak pilihan ditulis `- [ ]` atau `- [x]`"
WHY_ITEM = "tanda butir diperbaiki"
WHY_NOTE = "catatan ditulis sebagai kutipan"
WHY_WORD = "kata kunci ditulis dengan huruf besar di awal"
WHY_ID = "id soal ditambahkan"
WHY_BAD_ID = "id soal ditulis dengan huruf kecil dan tanda hubung"


def repair_quiz(draft: Draft, first: int, item_id: str) -> None:
    """All repairs of the questions below the line with index ``first``; ``item_id`` begins the new ids."""
    lines = draft.texts
    masked = mask([""] * first + lines[first:])
    questions = [q for pool in scan_quiz(lines, first, Findings().of(""))[0].pools for q in pool.questions]
    _repair(draft, masked, list(_sections(questions, lines, masked)), item_id)


def repair_asides(draft: Draft, first: int, item_id: str) -> None:
    """The same for the check questions of a lesson."""
    body = [""] * first + draft.texts[first:]
    masked = mask(body)
    found: list[tuple[RawQuestion, range]] = []
    for block, questions in scan_asides(body, masked, list(body), Findings().of("")):
        ends = [question.line - 1 for question in questions[1:]] + [block.stop - 1]
        found += [(question, range(question.line, end)) for question, end in zip(questions, ends, strict=False)]
    _repair(draft, masked, found, item_id)


def _repair(draft: Draft, masked: Masked, found: list[tuple[RawQuestion, range]], item_id: str) -> None:
    """Repair each question in the lines below its heading."""
    for question, section in found:
        _words(draft, masked, section)
        _notes(draft, masked, section, question)
        if {word.name for word in question.words}.isdisjoint((*LISTS, ESSAY)):
            _options(draft, masked, question)
        for item in question.items:
            _item(draft.lines[item.line - 1], masked.lines[item.line - 1])
    _ids(draft, [question for question, _ in found], item_id if is_id(item_id) else slug(item_id) or "soal")


def _sections(questions: list[RawQuestion], lines: list[str], masked: Masked) -> Iterator[tuple[RawQuestion, range]]:
    """The lines below each question's heading, up to the next heading of a quiz."""
    heads = [i for i, line in enumerate(lines) if (h := heading(line, masked.lines[i])) is not None and h.level <= 3]
    ends = dict(zip(heads, [*heads[1:], len(lines)], strict=False))
    for question in questions:
        yield question, range(question.line, ends.get(question.line - 1, question.line))


def _options(draft: Draft, masked: Masked, question: RawQuestion) -> None:
    for option in question.options:
        line, shown = draft.lines[option.line - 1], masked.lines[option.line - 1]
        mark = read_mark(shown)
        indent = shown[: mark.indent] if mark is not None else ""
        if mark is None or not mark.problem or len(indent.expandtabs(4)) > MARGIN:
            continue
        bullet = shown[mark.indent] if shown[mark.indent] in "*+" else "-"
        rest = line.text[mark.start :]
        rest = rest if not rest or rest[0] in " \t" else f" {rest}"
        fixed = f"{indent}{bullet} [{'x' if mark.ticked else ' '}]{rest}"
        again = read_mark(mask([fixed]).lines[0])
        if again is not None and not again.problem and again.ticked == mark.ticked:
            line.change(fixed, WHY_BOX, "kotak pilihan keliru")


def _item(line: Line, shown: str) -> None:
    item = read_item(line.text, shown)
    if item is None or not item.problem:
        return
    indent = line.text[: len(line.text) - len(line.text.lstrip())]
    fixed = f"{indent}{item.marker} {line.text[item.start :]}"
    again = read_item(fixed, fixed)
    if again is not None and not again.problem:
        line.change(fixed, WHY_ITEM, "butir daftar keliru")


def _notes(draft: Draft, masked: Masked, section: range, question: RawQuestion) -> None:
    """``Pembahasan: …`` becomes ``> Pembahasan: …``; so does ``> **Pembahasan:** …`` below the answers."""
    answers = min([option.line for option in question.options], default=section.stop)
    for index in section:
        line, shown = draft.lines[index], masked.lines[index]
        if masked.fenced[index] or not shown.strip() or len(shown) - len(shown.lstrip(" ")) > MARGIN:
            continue
        if QUOTE.match(shown) is None and read_mark(shown) is None:
            label, match = looks_like_note(shown), PLAIN_NOTE.match(line.text)
            if label is not None and match is not None and match[1] == label and shown[0] != "\t":
                line.change(f"> {label}: {match[2]}".rstrip(), WHY_NOTE, f"`{label}:` harus berupa kutipan")
        elif index >= answers:
            bold = BOLD_NOTE.match(line.text)
            if bold is not None and bold[1] in NOTES:
                line.change(f"> {bold[1]}: {bold[2]}".rstrip(), WHY_NOTE, "kutipan sesudah jawaban harus diawali")


def _words(draft: Draft, masked: Masked, section: range) -> None:
    """``poin: 2`` becomes ``Poin: 2``, right under the heading, if every word of the line is known but for its case."""
    known = {word.casefold(): word for word in QUESTION_WORDS}
    for index in section:
        line, shown = draft.lines[index], masked.lines[index]
        if not line.text.strip() or masked.fenced[index]:
            return
        words = split_words(shown, 0) if shown[:1] not in (" ", "\t") else None
        if words is None or any(word.name.casefold() not in known for word in words):
            continue
        fixed = line.text
        for word in words:
            right = known[word.name.casefold()]
            if right != word.name:
                fixed = re.sub(rf"(?<!\w){re.escape(word.name)}(?=[ \t]*:)", right, fixed, count=1)
        if fixed != line.text:
            line.change(fixed, WHY_WORD, "tidak dikenal")


def _ids(draft: Draft, questions: list[RawQuestion], item_id: str) -> None:
    """An id for every question that has none; one that could not be used is written as it was meant."""
    taken = {question.id for question in questions if question.id is not None}
    for question in questions:
        line = draft.lines[question.line - 1]
        head = heading(line.text, line.text)
        if head is None or not head.text or (question.id is not None and is_id(question.id)):
            continue
        body, blank = line.text.rstrip(), line.text[len(line.text.rstrip()) :]
        if question.id is None:
            new, fixed = _free(slug(proposed_id(item_id, head.text)), taken), body
        else:
            new, fixed = slug(question.id), HEADING_ID.sub("", body)
            new = new or _free(slug(proposed_id(item_id, head.text)), taken)
            if new in taken:
                continue  # two questions would share it: only a person knows which is which
        fixed = f"{fixed} {{#{new}}}{blank}"
        again = heading(fixed, fixed)
        if again is None or again.id != new or again.text != head.text:
            continue
        taken.add(new)
        if question.id is None:
            line.change(fixed, WHY_ID, "soal belum ber-id")
        else:
            line.change(fixed, WHY_BAD_ID, f"id `{question.id[:40]}` harus huruf kecil")


def _free(wanted: str, taken: set[str]) -> str:
    number = 2
    free = wanted
    while free in taken:
        free, number = f"{wanted}-{number}", number + 1
    return free
