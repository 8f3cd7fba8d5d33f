"""Markdown to HTML. One python-markdown instance serves a whole course: building it costs more than a short lesson.

Nothing returned from here is trusted yet: it goes through ``sanitise`` first.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

import markdown

from elearn.content.allowed import BOXES
from elearn.content.colours import Colours
from elearn.content.dress import Dress
from elearn.content.findings import nearest
from elearn.content.links import CourseLinks, Page
from elearn.content.maths import render_formulas
from elearn.content.text import Masked, mask

EXTENSIONS = (
    "tables", "def_list", "abbr", "attr_list", "admonition", "sane_lists", "footnotes", "toc",
    "pymdownx.superfences", "pymdownx.highlight", "pymdownx.tasklist", "pymdownx.arithmatex", "pymdownx.details",
)  # fmt: skip
CONFIGS: dict[str, dict[str, Any]] = {
    "footnotes": {"BACKLINK_TITLE": "Kembali ke catatan {} dalam teks"},
    "toc": {"marker": "", "permalink": False},
    "pymdownx.highlight": {"css_class": "highlight", "use_pygments": True, "guess_lang": False, "noclasses": False},
    "pymdownx.arithmatex": {"generic": True, "smart_dollar": True},
}
ITEM = re.compile(r"^( {0,3})(?:[-*+]|1[.)])[ \t]+\S")
ANY_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
NOT_PARAGRAPH = re.compile(r"^(?: {4}|\t|\s*(?:#{1,6}\s|>|\||:{3}|!!!|\?\?\?|\*\[|\[\^|:\s|<))")
CHECKBOX = re.compile(r'<input type="checkbox" disabled(?: checked)?/>')
ENGLISH = {
    "note": "catatan", "tip": "tips", "hint": "tips", "important": "penting", "warning": "peringatan",
    "caution": "peringatan", "danger": "bahaya", "example": "contoh", "summary": "ringkasan", "question": "tanya",
}  # fmt: skip
BOX = re.compile(r"^\s*(?:!!!|\?\?\?\+?)[ \t]*([\w-]*)")
DIAGRAM = re.compile(r"[\s>]*(?:`{3,}|~{3,})\s*\{?\.?(mermaid|plantuml|puml|dot|graphviz|d2)\b", re.IGNORECASE)
RAW_DANGER = re.compile(
    r"<\s*(script|style|iframe|object|embed|form|input|button|textarea|select|link|meta|base|svg|img|video|audio|h1)\b",
    re.IGNORECASE,
)
RAW_EVENT = re.compile(r"<[a-z][^<>]*\s(on[a-z]+|style)\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Untrusted HTML, the headings as (level, id, title), and whether the source was without a single ``<``."""

    html: str
    headings: tuple[tuple[int, str, str], ...]
    tagless: bool


class Renderer:
    """Renders the files of one course. Not for use by several threads at once."""

    def __init__(self, links: CourseLinks) -> None:
        self.links = links
        self.path, self.formulas = "", 0  # the file being rendered, and its characters of TeX: a quiz has many texts
        self.markdown = markdown.Markdown(extensions=list(EXTENSIONS), extension_configs=CONFIGS)
        self.colours = Colours(self.markdown)
        self.dress = Dress(self.markdown, links)
        self.markdown.treeprocessors.register(self.dress, "dress", -10)

    def convert(self, source: str, page: Page) -> Rendered:
        """Render the body of a file, or a fragment of it. What cannot be rendered is a finding. Raises OSError."""
        lines = source.split("\n")
        self.markdown.reset()
        self.dress.page = page
        if page.path != self.path:
            self.path, self.formulas = page.path, 0
            self.colours.begin()
        try:
            shown = self.markdown.convert("\n".join(loosened(lines)))
        except OSError:  # a picture that just changed, say: nothing that its author could mend
            raise
        except Exception as error:  # whatever the libraries raise is about this text, and its author must hear it
            page.note.error(
                page.first_line, f"teks tidak dapat diolah ({type(error).__name__}); sederhanakan susunannya"
            )
            return Rendered("", (), True)
        shown, self.formulas = render_formulas(
            shown, lambda tex, why: page.note.error(page.line_of(tex.split("\n")[0][:40]), why), self.formulas
        )
        shown = CHECKBOX.sub(_labelled, shown)
        return Rendered(shown, tuple(_headings(self._tokens())), "<" not in source)

    def _tokens(self) -> list[dict[str, Any]]:
        return list(getattr(self.markdown, "toc_tokens", []))


def _headings(tokens: list[dict[str, Any]]) -> list[tuple[int, str, str]]:
    found = []
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        found.append((int(token["level"]), str(token["id"]), html.unescape(str(token["name"]))))
        waiting.extend(reversed(token["children"]))
    return found


def _labelled(match: re.Match[str]) -> str:
    done = "checked" in match[0]
    label = "selesai" if done else "belum selesai"
    return f'<input type="checkbox" disabled{" checked" if done else ""} aria-label="{label}">'


def loosened(lines: list[str]) -> list[str]:
    """Lines with a blank one before every list that follows its paragraph directly, as other viewers read it."""
    shown: list[str] = []
    masked = mask(lines)
    in_paragraph = False
    for index, line in enumerate(lines):
        if masked.fenced[index] or not line.strip():
            in_paragraph = False
        elif in_paragraph and ITEM.match(masked.lines[index]):
            shown.append("")
            in_paragraph = False
        elif ANY_ITEM.match(line):
            in_paragraph = False
        elif index == 0 or not lines[index - 1].strip():
            in_paragraph = NOT_PARAGRAPH.match(line) is None
        shown.append(line)
    return shown


def _check_diagrams(lines: list[str], masked: Masked, page: Page) -> None:
    for index, line in enumerate(lines):
        fence = DIAGRAM.match(line) if masked.fenced[index] and not (index and masked.fenced[index - 1]) else None
        if fence is not None:
            page.note.advice(
                page.number(index),
                f"diagram `{fence[1]}` tampil sebagai teks; gambar menjadi SVG, simpan di `media/`, tampilkan `![isi]`",
            )


def check_raw(lines: list[str], page: Page) -> None:
    """Findings for HTML that the sanitisers will drop, for boxes without a style, and for diagrams written as text."""
    masked = mask(lines)
    _check_diagrams(lines, masked, page)
    for index, line in enumerate(masked.lines):
        number = page.number(index)
        raw = RAW_DANGER.search(line)
        if raw is not None:
            page.note.error(
                number, f"HTML `<{raw[1].lower()}>` tidak diizinkan dan akan dihapus; tulis dengan Markdown"
            )
        event = RAW_EVENT.search(line)
        if event is not None:
            page.note.error(
                number, f"atribut `{event[1].lower()}` tidak diizinkan dan akan dihapus; hapus dari HTML ini"
            )
        box = BOX.match(line) if line.lstrip().startswith(("!!!", "???")) else None
        if box is not None and box[1] not in BOXES:
            guess = ENGLISH.get(box[1]) or nearest(box[1], BOXES) or "catatan"
            page.note.error(
                number, f"kotak `{box[1]}` tidak dikenal; gunakan {', '.join(BOXES)}, misalnya `!!! {guess}`"
            )
        if line.lstrip().startswith(":::cek"):
            page.note.error(number, "`:::cek` hanya dikenal dalam materi, mulai dari tepi kiri baris; pindahkan")
