"""A lesson file: its title, its rendered body, and what is wrong with its structure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from elearn.content.links import Demand, Page
from elearn.content.model import Heading, LessonBody
from elearn.content.quiz.asides import settle, take_asides
from elearn.content.render import Renderer, check_raw
from elearn.content.sanitise import sanitise
from elearn.content.text import Masked, count_words, heading, mask, plain

UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
NO_SPACE = re.compile(r"^ {0,3}#{1,6}[^#\s]")
ITEM = re.compile(r"^( *)(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
ID = re.compile(r'\bid="([^"]*)"')
LINK_TARGET = re.compile(r"\]\([^)]*\)|https?://\S+")


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A lesson (or a course's description) below its front matter. ``canonical`` is what the item's version hashes."""

    title: str
    body: LessonBody
    canonical: Any
    words: int
    anchors: frozenset[str]
    demands: tuple[Demand, ...] = ()


def parse_lesson(page: Page, lines: list[str], first: int, item_id: str, renderer: Renderer) -> ParsedText:
    """Read and render the lesson in ``lines`` (a whole file; ``first`` indexes the line below the front matter).

    ``item_id`` is for the ids that its check questions may lack. Raises OSError.
    """
    masked = mask(lines[first:])
    title, at = _title(page, lines, masked, first)
    body = list(lines)
    body[:first] = [""] * first
    if at is not None:
        body[at] = ""
    if not any(line.strip() for line in body):
        page.note.error(first + 1, "materi masih kosong; tulis isinya di bawah judul")
    asides = take_asides(page, body, item_id, renderer)
    if asides.body == body:
        return parse_text(page, body, first, masked, renderer, title, 1)
    parsed = parse_text(page, asides.body, first, mask(asides.body[first:]), renderer, title, 1)
    shown = LessonBody(settle(parsed.body.html, asides, page.note), parsed.body.headings, asides.questions)
    return replace(parsed, body=shown, canonical=_canonical(title, body), demands=asides.demands)


def parse_description(page: Page, lines: list[str], first: int, renderer: Renderer) -> ParsedText:
    """The text of ``kursus.md`` below its front matter, which needs no title."""
    masked = mask(lines[first:])
    for index, line in enumerate(masked.lines, first):
        found = heading(lines[index], line)
        if found is not None and found.level == 1:
            page.note.error(index + 1, "judul kursus ditulis sebagai `judul:` di front matter; gunakan `##` di sini")
    body = [""] * first + lines[first:]
    return parse_text(page, body, first, masked, renderer, "", 1)


def parse_text(
    page: Page, body: list[str], first: int, masked: Masked, renderer: Renderer, title: str, level: int
) -> ParsedText:
    """Render ``body`` (front matter and title blanked); ``level`` is that of the heading above it."""
    _check_fences(page, masked, first)
    _check_headings(page, body, masked, first, level)
    _check_lists(page, masked, first)
    check_raw(body, page)
    rendered = renderer.convert("\n".join(body), page)
    html = sanitise(rendered.html, rendered.tagless).strip() if rendered.html else ""
    ids = ID.findall(html)
    twice = next((name for index, name in enumerate(ids) if name in ids[:index]), None)
    if twice is not None:
        name = twice.removeprefix("isi-")
        page.note.error(page.line_of(f"#{name}"), f"id `{name}` dipakai dua kali dalam berkas ini; ganti salah satu")
    headings = tuple(Heading(f"isi-{name}", text) for depth, name, text in rendered.headings if depth == 2)
    words = count_words(LINK_TARGET.sub(" ", "\n".join(body)))
    return ParsedText(title, LessonBody(html, headings), _canonical(title, body), words, frozenset(ids))


def _canonical(title: str, body: list[str]) -> Any:
    return {"judul": title, "isi": "\n".join(line.rstrip() for line in body).strip("\n")}


def _title(page: Page, lines: list[str], masked: Masked, first: int) -> tuple[str, int | None]:
    """The H1 and its line index."""
    found: tuple[str, int] | None = None
    for index in range(first, len(lines)):
        head = heading(lines[index], masked.lines[index - first])
        if head is None or head.level != 1:
            continue
        if found is not None:
            page.note.error(index + 1, "judul `#` hanya satu dalam satu berkas; gunakan `##` untuk bagian")
            continue
        found = (plain(head.text), index)
        above = next((i for i in range(first, index) if masked.lines[i - first].strip()), None)
        if above is not None:
            page.note.error(above + 1, "teks di atas judul; jadikan `# Judul` baris pertama sesudah front matter")
    if found is None or not found[0]:
        page.note.error(first + 1, "judul belum ada; tulis `# Judul materi` sebagai baris pertama sesudah front matter")
    return found if found is not None else ("", None)


def _check_fences(page: Page, masked: Masked, first: int) -> None:
    if masked.unclosed is not None:
        page.note.error(
            first + masked.unclosed + 1, "blok kode tidak ditutup; tulis pagar penutup yang sama pada baris sendiri"
        )
    if masked.unclosed_comment is not None:
        page.note.error(first + masked.unclosed_comment + 1, "komentar `<!--` tidak ditutup; tulis `-->` di akhirnya")


def _check_headings(page: Page, lines: list[str], masked: Masked, first: int, level: int) -> None:
    for index in range(first, len(lines)):
        shown = masked.lines[index - first]
        head = heading(lines[index], shown)
        if head is None:
            if NO_SPACE.match(shown):
                page.note.error(index + 1, "beri spasi sesudah tanda `#`, misalnya `## Bagian`")
            elif UNDERLINE.match(shown) and index > first and masked.lines[index - first - 1].strip():
                page.note.error(
                    index + 1, "garis tepat di bawah teks menjadikannya judul; beri baris kosong, atau tulis `## Judul`"
                )
            continue
        if head.level == 1:
            continue
        if not head.text:
            page.note.error(index + 1, "judul bagian kosong; tulis judulnya atau hapus baris ini")
        if head.level > level + 1:
            page.note.error(index + 1, f"tingkat judul melompat; gunakan `{'#' * (level + 1)} {head.text[:40]}`")
        level = head.level


def _check_lists(page: Page, masked: Masked, first: int) -> None:
    """Sub-items must stand four blanks in; with two they silently become items of the list above."""
    above: int | None = None
    for index, line in enumerate(masked.lines):
        match = ITEM.match(line)
        if match is None:
            above = above if line.startswith(" ") or not line.strip() else None
            continue
        depth = len(match[1])
        if above is not None and 0 < depth - above < 4:
            page.note.advice(first + index + 1, "butir bertingkat perlu menjorok 4 spasi; tambah spasi di depannya")
        else:
            above = depth
