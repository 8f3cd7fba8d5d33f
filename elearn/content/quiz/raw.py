"""What the scanner finds in a quiz file: text with line numbers, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from elearn.content.quiz.words import Word


@dataclass(slots=True)
class Passage:
    """Source lines and the number of the first; ``numbers`` are those of all, where lines between them were taken."""

    line: int
    lines: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, number: int, text: str) -> None:
        """Append line ``number`` of the file."""
        self.lines.append(text)
        self.numbers.append(number)

    @property
    def text(self) -> str:
        """The lines without blank ones at either end."""
        return "\n".join(self.lines).strip("\n").rstrip()

    @property
    def canonical(self) -> str:
        """The text without trailing blanks: what versions are made of."""
        return "\n".join(line.rstrip() for line in self.lines).strip("\n")


@dataclass(slots=True)
class RawOption:
    """One option with its feedback."""

    line: int
    ticked: bool
    body: Passage
    feedback: Passage


@dataclass(slots=True)
class RawItem:
    """One item of a list of pairs, steps or statements; ``marker`` is its ``-`` or ``1.`` as written."""

    line: int
    marker: str
    body: Passage


@dataclass(slots=True)
class RawQuestion:
    """One ``###`` section. ``rows`` are the lines of a rubric with their numbers."""

    line: int
    id: str | None
    stem: Passage
    words: list[Word] = field(default_factory=list)
    options: list[RawOption] = field(default_factory=list)
    items: list[RawItem] = field(default_factory=list)
    rows: list[tuple[int, str]] = field(default_factory=list)
    notes: dict[str, Passage] = field(default_factory=dict)


@dataclass(slots=True)
class RawPool:
    """One ``##`` section, or the questions that stand directly under the title."""

    line: int
    title: str
    id: str | None
    words: list[Word] = field(default_factory=list)
    questions: list[RawQuestion] = field(default_factory=list)
    implicit: bool = False


@dataclass(slots=True)
class RawQuiz:
    """A quiz file below its front matter."""

    title: str
    intro: Passage
    words: list[Word] = field(default_factory=list)
    pools: list[RawPool] = field(default_factory=list)
