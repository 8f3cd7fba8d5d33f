"""The block between ``---`` lines at the top of a file, as people write it.

``judul: Etika: dasar`` is not YAML, yet everybody writes it; so plain values are taken as they stand, to the end of the
line, and only quoted, bracketed or indented values are given to the YAML parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from elearn.content.findings import FileFindings
from elearn.content.nodes import Node, Unreadable, read_nodes

LONGEST = 400
KEY = re.compile(r"^([^\W\d_][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
NO_SPACE = re.compile(r"^([^\W\d_][\w-]*):\S")
COMMENT = re.compile(r"(?:^|[ \t])#.*$")
NEEDS_YAML = "'\"[{|>&*!%@`"


@dataclass(slots=True)
class FrontMatter:
    """The values by key, and the index (from 0) of the first line of the body."""

    nodes: dict[str, Node] = field(default_factory=dict)
    body: int = 0


def read_front_matter(lines: list[str], note: FileFindings, plain_lists: frozenset[str] = frozenset()) -> FrontMatter:
    """The front matter of a file; problems become findings. Items of ``plain_lists`` keys are taken as plain text."""
    if not lines or lines[0].rstrip() != "---":
        return FrontMatter()
    end = next((i for i, line in enumerate(lines[1 : LONGEST + 1], 1) if line.rstrip() == "---"), None)
    if end is None:
        note.error(1, "front matter tidak ditutup; tulis `---` pada baris sendiri sesudah kunci terakhir")
        return FrontMatter({}, len(lines))
    matter = FrontMatter({}, end + 1)
    for start, stop in _blocks(lines, end, note):
        _take(lines, start, stop, matter, note, plain_lists)
    return matter


def _blocks(lines: list[str], end: int, note: FileFindings) -> list[tuple[int, int]]:
    """Where each key begins and where its lines end."""
    starts: list[int] = []
    stray = False
    for index in range(1, end):
        line = lines[index]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if KEY.match(line):
            starts.append(index)
            stray = False
        elif starts and (line[0] in " \t" or line.startswith(("- ", "]", "}")) or line.rstrip() == "-") and not stray:
            continue
        else:
            note.error(index + 1, _why_no_key(line))
            stray = True
            starts.append(-index)
    ends = [abs(start) for start in starts[1:]] + [end]
    return [(start, stop) for start, stop in zip(starts, ends, strict=False) if start > 0]


def _why_no_key(line: str) -> str:
    match = NO_SPACE.match(line)
    if match is not None:
        return f"beri spasi sesudah titik dua: `{match[1]}: …`"
    return "baris front matter harus berbentuk `kunci: nilai`"


def _take(
    lines: list[str], start: int, stop: int, matter: FrontMatter, note: FileFindings, plain_lists: frozenset[str]
) -> None:
    match = KEY.match(lines[start])
    if match is None:
        raise AssertionError("a block starts with its key")
    key, first = match[1], (match[2] or "").strip()
    rest = [line for line in lines[start + 1 : stop] if line.strip() and not line.lstrip().startswith("#")]
    if key in matter.nodes:
        note.error(start + 1, f"kunci `{key}` ditulis dua kali; hapus salah satu")
        return
    if first.startswith("#"):
        first = ""
    if first and first[0] not in NEEDS_YAML:
        words = [COMMENT.sub("", part).strip() for part in [first, *rest]]
        matter.nodes[key] = Node(" ".join(word for word in words if word), start + 1)
        return
    if not first and not rest:
        matter.nodes[key] = Node("", start + 1)
        return
    if not first and key in plain_lists:
        items = _plain_items(lines, start + 1, stop)
        if items is not None:
            matter.nodes[key] = Node(list(items), start + 1)
            return
    _take_yaml(lines, start, stop, key, matter, note)


def _plain_items(lines: list[str], start: int, stop: int) -> list[Node] | None:
    """A block list of plain texts, or None if it needs the YAML parser."""
    items: list[Node] = []
    for index in range(start, stop):
        bare = lines[index].strip()
        if not bare or bare.startswith("#"):
            continue
        text = COMMENT.sub("", bare[1:]).strip()
        if not bare.startswith("- ") or not text or text[0] in NEEDS_YAML:
            return None
        items.append(Node(text, index + 1))
    return items


def _take_yaml(lines: list[str], start: int, stop: int, key: str, matter: FrontMatter, note: FileFindings) -> None:
    try:
        node = read_nodes("\n".join(lines[start:stop]), start + 1)
    except Unreadable as error:
        note.error(error.line, f"`{key}`: {error.message}")
        matter.nodes[key] = Node("", -1)
        return
    if isinstance(node.value, dict) and len(node.value) == 1:
        matter.nodes[key] = next(iter(node.value.values()))
    else:
        note.error(start + 1, f"`{key}`: nilai tidak dapat dibaca; apit dengan tanda kutip")
        matter.nodes[key] = Node("", -1)
