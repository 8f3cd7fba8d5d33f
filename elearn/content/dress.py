"""From Markdown's tree to the elements pages need: resolved links, pictures with sizes, players, scrollable tables."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor

from elearn.content.links import SCHEME, CourseLinks, Page
from elearn.content.media import IMAGES, SOUNDS, VIDEOS, image_size
from elearn.content.text import plain

if TYPE_CHECKING:
    from markdown import Markdown

ALIGNED = {"left": "rata-kiri", "center": "rata-tengah", "right": "rata-kanan"}
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
            for index, child in enumerate(list(parent)):
                if child.tag == "a":
                    self._link(child)
                elif child.tag == "img":
                    self._medium(parent, index, child)
                elif child.tag == "table":
                    tables += 1
                    parent[index] = _scrolling(child, tables)
                elif child.tag in ("td", "th"):
                    _align(child)

    def _link(self, element: ElementTree.Element) -> None:
        if element.get("class", "").startswith("footnote-"):
            return
        written = element.get("href")
        if written is None:
            return
        target = self.links.link(self.page, unescape(written))
        if target is None:
            del element.attrib["href"]
        else:
            element.set("href", target)

    def _medium(self, parent: ElementTree.Element, index: int, element: ElementTree.Element) -> None:
        source = unescape(element.get("src", ""))
        address, path = self._resolve(source)
        label = plain(unescape(element.get("alt", "")))
        element.set("alt", label)
        if not label:
            self.page.note.error(
                self.page.line_of(f"]({source}"),
                f"gambar `{source[:80]}` tanpa keterangan; tulis isinya: `![keterangan]({source[:80]})`",
            )
        suffix = posixpath.splitext(path)[1].lower()
        title = element.attrib.pop("title", "")
        if address is None:
            element.attrib.pop("src", None)
            return
        if suffix in VIDEOS or suffix in SOUNDS:
            player = self._player(element, address, path, "video" if suffix in VIDEOS else "audio")
            player.tail = element.tail
            parent[index] = element = player
        else:
            element.set("src", address)
            element.set("loading", "lazy")
            size = image_size(self.links.entries[path])
            if size is not None and "width" not in element.attrib:
                element.set("width", str(size[0]))
                element.set("height", str(size[1]))
        if title:
            _caption(parent, element, title, self.page.inline)

    def _resolve(self, source: str) -> tuple[str | None, str]:
        line = self.page.line_of(source)
        if SCHEME.match(source) or source.startswith("//"):
            self.page.note.error(
                line, f"`{source[:80]}` dari luar situs tidak ditampilkan; simpan berkasnya di `media/`"
            )
            return None, ""
        path, _ = self.links.resolve(self.page, source)
        if path not in self.links.entries:
            self.links.dead(self.page, line, source, path)
            return None, path
        if posixpath.splitext(path)[1].lower() not in IMAGES | VIDEOS | SOUNDS:
            self.page.note.error(
                line, f"`{source[:80]}` bukan gambar, video, atau suara; tulis sebagai tautan tanpa `!`"
            )
            return None, path
        return self.links.medium(self.page, line, path), path

    def _player(self, element: ElementTree.Element, address: str, path: str, kind: str) -> ElementTree.Element:
        player = ElementTree.Element(kind, {"controls": "controls", "preload": "metadata", "src": address})
        label = element.get("alt", "")
        if label:
            player.set("aria-label", label)
        captions = posixpath.splitext(path)[0] + ".vtt"
        line = self.page.line_of(path.rsplit("/", 1)[-1])
        if captions in self.links.entries:
            track = self.links.medium(self.page, line, captions)
            if track is not None:
                attributes = {"kind": "captions", "src": track, "srclang": "id", "label": "Bahasa Indonesia"}
                ElementTree.SubElement(player, "track", attributes)
        elif kind == "video":
            name = captions.rsplit("/", 1)[-1]
            self.page.note.advice(
                line, f"video tanpa teks; tambahkan takarir `media/{name}` agar semua orang dapat mengikuti"
            )
        fallback = ElementTree.SubElement(player, "a", {"href": address})
        fallback.text = f"Unduh: {label or path.rsplit('/', 1)[-1]}"
        return player


def _caption(parent: ElementTree.Element, element: ElementTree.Element, title: str, inline: bool) -> None:
    """A figure, if the medium stands alone in its paragraph; else its title stays a title."""
    alone = len(parent) == 1 and not (parent.text or "").strip() and not (element.tail or "").strip()
    if parent.tag != "p" or not alone or inline:
        if element.tag == "img":
            element.set("title", unescape(title))
        return
    parent.tag = "figure"
    parent.text = element.tail = None
    ElementTree.SubElement(parent, "figcaption").text = unescape(title)


def _scrolling(table: ElementTree.Element, number: int) -> ElementTree.Element:
    """A wide table scrolls in a box that the keyboard can reach. No two regions of a text bear the same name."""
    name = "Tabel" if number == 1 else f"Tabel {number}"
    box = ElementTree.Element("div", {"class": "tabel-gulir", "tabindex": "0", "role": "region", "aria-label": name})
    box.tail, table.tail = table.tail, None
    box.append(table)
    return box


def _align(cell: ElementTree.Element) -> None:
    """Alignment as a class: the page's policy forbids style attributes."""
    style = cell.attrib.pop("style", "")
    for word, name in ALIGNED.items():
        if style == f"text-align: {word};":
            cell.set("class", name)
