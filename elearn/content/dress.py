"""From Markdown's tree to the elements pages need: resolved links, pictures with sizes, players, scrollable tables."""

from __future__ import annotations

import html
import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree

from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor
from markdown.util import AMP_SUBSTITUTE

from elearn.content.links import SCHEME, CourseLinks, Page
from elearn.content.media import IMAGES, SOUNDS, VIDEOS, kind_text, size_text
from elearn.content.showing import Player, moving_link, picture_element
from elearn.content.text import plain

if TYPE_CHECKING:
    from markdown import Markdown

ALIGNED = {"left": "rata-kiri", "center": "rata-tengah", "right": "rata-kanan"}
SIZE_TOLD = re.compile(r"\d\s*(?:[kMG]?B)\b", re.IGNORECASE)
unescape = UnescapeTreeprocessor().unescape


class Dress(Treeprocessor):  # type: ignore[misc]  # markdown ships no annotations
    """Runs last. ``links`` and ``page`` are set by the renderer before each conversion."""

    def __init__(self, markdown: Markdown, links: CourseLinks) -> None:
        super().__init__(markdown)
        self.links = links
        self.page: Page

    def run(self, root: ElementTree.Element) -> None:
        tables = 0
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == "a":
                    self._link(child)
                elif child.tag == "img":
                    self._medium(parent, child)
                elif child.tag == "table":
                    tables += 1
                    parent[list(parent).index(child)] = _scrolling(child, tables)
                elif child.tag in ("td", "th"):
                    _align(child)
        if not self.page.inline:
            _explain(root)

    def _link(self, element: ElementTree.Element) -> None:
        if element.get("class", "").startswith("footnote-"):
            return
        written = element.get("href")
        if written is None:
            return
        if AMP_SUBSTITUTE in written:  # ``<nama@kota.go.id>``, which Markdown hides letter by letter
            written = html.unescape(written.replace(AMP_SUBSTITUTE, "&"))
        target = self.links.link(self.page, unescape(written))
        if target is None:
            del element.attrib["href"]
            return
        element.set("href", target)
        size = self.links.shelf.size(self.links.resolve(self.page, unescape(written))[0])
        if size is not None and target.startswith("/media/") and not SIZE_TOLD.search("".join(element.itertext())):
            label = f" ({kind_text(unquote(target))}, {size_text(size)})"
            ElementTree.SubElement(element, "span", {"class": "berkas"}).text = label

    def _medium(self, parent: ElementTree.Element, element: ElementTree.Element) -> None:
        source = unescape(element.get("src", ""))
        line = self.page.line_of(source)
        path = self._resolve(source, line)
        label = plain(unescape(element.get("alt", "")))
        element.set("alt", label)
        if not label:
            self.page.note.error(
                line, f"gambar `{source[:80]}` tanpa keterangan; tulis isinya: `![keterangan]({source[:80]})`"
            )
        title = unescape(element.attrib.pop("title", ""))
        del element.attrib["src"]
        if path is None:
            return
        # Alone in its paragraph, a medium may become a figure; within a sentence or an answer it stays what it is.
        bare = len(parent) == 1 and not (parent.text or "").strip() and not (element.tail or "").strip()
        figure = parent if bare and parent.tag == "p" and not self.page.inline else None
        if posixpath.splitext(path)[1].lower() in VIDEOS | SOUNDS:
            shown, after = self._player(figure, line, path, label)
        else:
            shown, after = self._picture(element, line, path)
        if shown is None:
            return
        tail, element.tail = element.tail, None
        at = list(parent).index(element)
        parent[at] = shown
        if figure is not None and (title or after or shown.tag in ("video", "audio")):
            _caption(figure, title, after)
            return
        if title and shown.tag in ("img", "picture"):
            element.set("title", title)
        for extra in after if parent.tag != "a" else ():  # a link holds no other link
            at += 1
            parent[at - 1].tail = " "
            parent.insert(at, extra)
        parent[at].tail = tail

    def _picture(
        self, element: ElementTree.Element, line: int, path: str
    ) -> tuple[ElementTree.Element | None, list[ElementTree.Element]]:
        picture = self.links.shelf.picture(self.page, line, path)
        if picture is None:
            return None, []
        name = path.rsplit("/", 1)[-1]
        shown = picture_element(element, picture, name, lazy=not self._first_of_lesson())
        return shown, [moving_link(picture.whole, name)] if picture.whole is not None else []

    def _first_of_lesson(self) -> bool:
        """A lesson's first picture is seen at once; a quiz shows any of its questions first."""
        lesson = self.links.pages.get(self.page.path, "").startswith("materi/")
        return lesson and not self.links.shelf.later_picture(self.page)

    def _player(
        self, figure: ElementTree.Element | None, line: int, path: str, label: str
    ) -> tuple[ElementTree.Element | None, list[ElementTree.Element]]:
        address = self.links.shelf.medium(self.page, line, path)
        if address is None:
            return None, []
        player = Player(self.links, self.page, line, path)
        element = player.element(address, label)
        price = ElementTree.Element("span" if figure is None else "p", {"class": "biaya"})
        price.text = player.price()
        if figure is None:
            return element, [price]
        figure.set("class", "pemutar")
        figure.insert(0, price)
        box = player.transcript(label)
        return element, [box] if box is not None else []

    def _resolve(self, source: str, line: int) -> str | None:
        """The path of a medium; None (and a finding) if there is none that a page could show."""
        if SCHEME.match(source) or source.startswith("//"):
            self.page.note.error(
                line, f"`{source[:80]}` dari luar situs tidak ditampilkan; simpan berkasnya di `media/`"
            )
            return None
        path, _ = self.links.resolve(self.page, source)
        if path not in self.links.entries:
            self.links.dead(self.page, line, source, path)
            return None
        if posixpath.splitext(path)[1].lower() not in IMAGES | VIDEOS | SOUNDS:
            self.page.note.error(
                line, f"`{source[:80]}` bukan gambar, video, atau suara; tulis sebagai tautan tanpa `!`"
            )
            return None
        return path


def _caption(figure: ElementTree.Element, title: str, after: list[ElementTree.Element]) -> None:
    """Make a paragraph that holds nothing but a medium a figure, with what belongs to the medium."""
    figure.tag = "figure"
    figure.text = None
    figure.extend(extra for extra in after if extra.tag == "details")
    links = [extra for extra in after if extra.tag == "a"]
    if title or links:
        caption = ElementTree.Element("figcaption")
        caption.text = f"{title} " if links and title else title
        caption.extend(links)
        # A player's title stands above its price; what explains a picture stands below it.
        figure.insert(0 if figure.get("class") == "pemutar" else len(figure), caption)


def _scrolling(table: ElementTree.Element, number: int) -> ElementTree.Element:
    """A wide table scrolls in a box that the keyboard can reach. No two regions of a text bear the same name."""
    name = "Tabel" if number == 1 else f"Tabel {number}"
    box = ElementTree.Element("div", {"class": "tabel-gulir", "tabindex": "0", "role": "region", "aria-label": name})
    box.tail, table.tail = table.tail, None
    box.append(table)
    return box


def _explain(root: ElementTree.Element) -> None:
    """What a mouse finds in an abbreviation must be within reach of fingers and keys, too: once is enough.

    Within what is pressed itself, nothing else can be.
    """
    pressed = {short for element in root.iter() if element.tag in ("a", "summary") for short in element.iter("abbr")}
    explained: set[str] = set()
    for short in root.iter("abbr"):
        meaning = short.get("title", "")
        if short not in pressed and meaning not in explained:
            explained.add(meaning)
            short.set("tabindex", "0")


def _align(cell: ElementTree.Element) -> None:
    """Alignment as a class: the page's policy forbids style attributes."""
    style = cell.attrib.pop("style", "")
    for word, name in ALIGNED.items():
        if style == f"text-align: {word};":
            cell.set("class", name)
