"""Other tools' macros, components and signs as our Markdown, or as code where we know nothing like them."""

from __future__ import annotations

import re
from collections.abc import Callable

from elearn.content.exchange.course.boxes import Say, boxes, callouts, containers, details, tabs
from elearn.content.exchange.inline import code
from elearn.content.guard import tangled
from elearn.content.text import mask

MACRO = re.compile(r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|(?<![\w`])--8<--.*$")
HIGHLIGHT = re.compile(r"^\s*\{%-?\s*highlight\s+([\w+-]+).*%\}\s*$")
ENDHIGHLIGHT = re.compile(r"^\s*\{%-?\s*endhighlight\s*-?%\}\s*$")
MODULE = re.compile(r"^(?:import\s.+\sfrom\s+['\"]|import\s+['\"]|export\s+(?:const|default|function|let)\b)")
COMPONENT = re.compile(r"</?[A-Z][\w.]*(?:\s[^<>]*)?/?>")
OPEN_COMPONENT = re.compile(r"<[A-Z][\w.]*(?:\s[^<>]*)?$")
MOST_PASSAGES, LONGEST = 30, 2_000
TOC = re.compile(r"^\s*(?:\[\[_?toc_?\]\]|\[toc\]|\{:toc\}|@\[toc\].*)\s*$", re.IGNORECASE)
MARKED = re.compile(r"(?<![=\w])==(?=\S)([^=\n]+?)(?<=\S)==(?![=\w])")
STRUCK = re.compile(r"(?<!~)~~(?=[^\s~])([^~\n]+?)(?<=\S)~~(?!~)")
HIDDEN = re.compile(r"%%(.+?)%%")


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
    patterns = (
        f"(?P<code>{MACRO.pattern}|{COMPONENT.pattern})|(?P<mark>{MARKED.pattern})|(?P<del>"
        f"{STRUCK.pattern})|(?P<hide>{HIDDEN.pattern})"
    )
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


def calmed(lines: list[str], say: Say) -> list[str]:
    """Passages that would keep any reader of Markdown busy, as code, before anything looks at them closely."""
    for _ in range(MOST_PASSAGES):
        found = tangled(lines)
        if found is None:
            return lines
        index, why = found
        say(index + 1, f"bagian disimpan sebagai kode, karena {why}")
        start = next((i for i in range(index, -1, -1) if not lines[i].strip()), -1) + 1
        stop = next((i for i in range(index, len(lines)) if not lines[i].strip()), len(lines))
        lines = [*lines[:start], *fenced(cut(lines[start:stop])), *lines[stop:]]
        if found == tangled(lines):
            break
    return fenced(cut(lines))


def cut(lines: list[str]) -> list[str]:
    """Lines of a length that a file of ours may have; the pieces of a longer one follow each other."""
    return [line[at : at + LONGEST] for line in lines for at in range(0, max(1, len(line)), LONGEST)]


# In this order: what holds lines first, what stands in lines last.
STEPS: tuple[Callable[[list[str], Say], list[str]], ...] = (
    calmed, _highlighted, _modules, containers, details, callouts, boxes, tabs, _words,
)  # fmt: skip
