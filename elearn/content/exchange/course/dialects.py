"""Other tools' boxes, tabs, macros and components as our Markdown, or as code where we know nothing like them."""

from __future__ import annotations

import re
from collections.abc import Callable

from elearn.content.allowed import BOXES
from elearn.content.exchange.inline import code
from elearn.content.text import mask

Say = Callable[[int, str], None]
KINDS = {
    "note": "catatan", "seealso": "info", "abstract": "ringkasan", "summary": "ringkasan", "tldr": "ringkasan", "info": "info",
    "todo": "catatan", "tip": "tips", "hint": "tips", "success": "tips", "check": "tips", "done": "tips",
    "important": "penting", "question": "tanya", "help": "tanya", "faq": "tanya", "warning": "peringatan",
    "caution": "peringatan", "attention": "peringatan", "failure": "bahaya", "fail": "bahaya", "missing": "bahaya",
    "danger": "bahaya", "error": "bahaya", "bug": "bahaya", "example": "contoh", "quote": "catatan", "cite": "catatan",
    "details": "catatan",
}  # fmt: skip
CONTAINER = re.compile(r"^( {0,3})(:{3,})[ \t]*([A-Za-z][\w-]*)[ \t]*(?:\[([^\]]*)\])?(?:\{[^}]*\})?[ \t]*(.*)$")
CONTAINER_END = re.compile(r"^ {0,3}(:{3,})[ \t]*$")
CALLOUT = re.compile(r"^>[ \t]*\[!([\w-]+)\]([-+]?)[ \t]*(.*)$")
BOX = re.compile(r"^([ \t]*)(!!!|\?\?\?\+?)[ \t]+([\w-]+)((?:[ \t]+[\w-]+)*)[ \t]*(\"[^\"]*\")?[ \t]*$")
TAB = re.compile(r"^([ \t]*)===[!+]?[ \t]+\"([^\"]*)\"[ \t]*$")
DETAILS = re.compile(r"^ {0,3}<details\b([^>]*)>\s*(?:<summary>(.*?)</summary>)?\s*$", re.IGNORECASE)
SUMMARY = re.compile(r"^\s*<summary>(.*?)</summary>\s*$", re.IGNORECASE)
MACRO = re.compile(r"\{\{[<%]?.*?[%>]?\}\}|\{%-?.*?-?%\}|(?<![\w`])--8<--.*$")
HIGHLIGHT = re.compile(r"^\s*\{%-?\s*highlight\s+([\w+-]+).*%\}\s*$")
ENDHIGHLIGHT = re.compile(r"^\s*\{%-?\s*endhighlight\s*-?%\}\s*$")
MODULE = re.compile(r"^(?:import\s.+\sfrom\s+['\"]|import\s+['\"]|export\s+(?:const|default|function|let)\b)")
COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:\s[^<>]*)?/?>")
OPEN_COMPONENT = re.compile(r"<[A-Z][\w.]*(?:\s[^<>]*)?$")
TOC = re.compile(r"^\s*(?:\[\[_?toc_?\]\]|\[toc\]|\{:toc\}|@\[toc\].*)\s*$", re.IGNORECASE)
MARKED = re.compile(r"(?<![=\w])==(?=\S)([^=\n]+?)(?<=\S)==(?![=\w])")
STRUCK = re.compile(r"(?<!~)~~(?=[^\s~])([^~\n]+?)(?<=\S)~~(?!~)")
HIDDEN = re.compile(r"%%(.+?)%%")
INDENT = "    "


def shown_box(kind: str, title: str, body: list[str], sign: str = "!!!") -> list[str]:
    """A box of ours."""
    clean = " ".join(title.replace('"', "'").split())
    head = f'{sign} {kind} "{clean}"' if clean else f"{sign} {kind}"
    while body and not body[-1].strip():
        body = body[:-1]
    return ["", head, *(f"{INDENT}{line}" if line.strip() else "" for line in body), ""]


def fenced(lines: list[str], name: str = "") -> list[str]:
    """Lines as code, whatever fences they hold."""
    fence = "```"
    while any(fence in line for line in lines):
        fence += "`"
    return ["", f"{fence}{name}", *lines, fence, ""]


def _highlighted(lines: list[str], say: Say) -> list[str]:
    made: list[str] = []
    for number, line in enumerate(lines, 1):
        match = HIGHLIGHT.match(line)
        if match is not None and any(ENDHIGHLIGHT.match(later) for later in lines[number:]):
            say(number, "`{% highlight %}` menjadi blok kode")
            made.append(f"```{match[1]}")
        elif ENDHIGHLIGHT.match(line) and any(text.startswith("```") for text in made):
            made.append("```")
        else:
            made.append(line)
    return made


def _modules(lines: list[str], say: Say) -> list[str]:
    """``import`` and ``export`` lines of MDX."""
    inside = mask(lines).fenced
    made: list[str] = []
    run: list[str] = []
    for index, line in enumerate(lines):
        if (MODULE.match(line) or run) and line.strip() and not inside[index]:
            if not run:
                say(index + 1, f"baris program disimpan sebagai kode: {line.strip()[:80]}")
            run.append(line)
            continue
        if run:
            made += fenced(run, "jsx")
            run = []
        made.append(line)
    return made + (fenced(run, "jsx") if run else [])


def _containers(lines: list[str], say: Say) -> list[str]:
    """``:::note … :::``, nested as deep as their colons differ; unknown names stay as text."""
    inside = mask(lines).fenced
    made: list[str] = []
    open_: list[tuple[int, str, str, list[str]]] = []
    for index, line in enumerate(lines):
        start = None if inside[index] else CONTAINER.match(line)
        end = None if inside[index] else CONTAINER_END.match(line)
        body = open_[-1][3] if open_ else made
        if start is not None and len(open_) < 8:
            title = (start[4] or start[5] or "").strip()
            if start[3].lower() in KINDS:
                open_.append((len(start[2]), KINDS[start[3].lower()], title, []))
                continue
            say(index + 1, f"arahan `:::{start[3]}` tidak dikenal; disimpan sebagai kode")
            body += ["", code(line.strip()), ""]
        elif end is not None and open_:
            _, kind, title, inner = open_.pop()
            (open_[-1][3] if open_ else made).extend(shown_box(kind, title, inner))
        elif end is not None:
            say(index + 1, "penutup arahan `:::` tanpa pembuka; disimpan sebagai kode")
            body += ["", code(line.strip()), ""]
        else:
            body.append(line)
    while open_:
        _, kind, title, inner = open_.pop()
        (open_[-1][3] if open_ else made).extend(shown_box(kind, title, inner))
        say(len(lines), "arahan `:::` tidak ditutup; ditutup di akhir halaman")
    return made


def _details(lines: list[str], say: Say) -> list[str]:
    """``<details>`` with Markdown inside, which would not be read inside HTML."""
    inside = mask(lines).fenced
    made: list[str] = []
    index = 0
    while index < len(lines):
        start = None if inside[index] else DETAILS.match(lines[index])
        stop = None
        if start is not None:
            stop = next((i for i in range(index + 1, len(lines)) if lines[i].strip().lower() == "</details>"), None)
        if start is None or stop is None or any(DETAILS.match(line) for line in lines[index + 1 : stop]):
            made.append(lines[index])
            index += 1
            continue
        body, title = lines[index + 1 : stop], start[2] or ""
        if not title and body and (summary := SUMMARY.match(body[0])) is not None:
            title, body = summary[1], body[1:]
        say(index + 1, "`<details>` menjadi kotak buka-tutup")
        made += shown_box(
            "catatan", re.sub(r"<[^>]*>", "", title) or "Selengkapnya", body, "???+" if "open" in start[1] else "???"
        )
        index = stop + 1
    return made


def _callouts(lines: list[str], say: Say) -> list[str]:
    """``> [!NOTE]`` of GitHub and Obsidian."""
    inside = mask(lines).fenced
    made: list[str] = []
    index = 0
    while index < len(lines):
        match = None if inside[index] else CALLOUT.match(lines[index])
        if match is None:
            made.append(lines[index])
            index += 1
            continue
        stop = index + 1
        while stop < len(lines) and lines[stop].startswith(">"):
            stop += 1
        body = [line[1:].removeprefix(" ") for line in lines[index + 1 : stop]]
        kind = KINDS.get(match[1].lower())
        if kind is None:
            say(index + 1, f"kotak `[!{match[1]}]` tidak dikenal; menjadi kotak catatan")
        sign = {"-": "???", "+": "???+"}.get(match[2], "!!!")
        made += shown_box(kind or "catatan", match[3] or ("" if kind else match[1]), body, sign)
        index = stop
    return made


def _boxes(lines: list[str], say: Say) -> list[str]:
    """``!!! note inline "Judul"`` of MkDocs, under our names."""
    inside = mask(lines).fenced
    made = []
    for index, line in enumerate(lines):
        match = None if inside[index] else BOX.match(line)
        if match is None or (match[3] in BOXES and not match[4]):
            made.append(line)
            continue
        kind = match[3] if match[3] in BOXES else KINDS.get(match[3].lower())
        title = f" {match[5]}" if match[5] and match[5] != '""' else ""
        if kind is None:
            say(index + 1, f"kotak `{match[3]}` tidak dikenal; menjadi kotak catatan")
            title = title or f' "{match[3]}"'
        made.append(f"{match[1]}{match[2]} {kind or 'catatan'}{title}")
    return made


def _tabs(lines: list[str], say: Say) -> list[str]:
    """``=== "Judul"``: tabs one below the other."""
    inside = mask(lines).fenced
    made: list[str] = []
    indent: str | None = None
    for index, line in enumerate(lines):
        match = None if inside[index] else TAB.match(line)
        if match is not None:
            say(index + 1, f"tab `{match[2]}` menjadi bagian biasa")
            indent = match[1] + INDENT
            made += ["", f"{match[1]}**{match[2].strip() or 'Tab'}**", ""]
        elif indent is not None and (line.startswith(indent) or not line.strip()):
            made.append(
                line[len(indent) - 4 :][4:] if line.strip() and len(indent) == 4 else line.replace(INDENT, "", 1)
            )
        else:
            indent = None
            made.append(line)
    return made


def _words(lines: list[str], say: Say) -> list[str]:
    """Macros and components inside lines, marked and struck words, hidden remarks, tables of contents."""
    masked = mask(lines)
    made: list[str] = []
    index = 0
    while index < len(lines):
        line, shown = lines[index], masked.lines[index]
        if masked.fenced[index] or not shown.strip():
            made.append(line)
        elif TOC.match(line):
            say(index + 1, f"daftar isi `{line.strip()}` dihapus: situs membuatnya sendiri")
        elif OPEN_COMPONENT.search(shown):
            stop = next(
                (i for i in range(index, min(len(lines), index + 60)) if ">" in lines[i].split("=>")[-1] and i > index),
                index,
            )
            say(index + 1, f"komponen disimpan sebagai kode: {line.strip()[:80]}")
            made += fenced(lines[index : stop + 1], "jsx")
            index = stop
        else:
            made.append(_line(line, shown, index + 1, say))
        index += 1
    return made


def _line(line: str, shown: str, number: int, say: Say) -> str:
    pieces, done = [], 0
    patterns = f"(?P<code>{MACRO.pattern}|{COMPONENT.pattern})|(?P<mark>{MARKED.pattern})|(?P<del>{STRUCK.pattern})|(?P<hide>{HIDDEN.pattern})"
    for match in re.finditer(patterns, shown):
        whole = line[match.start() : match.end()]
        pieces.append(line[done : match.start()])
        done = match.end()
        if match["code"]:
            say(number, f"makro atau komponen disimpan sebagai kode: {whole.strip()[:80]}")
            pieces.append(code(whole))
        elif match["hide"]:
            say(number, "komentar `%%` menjadi komentar HTML")
            pieces.append(f"<!-- {whole[2:-2].replace('--', '- -')} -->")
        else:
            tag = "mark" if match["mark"] else "del"
            pieces.append(f"<{tag}>{whole[2:-2]}</{tag}>")
    return "".join(pieces) + line[done:]


# In this order: what holds lines first, what stands in lines last.
STEPS: tuple[Callable[[list[str], Say], list[str]], ...] = (
    _highlighted, _modules, _containers, _details, _callouts, _boxes, _tabs, _words,
)  # fmt: skip
