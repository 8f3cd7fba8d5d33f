"""Words inside a paragraph of HTML as Markdown on one line."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from elearn.content.allowed import MATH_TAGS, safe_link
from elearn.content.exchange.texts import BREAK, escape
from elearn.content.exchange.tree import Node, to_xhtml

STRONG, EMPHASIS, CODE = frozenset({"strong", "b"}), frozenset({"em", "i", "cite", "dfn"}), frozenset({"code", "tt"})
# What Markdown has no sign for stays as the tag that both sanitisers allow.
KEPT = {
    "sub": "sub",
    "sup": "sup",
    "u": "u",
    "mark": "mark",
    "del": "del",
    "strike": "s",
    "s": "s",
    "ins": "ins",
    "small": "small",
    "kbd": "kbd",
    "samp": "samp",
    "var": "var",
    "q": "q",
    "abbr": "abbr",
}
DROPPED = frozenset(
    {
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "form",
        "input",
        "button",
        "select",
        "textarea",
        "applet",
        "canvas",
        "svg",
        "link",
        "meta",
        "base",
        "noscript",
        "title",
        "head",
    }
)
# None holds another's beginning: so much is looked at once only.
FORMULA = re.compile(r"\\\((?:[^\\]|\\(?![()]))+\\\)|\\\[(?:[^\\]|\\(?![\[\]]))+\\\]|\$\$[^$]+\$\$")
PLACEHOLDER = re.compile("\ue000\\d{1,4}\ue001")


@dataclass(slots=True)
class Context:
    """How one text is read: ``changed`` is told what cannot be kept; ``image`` turns an address into the one to write
    (``""`` if there is no such picture).
    """

    changed: Callable[[str], None]
    image: Callable[[str], str]
    prefix: str = ""
    seen: set[str] = field(default_factory=set)

    def say(self, message: str) -> None:
        """Tell a fact once a text."""
        if message not in self.seen:
            self.seen.add(message)
            self.changed(message)


def words(text: str) -> str:
    """Characters of HTML text as Markdown; formulas between TeX signs and the places of blanks stay."""
    collapsed = re.sub(r"[ \t\n\r\f\u00a0\u202f\u2007]+", " ", text)
    pieces, done = [], 0
    for match in re.finditer(f"{FORMULA.pattern}|{PLACEHOLDER.pattern}", collapsed):
        pieces += [escape(collapsed[done : match.start()]), match[0]]
        done = match.end()
    return "".join(pieces) + escape(collapsed[done:])


def inline(children: list[Node | str], context: Context) -> str:
    """The Markdown of inline content, on one line; breaks are ``<br>``."""
    return "".join(words(child) if isinstance(child, str) else _element(child, context) for child in children)


def _element(node: Node, context: Context) -> str:
    tag = node.tag
    if tag == "br":
        return BREAK
    if tag in DROPPED:
        context.say(
            f"`<{tag}>` dihapus: {_short(node.text) or html.unescape(node.attrs.get('src', '')) or 'tanpa isi'}"
        )
        return ""
    if tag == "img":
        return _image(node, context)
    if tag == "math":
        return _formula(node)
    inside = code_text(node) if tag in CODE else inline(node.children, context)
    if tag in CODE:
        return code(inside) if inside.strip() else inside
    if tag in STRONG or tag in EMPHASIS:
        return _wrapped(inside, "**" if tag in STRONG else "*")
    if tag == "a":
        return _link(node, inside, context)
    if tag in KEPT:
        title = f' title="{html.escape(node.attrs["title"])}"' if "title" in node.attrs else ""
        return f"<{KEPT[tag]}{title}>{inside}</{KEPT[tag]}>" if inside.strip() else inside
    if {"style", "color", "face", "size"} & set(node.attrs):
        context.say("gaya huruf (warna, ukuran, jenis) dihapus")
    return inside


def code_text(node: Node) -> str:
    return "".join(
        child if isinstance(child, str) else ("\n" if child.tag == "br" else code_text(child))
        for child in node.children
    )


def code(text: str) -> str:
    """A code span on one line, whatever backticks it holds."""
    flat = " ".join(text.split())
    fence = "`"
    while fence in flat:
        fence += "`"
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def _wrapped(inside: str, sign: str) -> str:
    """Emphasis around the words, not around the blanks beside them."""
    parts = re.split(f"({re.escape(BREAK)})", inside)
    made = []
    for part in parts:
        bare = part.strip()
        if not bare or part == BREAK:
            made.append(part)
            continue
        before, after = part[: len(part) - len(part.lstrip())], part[len(part.rstrip()) :]
        whole = bare.startswith(sign[0]) or bare.endswith(sign[0])
        tag = "strong" if sign == "**" else "em"
        made.append(f"{before}<{tag}>{bare}</{tag}>{after}" if whole else f"{before}{sign}{bare}{sign}{after}")
    return "".join(made)


def _link(node: Node, inside: str, context: Context) -> str:
    target = node.attrs.get("href", "").strip()
    if not target:
        return inside
    external = re.match(r"(?:https?|mailto):", target, re.IGNORECASE) is not None
    if not external or not safe_link(target) or not inside.strip():
        context.say(f"tautan `{_short(target)}` dihapus; teksnya tetap")
        return inside or escape(target)
    return f"[{inside.strip()}]({address(target)})"


def address(target: str) -> str:
    """An address that stands between the round brackets of a link."""
    return (
        re.sub(r"[\s()<>\\\"*_`\[\]]", lambda m: f"%{ord(m[0]):02X}", target.strip())
        if target.isascii()
        else re.sub(r"[\s()<>]", "", target)
    )


def _image(node: Node, context: Context) -> str:
    source = node.attrs.get("src", "")
    found = context.image(source)
    alt = " ".join(node.attrs.get("alt", "").split())
    if not found:
        context.say(f"gambar `{_short(source)}` tidak ada dalam berkas; hanya keterangannya yang tinggal")
        return f"\\[gambar: {escape(alt or _short(source))}\\]"
    if not alt:
        alt = found.rsplit("/", 1)[-1].rsplit(".", 1)[0].replace("-", " ")
        context.say(f"gambar `{found}` tanpa keterangan; ditulis `{alt}`, perbaiki")
    return f"![{escape(alt)}]({found})"


def _formula(node: Node) -> str:
    note = next((n for n in node.find("annotation") if "tex" in n.attrs.get("encoding", "")), None)
    if note is not None and note.text.strip():
        return f"\\({note.text.strip()}\\)"
    for parent in node.walk():
        parent.children = [c for c in parent.children if isinstance(c, str) or c.tag in MATH_TAGS]
    return re.sub(r"\s*\n\s*", "", to_xhtml(node))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else f"{flat[:79]}…"
