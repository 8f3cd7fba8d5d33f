"""Raw HTML, headings and lists of a foreign page as the check wants them."""

from __future__ import annotations

import re
from collections.abc import Callable

from elearn.content.allowed import MATH_TAGS, MEDIA_TAGS, TEXT_TAGS
from elearn.content.exchange.course.boxes import Say
from elearn.content.exchange.course.dialects import fenced
from elearn.content.exchange.inline import address
from elearn.content.exchange.texts import ATX, UNDERLINE, escape
from elearn.content.render import RAW_DANGER, RAW_EVENT
from elearn.content.text import heading, mask, plain

IMG = re.compile(r"<img\b([^<>]*?)/?>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([A-Za-z-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""")
H1 = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.IGNORECASE)
EVENT = re.compile(r"""\s(?:on[a-z]+|style)\s*=\s*(?:"[^"]*"|'[^']*'|\{\{[^}]*\}\}|[^\s>]+)""", re.IGNORECASE)
# Inside these, Markdown would not be read.
WRAPPER = re.compile(
    r"</?(?:div|p|center|section|article|picture|figure|main|header|footer)\b[^<>]*>|<source\b[^<>]*>", re.IGNORECASE
)
TAG = re.compile(r"</?([a-zA-Z][\w-]*)\b[^<>]*>")
KNOWN = TEXT_TAGS | MEDIA_TAGS | MATH_TAGS | {"input"}
ITEM = re.compile(r"^( *)([-*+]|\d{1,9}[.)])([ \t]+)(?=\S)")
HASHES = re.compile(r"^ {0,3}(#{1,6})(?=[^#\s])")


def html_tamed(lines: list[str], say: Say) -> list[str]:
    """Pictures as Markdown, dangerous elements as code, attributes that would be dropped taken out and told."""
    made: list[str] = []
    masked = mask(lines)
    index = 0
    while index < len(lines):
        line, shown = lines[index], masked.lines[index]
        if masked.fenced[index] or "<" not in shown:
            made.append(line)
            index += 1
            continue
        line, shown = _outside(IMG, line, shown, _image)
        if WRAPPER.search(shown):
            say(index + 1, "pembungkus HTML (`<p>`, `<div>`, `<center>`) dihapus; isinya tetap")
            line, shown = _outside(WRAPPER, line, shown, lambda match: "")
            line, shown = line.strip(), shown.strip()
            made.append("")
        line, shown = _outside(H1, line, shown, lambda match: f"# {re.sub('<[^>]*>', '', match[1]).strip()}")
        for event in EVENT.findall(shown) if RAW_EVENT.search(shown) else []:
            say(index + 1, f"atribut dihapus: {event.strip()[:80]}")
            line, shown = line.replace(event, "", 1), shown.replace(event, "", 1)
        danger = RAW_DANGER.search(shown)
        if danger is not None:
            stop = _end(lines, index, danger[1].lower())
            say(index + 1, f"HTML `<{danger[1].lower()}>` disimpan sebagai kode")
            made += fenced([line, *lines[index + 1 : stop]], "html")
            index = stop
            continue
        for name in {match[1] for match in TAG.finditer(shown) if match[1].lower() not in KNOWN}:
            say(index + 1, f"tag `<{name}>` tidak dikenal; hanya isinya yang ditampilkan")
        made.append(line)
        index += 1
    return made


def _outside(
    pattern: re.Pattern[str], line: str, shown: str, replace: Callable[[re.Match[str]], str]
) -> tuple[str, str]:
    """A line and its form without code, with what stands outside code replaced."""
    pieces, done = [], 0
    for match in pattern.finditer(shown):
        pieces += [line[done : match.start()], replace(match)]
        done = match.end()
    if not pieces:
        return line, shown
    made = "".join(pieces) + line[done:]
    return made, mask([made]).lines[0]


def _image(match: re.Match[str]) -> str:
    found = {name.lower(): value.strip("\"'") for name, value in ATTRIBUTE.findall(match[1])}
    source = found.get("src", "")
    return f"![{escape(found.get('alt', ''))}]({address(source)})" if source else ""


def _end(lines: list[str], start: int, name: str) -> int:
    """The index below an element that begins on a line: its end tag, else the next blank line."""
    closing = f"</{name}"
    for index in range(start, min(len(lines), start + 400)):
        if closing in lines[index].lower() or (name in ("input", "link", "meta", "base") and ">" in lines[index]):
            return index + 1
    return next((i for i in range(start + 1, len(lines)) if not lines[i].strip()), len(lines))


def headed(lines: list[str], title: str, say: Say) -> tuple[str, list[str]]:
    """The page's title, and its lines without an H1 and with headings that skip no level."""
    lines = _atx(lines, say)
    masked = mask(lines)
    heads = [(i, head) for i, line in enumerate(lines) if (head := heading(line, masked.lines[i])) is not None]
    ones = [(i, head) for i, head in heads if head.level == 1 and head.text]
    drop: int | None = None
    if ones and (not title or plain(ones[0][1].text).casefold() == title.casefold() or len(ones) == 1):
        drop, head = ones[0]
        if title and plain(head.text).casefold() != title.casefold():
            say(drop + 1, f"judul `{plain(head.text)}` diganti judul front matter `{title}`")
        title = title or plain(head.text)
    shift = 1 if len(ones) > 1 or (ones and drop is None) else 0
    if shift:
        say(ones[-1][0] + 1, "lebih dari satu judul tingkat satu; semua judul diturunkan satu tingkat")
    made: list[str] = []
    level = 1
    found = dict(heads)
    for index, line in enumerate(lines):
        head_here = found.get(index)
        if index == drop:
            continue
        if head_here is None:
            made.append(line)
        elif not head_here.text:
            say(index + 1, "judul kosong dihapus")
        else:
            wanted = max(2, head_here.level + shift)
            if wanted > min(level + 1, 6):
                wanted = level + 1
                say(index + 1, f"tingkat judul `{head_here.text[:60]}` disesuaikan")
            level = min(wanted, 6)
            name = f" {{#{head_here.id}}}" if head_here.id else ""
            made += ["", f"{'#' * level} {head_here.text}{name}", ""]
    return title, made


def _atx(lines: list[str], say: Say) -> list[str]:
    """Underlined headings as ``#``; ``#tag`` at the start of a line as text; a rule under text on its own."""
    masked = mask(lines)
    made: list[str] = []
    for index, line in enumerate(lines):
        shown = masked.lines[index]
        above = masked.lines[index - 1] if index else ""
        if masked.fenced[index] or not shown.strip():
            made.append(line)
        elif (
            UNDERLINE.match(shown) and above.strip() and not masked.fenced[index - 1] and made and not ATX.match(above)
        ):
            if above[:1] in " >|-*+" or "|" in above:
                made += ["", "***"]
            else:
                made[-1] = f"{'#' if '=' in shown else '##'} {made[-1].strip()}"
        elif HASHES.match(shown):
            say(index + 1, f"`{shown.strip()[:40]}` bukan judul; ditulis sebagai teks")
            made.append(line.replace("#", "\\#", 1))
        else:
            made.append(line)
    return made


def lists_indented(lines: list[str], say: Say) -> list[str]:
    """Items of items with four blanks for each level, as many dialects need only two."""
    masked = mask(lines)
    made: list[str] = []
    stack: list[tuple[int, int]] = []  # the column where an item's text begins, and what its lines are moved by
    told = False
    for index, line in enumerate(lines):
        shown = line.expandtabs(4)
        match = None if masked.fenced[index] else ITEM.match(masked.lines[index].expandtabs(4))
        indent = len(shown) - len(shown.lstrip(" "))
        if not shown.strip():
            made.append("")
            continue
        while stack and indent < stack[-1][0] and not (match is None and indent > 0 and len(stack) == 1):
            stack.pop()
        moved = stack[-1][1] if stack else 0
        if match is not None and (indent < 4 or stack):
            new = len(stack) * 4
            text_at = match.end()
            made.append(" " * new + shown[indent:])
            told = told or (new != indent and new > 0)
            stack.append((text_at, new + 4 - text_at))
        elif stack:
            made.append(" " * max(0, indent + moved) + shown.lstrip(" ") if indent else line)
            if not indent and (index == 0 or not lines[index - 1].strip()):
                stack.clear()
        else:
            made.append(line)
    if told:
        say(1, "daftar bertingkat dijorokkan 4 spasi setiap tingkat")
    return made
