"""Plain text as Markdown that shows exactly that text, and Markdown that no scanner of ours misreads.

A paragraph that was made here is always one line (``<br>`` breaks it), so that only the signs at its start and inside
it matter; python-markdown escapes fewer signs than other dialects, hence the entities.
"""

from __future__ import annotations

import re

from elearn.content.findings import nearest
from elearn.content.quiz.marks import read_mark
from elearn.content.quiz.words import NOTE, NOTES, certainly_words, looks_like_note, split_words
from elearn.content.text import mask

SIGNS = re.compile(r"([\\`*\[\]{$])")
ENTITY = re.compile(r"&(?=#|\w{1,31};)")
TAG = re.compile(r"<(?=\S)")
RUN_OF_BLANKS = re.compile(r"_{3,}")
UNDERSCORE = re.compile(r"(?<!\w)_|_(?!\w)")
START = re.compile(
    r"^(?:([>#]|!(?=!!)|[-+](?=[ \t]|$)|-(?=[- \t]*$))|(\d+)(?=\.[ \t])|(:|\?(?=\?\?)|~(?=~~)|=(?=[= \t]*$)|[☐☑☒|]))"
)
# What no content file may hold, and the private signs that stand for blanks and escapes here.
REMOVED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ue000\ue001\ue100-\ue17f\ufffe\uffff\ud800-\udfff]")
BREAK = "<br>"
ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{2,})[ \t]*$")
QUOTED = re.compile(r"^([ \t]*(?:>[ \t]?)+)(.*)$")
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")


def cleaned(text: str) -> str:
    """Text with line ends of one kind and without what no content file may hold."""
    return REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape(text: str) -> str:
    """Plain text of one line inside Markdown: nothing in it has a meaning. Its start is not looked at."""
    text = SIGNS.sub(r"\\\1", text)
    text = TAG.sub("&lt;", ENTITY.sub("&amp;", text))
    if "_" in text:
        runs = RUN_OF_BLANKS.findall(text)
        if len(runs) != 1 or text.count("_") != len(runs[0]) or not text.strip("_ "):
            text = UNDERSCORE.sub(r"\\_", RUN_OF_BLANKS.sub(lambda m: r"\_" * len(m[0]), text))
    return text


def start_safe(line: str) -> str:
    """A line of Markdown that opens a paragraph, whatever it begins with."""
    line = line.strip()
    if line.startswith("\\["):  # with `\]` at the end it would be a formula
        return f"&#91;{line[2:]}"
    match = START.match(line)
    if match is None:
        return line
    if match[1]:
        return f"\\{line}"
    if match[2]:
        return f"{match[2]}\\{line[match.end() :]}"
    return f"&#{ord(match[3])};{line[1:]}"


def from_plain(text: str) -> str:
    """Plain (``cleaned``) text of any number of lines as Markdown: blank lines part paragraphs, others are breaks."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip())
    made = []
    for paragraph in paragraphs:
        lines = [escape(" ".join(line.split())) for line in paragraph.split("\n") if line.strip()]
        if lines:
            made.append(start_safe(BREAK.join(lines)))
    return "\n\n".join(made)


def split_stem(text: str) -> tuple[str, str]:
    """The first paragraph of a stem as one line, which becomes the heading, and the rest; ("", text) if it begins with
    a block (code, a list, a table, a quotation).
    """
    first, _, rest = text.strip("\n").partition("\n\n")
    lines = first.split("\n")
    if FENCE.match(first) or re.match(
        r"^(?: {4}|\s*(?:[-*+>|]\s|\d+\.\s|!!!|\?\?\?|<(?!br|su[bp]|/?[a-z]{1,6}>)))", first
    ):
        return "", text.strip("\n")
    if len(lines) > 1 and any(re.match(r"^\s*(?:[-*+>|]|\d+\.|:)\s|^[ :|-]+$", line) for line in lines[1:]):
        return (
            (lines[0].strip(), "\n".join(lines[1:]) + (f"\n\n{rest}" if rest else "")) if len(lines[0]) else ("", text)
        )
    joined = ""
    for line in lines:
        joined += line.strip() + (BREAK if line.endswith("  ") else " ")
    return joined.removesuffix(BREAK).strip(), rest.strip("\n")


def guarded(text: str) -> str:
    """Markdown of a stem in which no line is taken for a heading, an option, a key word or a note."""
    lines = text.split("\n")
    masked = mask(lines)
    made: list[str] = []
    for index, line in enumerate(lines):
        if masked.fenced[index] or not masked.lines[index].strip():
            made.append(line)
            continue
        if UNDERLINE.match(line):
            if made and made[-1].strip():
                made[-1] = bold(made[-1])
            else:
                made.append("***")
            continue
        made.append(_guarded_line(line, masked.lines[index]))
    return "\n".join(made)


def _guarded_line(line: str, shown: str) -> str:
    heading = ATX.match(line)
    if heading is not None:
        return bold(heading[1])
    if shown.lstrip().startswith("#"):
        return line.replace("#", "\\#", 1)
    if read_mark(shown) is not None:
        box = next((sign for sign in "☐☑☒" if sign in shown), None)
        return line.replace("[", "\\[", 1) if box is None else line.replace(box, f"&#{ord(box)};", 1)
    words = split_words(line, 1) if line[:1] not in (" ", "\t") else None
    if (words is not None and certainly_words(words)) or looks_like_note(shown) is not None:
        return line.replace(":", "&#58;", 1)
    quoted = QUOTED.match(line)
    return quoted[1] + unlabelled(quoted[2]) if quoted is not None else line


def unlabelled(line: str) -> str:
    """A line inside a quotation that is not taken for ``Pembahasan:`` and its like."""
    label = NOTE.match(line.strip())
    if label is not None and (label[1] in NOTES or nearest(label[1], NOTES)):
        return line.replace(":", "&#58;", 1)
    return line


def bold(text: str) -> str:
    """A heading as a paragraph in bold."""
    bare = text.strip().strip("*").strip()
    return f"**{bare}**" if bare else ""
