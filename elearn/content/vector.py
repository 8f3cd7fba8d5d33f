"""SVG as a drawing and nothing else: what acts, loads or hides a place in it is left out of what is served.

Written anew from a parsed tree and an allowlist, so that what two parsers might read differently does not survive.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from elearn.content.pictures import BadPicture
from elearn.content.strip import stripped

SVG, XLINK, XML = (
    "{http://www.w3.org/2000/svg}",
    "{http://www.w3.org/1999/xlink}",
    "{http://www.w3.org/XML/1998/namespace}",
)
DRAWN = frozenset({
    "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "textPath", "image", "linearGradient", "radialGradient", "stop", "pattern", "clipPath",
    "mask", "marker", "filter", "style", "switch", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite",
    "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood",
    "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode", "feMorphology", "feOffset",
    "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
})  # fmt: skip
OUTWARD = "tautan luar"
# Left out without a word: notes of drawing programs, which nobody sees.
UNSEEN = frozenset({"metadata"})
NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
NUMBER = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]+)?)\s*(?:px)?\s*")
OUTSIDE = re.compile(
    r"@import[^;]*;?|(?:url|src|image|(?:-webkit-)?image-set)\(\s*[\"']?"
    r"(?!#|[\"']?data:(?:font|application/(?:x-)?font))[^)]*\)?",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[\s\x00-\x1f]*(?:[a-z]+script:|data:|https?:|file:|//)", re.IGNORECASE)
EMBEDDED = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)")
MOST_ELEMENTS = 50_000
MOST_ATTRIBUTES = 150_000
DEEPEST = 100
TANGLED = "terlalu rumit; sederhanakan gambarnya, atau simpan sebagai PNG"
SIDE = 20_000


@dataclass(frozen=True, slots=True)
class Drawing:
    """A clean SVG, its width and height (0 if it does not say), and what was left out of it, each once."""

    data: bytes
    width: int
    height: int
    removed: tuple[str, ...]


def clean_svg(data: bytes) -> Drawing:
    """The drawing in ``data``. Raises BadPicture."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if data.count(b"<") > 2 * MOST_ELEMENTS + 1000 or data.count(b"=") > MOST_ATTRIBUTES:
        raise BadPicture(TANGLED)
    try:
        root = fromstring(data)
    except DefusedXmlException:
        raise BadPicture("memuat deklarasi `<!ENTITY>`; simpan ulang sebagai SVG polos (plain SVG)") from None
    except (ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (1, 0))[0]
        raise BadPicture(f"rusak pada baris {line}; simpan ulang dari program gambarnya") from None
    if _local(root.tag) != "svg":
        raise BadPicture("bukan gambar SVG; simpan ulang dari program gambarnya")
    writer = _Writer()
    writer.write(root)
    width, height = _size(root)
    return Drawing("".join(writer.pieces).encode(), width, height, tuple(sorted(writer.removed)))


def _local(tag: Any) -> str:
    """The name of an SVG element; "" for those of other kinds. A file that forgot its namespace means SVG."""
    if not isinstance(tag, str):
        return ""
    return tag[len(SVG) :] if tag.startswith(SVG) else tag if not tag.startswith("{") else ""


def _size(root: Any) -> tuple[int, int]:
    given = [NUMBER.fullmatch(root.get(side, "")) for side in ("width", "height")]
    numbers = [float(match[1]) for match in given if match is not None]
    if len(numbers) < 2:
        box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
        found = [NUMBER.fullmatch(part) for part in box[2:4]] if len(box) == 4 else []
        numbers = [float(match[1]) for match in found if match is not None]
    if len(numbers) != 2 or not all(0 < round(number) <= SIDE for number in numbers):
        return 0, 0
    return round(numbers[0]), round(numbers[1])


class _Writer:
    """Writes a tree without recursion: a file may be nested deeper than Python's stack."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.removed: set[str] = set()
        self.count = 0

    def write(self, root: Any) -> None:
        waiting: list[tuple[Any, int] | str] = [(root, 0)]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                self.pieces.append(item)
                continue
            element, depth = item
            self.count += 1
            if depth > DEEPEST or self.count > MOST_ELEMENTS:
                raise BadPicture(TANGLED)
            tail = escape(element.tail or "") if depth else ""
            name = _local(element.tag)
            if name == "a":  # a picture leads nowhere
                self.removed.add(OUTWARD)
                name = "g"
            if name not in DRAWN:
                self._left_out(name)
                waiting.append(tail)
            elif name == "style":
                waiting += [tail, f"<style>{escape(self._style(element.text or ''))}</style>"]
            else:
                self._open(element, name, root=not depth)
                waiting += [tail, f"</{name}>", *((child, depth + 1) for child in reversed(element))]
                self.pieces.append(escape(element.text or ""))

    def _left_out(self, name: str) -> None:
        if name and name not in UNSEEN:
            self.removed.add(f"<{name[:40]}>")

    def _open(self, element: Any, name: str, *, root: bool) -> None:
        spaces = f' xmlns="{SVG[1:-1]}" xmlns:xlink="{XLINK[1:-1]}"' if root else ""
        self.pieces.append(f"<{name}{spaces}")
        for key, value in element.items():
            kept = self._attribute(name, key, value)
            if kept is not None:
                self.pieces.append(f" {kept[0]}={quoteattr(kept[1])}")
        self.pieces.append(">")

    def _attribute(self, element: str, key: str, value: str) -> tuple[str, str] | None:
        if key in ("href", f"{XLINK}href"):
            if element == "g":
                return None
            kept = self._target(element, value.strip())
            return None if kept is None else ("xlink:href" if key != "href" else key, kept)
        if key in (f"{XML}space", f"{XML}lang"):
            return key.replace(XML, "xml:"), value
        if not NAME.fullmatch(key):
            return None
        if key.lower().startswith("on"):
            self.removed.add(f"`{key[:40]}`")
            return None
        if ADDRESS.match(value):
            self.removed.add(OUTWARD)
            return None
        return key, self._style(value) if key == "style" or "(" in value or "\\" in value else value

    def _target(self, element: str, value: str) -> str | None:
        """A reference within the file, or a picture that the file brings along, freed of what a camera wrote."""
        if value.startswith("#"):
            return value
        embedded = EMBEDDED.fullmatch(value) if element == "image" else None
        if embedded is not None:
            try:
                picture = stripped(base64.b64decode(embedded[2], validate=False)).data
                return f"data:{embedded[1]};base64,{base64.b64encode(picture).decode()}"
            except (ValueError, binascii.Error):
                pass  # what is no whole picture is not shown, and the trainer is told below
        self.removed.add(OUTWARD)
        return None

    def _style(self, text: str) -> str:
        """Style that loads nothing. Escapes could hide a name, so style that has one is left out whole."""
        cleaned = "" if "\\" in text else OUTSIDE.sub("none", text)
        if cleaned != text:
            self.removed.add("gaya yang memuat dari luar")
        return cleaned
