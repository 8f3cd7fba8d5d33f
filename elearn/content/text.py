"""Markdown source as lines: what is code, what is a comment, what a heading says. Knows no HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, replace

FENCE = re.compile(r"^([\s>]*)(`{3,}|~{3,})(.*)$")
RUNS = re.compile(r"`+")
ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*$")
CLOSING = re.compile(r"(?:^|[ \t]+)#+$")
HEADING_ID = re.compile(r"[ \t]*\{:?[ \t]*#([^}\s]*)[ \t]*\}$")
LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
WORD = re.compile(r"\w+(?:[-'./]\w+)*")
IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_ID = 64
PUNCTUATED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Masked:
    """Lines with code and comments blanked, character for character, so that positions agree with the source.

    ``fenced[i]`` is true inside a fence, its two marks included; ``hidden[i]`` where there is nothing but comment.
    ``unclosed`` is the index of a fence that never ends, or None; ``unclosed_comment`` that of a comment.
    """

    lines: list[str]
    fenced: list[bool]
    hidden: list[bool]
    unclosed: int | None = None
    unclosed_comment: int | None = None


def mask(lines: list[str]) -> Masked:
    """Blank fenced blocks, code spans within a line, and HTML comments."""
    masked = Masked([], [], [])
    fence: tuple[str, int, int] | None = None
    comment: int | None = None
    for index, line in enumerate(lines):
        shown, inside, hidden = "", fence is not None, False
        if fence is not None:
            fence = None if _closes(line, fence[0], fence[1]) else fence
        elif comment is not None:
            end = line.find("-->")
            if end >= 0:
                shown, opened, _ = _blank_inline(" " * (end + 3) + line[end + 3 :])
                comment = index if opened else None
            hidden = not shown.strip()
        else:
            opening = FENCE.match(line)
            if opening is not None and not (opening[2][0] == "`" and "`" in opening[3]):
                fence, inside = (opening[2][0], len(opening[2]), index), True
            else:
                shown, opened, commented = _blank_inline(line)
                comment = index if opened else None
                hidden = commented and not shown.strip()
        masked.lines.append(shown)
        masked.fenced.append(inside)
        masked.hidden.append(hidden)
    return replace(masked, unclosed=fence[2] if fence else None, unclosed_comment=comment)


def _closes(line: str, sign: str, length: int) -> bool:
    bare = line.lstrip(" \t>").rstrip()
    return len(bare) >= length and bare == sign * len(bare)


def _blank_inline(line: str) -> tuple[str, bool, bool]:
    """Code spans and comments of one line as blanks; whether a comment stays open at its end; whether there was one."""
    if "`" not in line and "<!--" not in line:
        return line, False, False
    shown = _blank_code(line) if "`" in line else line
    position = shown.find("<!--")
    commented = position >= 0
    while position >= 0:
        end = shown.find("-->", position + 4)
        if end < 0:
            return shown[:position], True, True
        shown = shown[:position] + " " * (end + 3 - position) + shown[end + 3 :]
        position = shown.find("<!--", end)
    return shown, False, commented


def _blank_code(line: str) -> str:
    """Code spans of one line as blanks: runs of backticks that find a run of the same length."""
    runs = [(match.start(), match.end()) for match in RUNS.finditer(line)]
    by_length: dict[int, list[tuple[int, int]]] = {}
    for run in reversed(runs):
        by_length.setdefault(run[1] - run[0], []).append(run)
    pieces: list[str] = []
    done = 0
    for start, stop in runs:
        same = by_length[stop - start]
        while same and same[-1][0] <= start:
            same.pop()
        if start >= done and same and not (start and line[start - 1] == "\\"):
            pieces += [line[done:start], " " * (same[-1][1] - start)]
            done = same[-1][1]
    return "".join(pieces) + line[done:]


@dataclass(frozen=True, slots=True)
class SourceHeading:
    """An ATX heading: its level, its text without closing hashes and id, and the id if one is written."""

    level: int
    text: str
    id: str | None


def heading(raw: str, masked: str) -> SourceHeading | None:
    """The heading on this line, or None. ``masked`` is the same line with code blanked."""
    if not masked.lstrip().startswith("#"):
        return None
    match = ATX.match(raw)
    if match is None:
        return None
    text = match[2] or ""
    found = HEADING_ID.search(text)
    if found is not None:
        text = text[: found.start()]
    text = CLOSING.sub("", text).strip()
    return SourceHeading(len(match[1]), text, found[1] if found is not None else None)


def plain(markdown: str) -> str:
    """Markdown of one line as plain text: for titles and for comparing options."""
    text = LINK.sub(r"\1", markdown)
    text = re.sub(r"(\*\*|__|~~|`|(?<!\w)[*_]|[*_](?!\w))", "", text)
    return " ".join(html.unescape(PUNCTUATED.sub(r"\1", text)).split())


def slug(text: str) -> str:
    """A valid id made from any text; empty if nothing of it can be used."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST_ID].strip("-")


def is_id(text: str) -> bool:
    """Whether a text may serve as an id: lower-case letters, digits and single hyphens, at most 64."""
    return len(text) <= LONGEST_ID and IDENTIFIER.fullmatch(text) is not None


def count_words(text: str) -> int:
    """Words a reader meets."""
    return len(WORD.findall(text))
