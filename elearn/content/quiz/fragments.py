"""Rendering the many small texts of a quiz cheaply: most are one plain line and need no Markdown at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from elearn.content.links import Page
from elearn.content.render import Rendered, Renderer, check_raw
from elearn.content.sanitise import sanitise, sanitise_each
from elearn.content.text import mask

# Nothing in this alphabet means anything to Markdown inside a line; ``test_fragments`` proves it against the real path.
PLAIN = re.compile(
    r"(?!\d+[.)])[(\"'\u2018\u201c]?[^\W_]"
    r"(?:[^\W_]|[ ,;:?!()/%+=\"'\u2018\u2019\u201c\u201d\u2013\u2014\u2026.-])*(?<! )"
)
SINGLE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p\b).)*)</p>", re.DOTALL)
NOTE_NAME = re.compile(r'(id="|href="#)(fn(?:ref\d*)?:)')
ABBREVIATION = re.compile(r"^ {0,3}\*\[([^\]]+)\]:")


@dataclass(slots=True)
class Fragment:
    """A text to render; ``html`` is filled by ``render_all``. ``inline`` drops the paragraph around a single one."""

    text: str
    line: int
    inline: bool
    numbers: tuple[int, ...] = ()
    html: str = ""


def is_plain(text: str) -> bool:
    """Whether Markdown would only put a paragraph around this text."""
    return PLAIN.fullmatch(text) is not None


class Fragments:
    """Collects the texts of one quiz and renders them together."""

    def __init__(self, renderer: Renderer, page: Page, definitions: list[str]) -> None:
        self.renderer = renderer
        self.page = page
        self.definitions = "\n".join(definitions)
        self.abbreviations = [m[1] for line in definitions if (m := ABBREVIATION.match(line))]
        self.waiting: list[Fragment] = []

    def add(self, text: str, line: int, inline: bool = False, numbers: Sequence[int] = ()) -> Fragment:
        """A fragment whose HTML is known after ``render_all``. ``numbers`` are those of its lines, if some between
        them were left out.
        """
        fragment = Fragment(text, line, inline, tuple(numbers))
        if not text:
            return fragment
        if is_plain(text) and not any(short in text for short in self.abbreviations):
            fragment.html = text if inline else f"<p>{text}</p>"
        else:
            self.waiting.append(fragment)
        return fragment

    def render_all(self) -> None:
        """Fill in the HTML of every fragment: trusted, ready for a page."""
        tagless: list[tuple[Fragment, str]] = []
        for number, fragment in enumerate(self.waiting, 1):
            rendered = self._convert(fragment)
            # Footnotes of two questions on one page must not share their names.
            shown = NOTE_NAME.sub(rf"\g<1>\g<2>{number}-", rendered.html)
            if rendered.tagless:
                tagless.append((fragment, shown))
            else:
                fragment.html = sanitise(shown)
        for (fragment, _), clean in zip(tagless, sanitise_each([shown for _, shown in tagless]), strict=True):
            fragment.html = clean
        for fragment in self.waiting:
            fragment.html = _unwrapped(fragment.html.strip()) if fragment.inline else fragment.html.strip()
        self.waiting.clear()

    def _convert(self, fragment: Fragment) -> Rendered:
        lines = fragment.text.split("\n")
        page = Page(
            self.page.path,
            self.page.note,
            mask(lines).lines,
            fragment.line,
            inline=fragment.inline,
            used=self.page.used,
            numbers=fragment.numbers,
        )
        check_raw(lines, page)
        source = fragment.text
        if self.definitions and ("[" in source or any(short in source for short in self.abbreviations)):
            source = f"{source}\n\n{self.definitions}"
        return self.renderer.convert(source, page)


def _unwrapped(html: str) -> str:
    match = SINGLE_PARAGRAPH.fullmatch(html)
    return match[1] if match is not None else html
