"""HTML as Markdown: paragraphs, lists, tables, code, quotations, boxes."""

from __future__ import annotations

import re
from collections.abc import Callable

from elearn.content.allowed import BOXES
from elearn.content.exchange.inline import DROPPED, Context, code_text, inline
from elearn.content.exchange.texts import BREAK, bold, from_plain, start_safe
from elearn.content.exchange.tree import BLOCKS, Node, parse

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BREAKS = re.compile(rf"(?:\s*{BREAK}\s*)+$|^(?:\s*{BREAK}\s*)+")
INDENT = "    "
LONGEST = 300_000
MOST_OPEN = 500  # the parser looks for the end of each tag again and again


def from_html(text: str, changed: Callable[[str], None], image: Callable[[str], str]) -> str:
    """Markdown that shows what this HTML shows. ``changed`` hears what was dropped; ``image`` gives the address to
    write for a picture's, or "".
    """
    if len(text) > LONGEST or text.count("<") > text.count(">") + MOST_OPEN:
        changed("teks HTML terlalu panjang atau rusak; ditulis apa adanya sebagai teks")
        return from_plain(text)
    root, comments = parse(text)
    context = Context(changed, image)
    for comment in comments:
        if comment.strip():
            context.say(f"komentar HTML dihapus: {' '.join(comment.split())[:80]}")
    return "\n\n".join(blocks(root, context)).strip("\n")


def blocks(node: Node, context: Context) -> list[str]:
    """The blocks below an element, each without blank lines around it."""
    made: list[str] = []
    run: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str) or not _is_block(child):
            run.append(child)
            continue
        _flush(run, made, context)
        made.extend(_block(child, context))
    _flush(run, made, context)
    return made


def _is_block(node: Node) -> bool:
    return node.tag in BLOCKS or (node.tag not in DROPPED and any(n.tag in BLOCKS for n in node.walk()))


def _flush(run: list[Node | str], made: list[str], context: Context) -> None:
    if run:
        shown = inline(run, context)
        for part in re.split(rf"(?:\s*{BREAK}\s*){{2,}}", shown):
            text = BREAKS.sub("", part).strip()
            if text:
                made.append(start_safe(text))
        run.clear()


def _block(node: Node, context: Context) -> list[str]:
    tag = node.tag
    if tag in HEADINGS:
        text = BREAKS.sub("", inline(node.children, context)).strip()
        return [bold(text)] if text else []
    if tag in ("ul", "ol"):
        return [_list(node, context)]
    if tag == "dl":
        return [_definitions(node, context)]
    if tag == "pre":
        return [_code(node)]
    if tag == "blockquote":
        return _prefixed(blocks(node, context), "> ")
    if tag == "table":
        return _table(node, context)
    if tag == "hr":
        return ["***"]
    if tag == "details":
        return _details(node, context)
    if tag in ("audio", "video"):
        return [_player(node, context)]
    classes = node.attrs.get("class", "").split()
    if tag == "div" and "admonition" in classes:
        return _box(node, next((c for c in classes if c in BOXES), "catatan"), "!!!", "admonition-title", context)
    return blocks(node, context)


def _list(node: Node, context: Context) -> str:
    """A list; loose text between its items becomes an item, so that nothing is lost."""
    made = []
    number = int(start) if (start := node.attrs.get("start", "1")).isdecimal() and len(start) < 6 else 1
    loose = any(isinstance(c, Node) and sum(1 for _ in c.find("p")) > 1 for c in node.children)
    for child in node.children:
        if isinstance(child, str) and not child.strip():
            continue
        inner = blocks(child if isinstance(child, Node) else Node("", {}, [child]), context)
        if not inner:
            continue
        sign = f"{number}. " if node.tag == "ol" else "- "
        number += 1
        text = "\n\n".join(inner)
        if len(inner) > 1 and all(re.match(r"- |\d+\. ", part) for part in inner[1:]):
            text = "\n".join(inner)
        lines = text.split("\n")
        rest = "".join(f"\n{INDENT}{line}" if line else "\n" for line in lines[1:])
        made.append(f"{sign.ljust(4) if node.tag == 'ol' and len(sign) < 4 else sign}{lines[0]}{rest}")
    return ("\n\n" if loose else "\n").join(made)


def _definitions(node: Node, context: Context) -> str:
    made: list[str] = []
    for child in node.children:
        if isinstance(child, Node) and child.tag == "dt":
            made.append(("\n" if made else "") + start_safe(inline(child.children, context).strip()))
        elif isinstance(child, Node):
            lines = "\n\n".join(blocks(child, context)).split("\n")
            made.append(f":   {lines[0]}" + "".join(f"\n{INDENT}{line}" if line else "\n" for line in lines[1:]))
    return "\n".join(made)


def _code(node: Node) -> str:
    text = code_text(node).strip("\n")
    name = next(
        (
            c.removeprefix("language-")
            for n in node.walk()
            for c in n.attrs.get("class", "").split()
            if c.startswith("language-")
        ),
        "",
    )
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{name if re.fullmatch(r'[a-z0-9+#-]{1,20}', name) else ''}\n{text}\n{fence}"


def _prefixed(parts: list[str], sign: str) -> list[str]:
    text = "\n\n".join(parts)
    return ["\n".join(f"{sign}{line}".rstrip() for line in text.split("\n"))] if text else []


def _table(node: Node, context: Context) -> list[str]:
    rows = [[c for c in row.children if isinstance(c, Node)] for row in node.find("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return blocks(Node("", {}, node.children), context) if node.tag == "table" and node.text.strip() else []
    if any({"colspan", "rowspan"} & set(cell.attrs) for row in rows for cell in row):
        context.say("sel tabel yang digabung ditulis sebagai sel biasa; periksa tabelnya")
    width = max(map(len, rows))
    cells = [[_cell(cell, context) for cell in row] + [""] * (width - len(row)) for row in rows]
    caption = next(node.find("caption"), None)
    above = [bold(inline(caption.children, context))] if caption is not None else []
    if width == 1:
        return above + [start_safe(row[0]) for row in cells if row[0]]
    head, *body = cells
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * width, *(f"| {' | '.join(row)} |" for row in body)]
    return [*above, "\n".join(lines)]


def _cell(node: Node, context: Context) -> str:
    if any(n.tag in ("ul", "ol", "pre", "table", "blockquote") for n in node.walk() if n is not node):
        context.say("daftar atau kode di dalam sel tabel ditulis sebagai baris biasa")
    shown = BREAK.join(" ".join(part.split("\n")) for part in blocks(node, context))
    return re.sub(r"(?<!\\)\|", r"\\|", shown)


def _details(node: Node, context: Context) -> list[str]:
    kind = next((c for c in node.attrs.get("class", "").split() if c in BOXES), "catatan")
    sign = "???+" if "open" in node.attrs else "???"
    return _box(node, kind, sign, "", context)


def _box(node: Node, kind: str, sign: str, title_class: str, context: Context) -> list[str]:
    def is_title(child: Node | str) -> bool:
        return isinstance(child, Node) and (
            child.tag == "summary" or (title_class != "" and title_class in child.attrs.get("class", "").split())
        )

    titles = [c for c in node.children if is_title(c)]
    title = (
        inline(titles[0].children, context).strip().replace('"', "'") if titles and isinstance(titles[0], Node) else ""
    )
    body = "\n\n".join(blocks(Node("", {}, [c for c in node.children if not is_title(c)]), context))
    head = f'{sign} {kind} "{title}"' if title else f"{sign} {kind}"
    return ["\n".join([head, *(f"{INDENT}{line}" if line else "" for line in body.split("\n"))])]


def _player(node: Node, context: Context) -> str:
    source = next((n.attrs["src"] for n in node.walk() if n.attrs.get("src")), "")
    found = context.image(source)
    label = " ".join(node.text.split())[:100] or "Rekaman"
    if not found:
        context.say(f"`<{node.tag}>` dihapus: {source[:80]}")
        return f"\\[{label}\\]"
    return f"![{label}]({found})"
