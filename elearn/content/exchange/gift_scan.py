"""GIFT as its documentation and Moodle's importer read it: blocks, their comments, names, texts and answer sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

ESCAPED = re.compile(r"\\([~=#{}:\\n])", re.DOTALL)
# A private sign for each escaped character while the text is taken apart.
BASE = 0xE100
FORMATS = ("html", "markdown", "plain", "moodle")
TAG = re.compile(r"\[(id|tag):((?:[^\[\]\\]|\\.){0,200})\]")
JOINED_AT_MOST = 40


@dataclass(slots=True)
class Block:
    """What stands between two blank lines; ``text`` has its escapes hidden. ``body`` and ``answers`` are set apart by
    the first braces; ``answers`` is None without any.
    """

    line: int
    source: str
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    category: str | None = None
    text: str = ""


def hide(text: str) -> str:
    """Escaped signs as private ones, so that what is left is syntax."""
    return ESCAPED.sub(lambda m: chr(BASE + ord("\n" if m[1] == "n" else m[1])), text)


def show(text: str) -> str:
    """Private signs as the characters they stand for."""
    return "".join(chr(ord(c) - BASE) if BASE <= ord(c) < BASE + 128 else c for c in text)


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a file in order. A blank line inside braces does not end a block, if a brace closes them soon."""
    lines = text.split("\n")
    start = 0
    while start < len(lines):
        if not lines[start].strip():
            start += 1
            continue
        stop = _end(lines, start)
        block = _block(lines[start:stop], start + 1)
        if block.text or block.category is not None:
            yield block
        start = stop


def _end(lines: list[str], start: int) -> int:
    stop = _blank_after(lines, start)
    if not _open(lines[start:stop]):
        return stop
    for further in range(stop, min(len(lines), stop + JOINED_AT_MOST)):
        shown = hide(lines[further])
        if "{" in shown and ("}" not in shown or shown.index("{") < shown.index("}")):
            break
        if "}" in shown:
            return _blank_after(lines, further)
    return stop


def _blank_after(lines: list[str], start: int) -> int:
    return next((i for i in range(start, len(lines)) if not lines[i].strip()), len(lines))


def _open(lines: list[str]) -> bool:
    shown = hide("\n".join(line for line in lines if not line.strip().startswith("//")))
    return "{" in shown and "}" not in shown[shown.index("{") :]


def _block(lines: list[str], number: int) -> Block:
    block = Block(number, "\n".join(lines))
    kept: list[str] = []
    for index, line in enumerate(lines):
        bare = line.strip()
        if bare.startswith("//"):
            for name, value in TAG.findall(bare):
                plain = re.sub(r"\\(.)", r"\1", value).strip()
                (block.ids if name == "id" else block.tags).append(plain)
        elif bare.startswith("$CATEGORY:") and not kept:
            block.category = bare.removeprefix("$CATEGORY:").strip()
        else:
            if not kept:
                block.line = number + index
            kept.append(line.rstrip() + ("  " if line.endswith("  ") and not line.endswith("   ") else ""))
    block.text = hide("\n".join(kept).strip())
    return block


def named(text: str) -> tuple[str, str]:
    """The ``::name::`` in front, shown, and the rest."""
    if text.startswith("::"):
        end = text.find("::", 2)
        if end >= 0:
            return " ".join(show(text[2:end]).split()), text[end + 2 :].strip()
    return "", text


def formatted(text: str, default: str) -> tuple[str, str]:
    """The ``[html]`` (or markdown, plain, moodle) in front, or the default, and the text, shown and trimmed."""
    bare = text.strip()
    for name in FORMATS:
        if bare.startswith(f"[{name}]"):
            return name, show(bare[len(name) + 2 :]).strip()
    return default, show(bare).strip()


def parts(text: str, sign: str) -> list[str]:
    """The pieces after each ``sign``; what stands before the first counts if it is not blank."""
    found = text.split(sign)
    return found[1:] if not found[0].strip() else found


def category_title(path: str) -> str:
    """The last step of a category's path: ``$course$/top/Etika/Dasar`` is ``Dasar``; "" for a top one."""
    steps = [step.strip() for step in re.split(r"(?<!/)/(?!/)", path)]
    last = steps[-1].replace("//", "/") if steps else ""
    return "" if last in ("top", "$course$", "$module$", "$cat1$", "$system$") else last
