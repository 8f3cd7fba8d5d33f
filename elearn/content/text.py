"""Markdown source as lines: what is code, what is a comment, what a heading says. Knows no HTML."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

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

    ``fenced[i]`` is true inside a fence, its two marks included. ``unclosed`` is the index of a fence or comment that
    never ends, or None.
    """

    lines: list[str]
    fenced: list[bool]
    unclosed: int | None = None
    unclosed_comment: int | None = None


def mask(lines: list[str]) -> Masked:
    """Blank fenced blocks, code spans within a line, and HTML comments."""
    shown: list[str] = []
    fenced: list[bool] = []
    fence: tuple[str, int, int] | None = None
    comment: int | None = None
    for index, line in enumerate(lines):
        if fence is not None:
            shown.append("")
            fenced.append(True)
            if _closes(line, fence[0], fence[1]):
                fence = None
            continue
        if comment is not None:
            end = line.find("-->")
            fenced.append(False)
            if end < 0:
                shown.append("")
                continue
            comment = None
            rest, opened = _blank_inline(" " * (end + 3) + line[end + 3 :])
        else:
            opening = FENCE.match(line)
            if opening is not None and not (opening[2][0] == "`" and "`" in opening[3]):
                fence = (opening[2][0], len(opening[2]), index)
                shown.append("")
                fenced.append(True)
                continue
            fenced.append(False)
            rest, opened = _blank_inline(line)
        comment = index if opened else None
        shown.append(rest)
    return Masked(shown, fenced, fence[2] if fence else None, comment)


def _closes(line: str, sign: str, length: int) -> bool:
    bare = line.lstrip(" \t>").rstrip()
    return len(bare) >= length and bare == sign * len(bare)


def _blank_inline(line: str) -> tuple[str, bool]:
    """Code spans and comments of one line as blanks, and whether a comment stays open at its end."""
    if "`" not in line and "<!--" not in line:
        return line, False
    shown = line
    runs = [(m.start(), m.end()) for m in RUNS.finditer(line)]
    ends = {length: [r for r in runs if r[1] - r[0] == length] for length in {e - s for s, e in runs}}
    done = 0
    for start, stop in runs:
        if start < done or (start and line[start - 1] == "\\"):
            continue
        same = ends[stop - start]
        while same and same[0][0] <= start:
            same.pop(0)
        if same:
            done = same[0][1]
            shown = shown[:start] + " " * (done - start) + shown[done:]
    position = shown.find("<!--")
    while position >= 0:
        end = shown.find("-->", position + 4)
        if end < 0:
            return shown[:position], True
        shown = shown[:position] + " " * (end + 3 - position) + shown[end + 3 :]
        position = shown.find("<!--", end)
    return shown, False


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
