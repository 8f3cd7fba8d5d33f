"""A text being repaired: its lines with their own line ends, what they were, and what was done to each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

ENDING = re.compile(r"(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Repair:
    """One changed line. ``line`` counts from 1 in the text as it was; ``before`` None: a line was put above it;
    ``after`` None: it was removed. ``why`` (Indonesian) says what was wrong; ``cures`` are parts of the findings'
    messages that it answers: at this line, or, if ``anywhere``, in the whole file.
    """

    line: int
    before: str | None
    after: str | None
    why: tuple[str, ...] = ()
    cures: tuple[str, ...] = ()
    anywhere: bool = False


@dataclass(slots=True)
class Line:
    """A line without its end. ``origin`` is its index in the text as it was; None for a line that was added."""

    text: str
    ending: str
    origin: int | None
    before: str
    why: list[str] = field(default_factory=list)
    cures: list[str] = field(default_factory=list)
    anywhere: bool = False

    def change(self, text: str, why: str, *cures: str) -> None:
        """Write ``text`` instead."""
        self.text = text
        if why not in self.why:
            self.why.append(why)
        self.cures += cures


class Draft:
    """The lines of a text. Every change goes through here, so that each can be told and taken back."""

    def __init__(self, text: str) -> None:
        parts = ENDING.split(text)
        endings = [*parts[1::2], ""]
        self.lines = [Line(p, e, i, p) for i, (p, e) in enumerate(zip(parts[::2], endings, strict=True))]
        self.removed: list[Line] = []

    @property
    def texts(self) -> list[str]:
        """What every reader of lines is given."""
        return [line.text for line in self.lines]

    @property
    def text(self) -> str:
        return "".join(line.text + line.ending for line in self.lines)

    def insert(self, at: int, texts: list[str], why: str) -> None:
        """Put lines above the line with index ``at``, with the line end that the text uses."""
        ending = self.lines[0].ending or "\n"
        self.lines[at:at] = [Line(text, ending, None, "", [why]) for text in texts]

    def remove(self, at: int, why: str, *cures: str) -> None:
        """Take out a line with its end; what it cured was wrong elsewhere."""
        line = self.lines.pop(at)
        line.why.append(why)
        line.cures += cures
        line.anywhere = True
        if line.origin is not None:
            self.removed.append(line)

    def repairs(self) -> tuple[Repair, ...]:
        """All that was done, from top to bottom."""
        found = [_repair(line, (line.origin or 0) + 1, line.before, None) for line in self.removed]
        following = len(self.lines) + len(self.removed)
        for line in reversed(self.lines):
            following = following if line.origin is None else line.origin + 1
            if line.origin is None or line.text != line.before:
                found.append(_repair(line, following, None if line.origin is None else line.before, line.text))
        found.reverse()  # lines that were added above the same line keep their order
        return tuple(sorted(found, key=lambda repair: repair.line))


def _repair(line: Line, number: int, before: str | None, after: str | None) -> Repair:
    return Repair(number, before, after, tuple(line.why), tuple(line.cures), line.anywhere)
