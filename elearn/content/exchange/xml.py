"""XML read with guards: no entities, no outside files, bounded in size and depth; one sentence for anything broken."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, tostring

import defusedxml.ElementTree
from defusedxml.common import DefusedXmlException

from elearn.content.exchange.texts import cleaned
from elearn.core.errors import Invalid

MOST_BYTES = 50 * 1024 * 1024
MOST_ELEMENTS = 2_000_000
DEEPEST = 200


def parse_xml(data: bytes, name: str = "Berkas") -> Element:
    """The root. Raises Invalid with what is wrong and where."""
    if len(data) > MOST_BYTES:
        raise Invalid(f"{name} lebih besar dari {MOST_BYTES // 1024 // 1024} MB. Bagi menjadi beberapa berkas.")
    try:
        parser = defusedxml.ElementTree.DefusedXMLParser(target=_Bounded(), forbid_dtd=False)
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException as error:
        raise Invalid(f"{name} memuat entitas XML, yang tidak diizinkan. Ekspor ulang dari sistem asalnya.") from error
    except ParseError as error:
        line, column = error.position
        raise Invalid(
            f"{name} bukan XML yang utuh: rusak di baris {line}, kolom {column + 1}. Ekspor ulang lalu coba lagi."
        ) from error
    except (ValueError, LookupError) as error:
        raise Invalid(f"{name} bukan XML yang dapat dibaca ({error}). Simpan sebagai UTF-8, lalu coba lagi.") from error
    assert isinstance(root, Element)
    return root


class _Bounded(TreeBuilder):
    """A tree builder that stops at absurd depths and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.count = 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self.depth += 1
        self.count += 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise ValueError("susunannya terlalu dalam atau terlalu banyak")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self.depth -= 1
        return super().end(tag)


def local(element: Element) -> str:
    """A tag without its namespace."""
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The children with one of these local names."""
    return (child for child in (element if element is not None else ()) if local(child) in names)


def child(element: Element | None, name: str) -> Element | None:
    return next(children(element, name), None)


def below(element: Element, *names: str) -> Iterator[Element]:
    """All elements below with one of these local names, in order."""
    return (found for found in element.iter() if local(found) in names)


def text_of(element: Element | None) -> str:
    """The characters directly inside, cleaned and trimmed."""
    return cleaned(element.text or "").strip() if element is not None else ""


def inner(element: Element | None) -> str:
    """The same, with the tags of HTML that was written without being escaped."""
    if element is None or not len(element):
        return text_of(element)
    return cleaned((element.text or "") + "".join(tostring(part, encoding="unicode") for part in element)).strip()


def attribute(element: Element, name: str, default: str = "") -> str:
    return cleaned(element.get(name, default)).strip()
