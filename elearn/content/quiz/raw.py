"""What the scanner finds in a quiz file: text with line numbers, nothing interpreted yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from elearn.content.quiz.words import Word


@dataclass(slots=True)
class Passage:
    """Consecutive source lines and the number of the first."""

    line: int
    lines: list[str] = field(default_factory=list)

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
class RawQuestion:
    """One ``###`` section."""

    line: int
    id: str | None
    stem: Passage
    words: list[Word] = field(default_factory=list)
    options: list[RawOption] = field(default_factory=list)
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
