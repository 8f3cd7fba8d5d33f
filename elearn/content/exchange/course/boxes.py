"""Other tools' boxes and tabs as ours."""

from __future__ import annotations

import re
from collections.abc import Callable

from elearn.content.allowed import BOXES
from elearn.content.exchange.inline import code
from elearn.content.text import mask

Say = Callable[[int, str], None]
INDENT = "    "
KINDS = {
    "note": "catatan", "seealso": "info", "abstract": "ringkasan", "summary": "ringkasan", "tldr": "ringkasan",
    "info": "info", "todo": "catatan", "tip": "tips", "hint": "tips", "success": "tips", "check": "tips",
    "done": "tips", "important": "penting", "question": "tanya", "help": "tanya", "faq": "tanya", "warning":
    "peringatan", "caution": "peringatan", "attention": "peringatan", "failure": "bahaya", "fail": "bahaya",
    "missing": "bahaya", "danger": "bahaya", "error": "bahaya", "bug": "bahaya", "example": "contoh", "quote":
    "catatan", "cite": "catatan", "details": "catatan",
}  # fmt: skip
CONTAINER = re.compile(r"^( {0,3})(:{3,})[ \t]*([A-Za-z][\w-]*)[ \t]*(?:\[([^\]]*)\])?(?:\{[^}]*\})?[ \t]*(.*)$")
CONTAINER_END = re.compile(r"^ {0,3}(:{3,})[ \t]*$")
CALLOUT = re.compile(r"^>[ \t]*\[!([\w-]+)\]([-+]?)[ \t]*(.*)$")
BOX = re.compile(r"^([ \t]*)(!!!|\?\?\?\+?)[ \t]+([\w-]+)((?:[ \t]+[\w-]+)*)[ \t]*(\"[^\"]*\")?[ \t]*$")
TAB = re.compile(r"^([ \t]*)===[!+]?[ \t]+\"([^\"]*)\"[ \t]*$")
DETAILS = re.compile(r"^ {0,3}<details\b([^>]*)>\s*(?:<summary>(.*?)</summary>)?\s*$", re.IGNORECASE)
SUMMARY = re.compile(r"^\s*<summary>(.*?)</summary>\s*$", re.IGNORECASE)


def shown_box(kind: str, title: str, body: list[str], sign: str = "!!!") -> list[str]:
    """A box of ours."""
    clean = " ".join(title.replace('"', "'").split())
    head = f'{sign} {kind} "{clean}"' if clean else f"{sign} {kind}"
    while body and not body[-1].strip():
        body = body[:-1]
    return ["", head, *(f"{INDENT}{line}" if line.strip() else "" for line in body), ""]


def containers(lines: list[str], say: Say) -> list[str]:
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


def details(lines: list[str], say: Say) -> list[str]:
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


def callouts(lines: list[str], say: Say) -> list[str]:
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


def boxes(lines: list[str], say: Say) -> list[str]:
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


def tabs(lines: list[str], say: Say) -> list[str]:
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
