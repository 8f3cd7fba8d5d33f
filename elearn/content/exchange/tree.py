"""HTML as a small tree, however broken it is: bounded in depth, never raising."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

DEEPEST = 60
VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "area", "base", "embed", "link", "meta", "source", "track"})
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    "caption", "audio", "video",
})  # fmt: skip
# An opening tag ends these, as browsers read it.
ENDS: dict[str, frozenset[str]] = {
    "li": frozenset({"li", "p"}), "dt": frozenset({"dt", "dd", "p"}), "dd": frozenset({"dt", "dd", "p"}),
    "tr": frozenset({"tr", "td", "th", "p"}), "td": frozenset({"td", "th", "p"}), "th": frozenset({"td", "th", "p"}),
    "tbody": frozenset({"thead", "tbody", "tr", "td", "th"}), "tfoot": frozenset({"tbody", "tr", "td", "th"}),
} | dict.fromkeys(BLOCKS - {"li", "dt", "dd", "tr", "td", "th", "tbody", "tfoot"}, frozenset({"p"}))  # fmt: skip
WALLS = frozenset({"ul", "ol", "dl", "table", "td", "th", "blockquote", "div"})


@dataclass(slots=True)
class Node:
    """An element. ``tag`` is lower-case; the root's is empty."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in order."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def find(self, tag: str) -> Iterator[Node]:
        return (node for node in self.walk() if node.tag == tag)

    @property
    def text(self) -> str:
        """All characters below."""
        pieces: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            item = waiting.pop()
            if isinstance(item, str):
                pieces.append(item)
            else:
                waiting.extend(reversed(item.children))
        return "".join(pieces)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_for(tag)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_for(tag)
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def _end_for(self, tag: str) -> None:
        ended = ENDS.get(tag, frozenset())
        while len(self.open) > 1 and self.open[-1].tag in ended:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return
            if self.open[depth].tag in WALLS and tag not in BLOCKS:
                return

    def handle_data(self, data: str) -> None:
        children = self.open[-1].children
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def unknown_decl(self, data: str) -> None:
        if data.startswith("CDATA["):
            self.handle_data(data.removeprefix("CDATA["))


def parse(text: str) -> tuple[Node, list[str]]:
    """The tree of a piece of HTML, and its comments."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root, builder.comments


def to_xhtml(node: Node) -> str:
    """The tree as well-formed XML, the root's own tag left out."""
    pieces: list[str] = []
    waiting: list[Node | str | tuple[str]] = list(reversed(node.children)) if not node.tag else [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, tuple):
            pieces.append(item[0])
        elif isinstance(item, str):
            pieces.append(html.escape(item, quote=False))
        else:
            attrs = "".join(
                f' {name}="{html.escape(value)}"'
                for name, value in item.attrs.items()
                if name.isidentifier() or "-" in name
            )
            if item.tag in VOID or (not item.children and item.tag not in BLOCKS):
                pieces.append(f"<{item.tag}{attrs}/>")
                continue
            pieces.append(f"<{item.tag}{attrs}>")
            waiting.append((f"</{item.tag}>",))
            waiting.extend(reversed(item.children))
    return "".join(pieces)
