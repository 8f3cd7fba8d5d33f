"""Questions between two formats: texts are Markdown source, keys are values."""

from __future__ import annotations

from dataclasses import dataclass, field

from elearn.content.exchange.report import Report
from elearn.content.model import HUNDRED, DropKey, EssayKey, NumericKey, TextKey

Blank = TextKey | NumericKey | DropKey


@dataclass(frozen=True, slots=True)
class Choice:
    """One option; ``text`` and ``feedback`` are Markdown."""

    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """Single or multiple choice."""

    options: tuple[Choice, ...]
    multiple: bool = False
    all_or_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Matching: (left in Markdown, right as plain text), and plain distractors."""

    pairs: tuple[tuple[str, str], ...]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Steps:
    """Ordering: Markdown texts in the right order."""

    steps: tuple[str, ...]
    all_or_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Gaps:
    """Cloze: blank number n stands in the stem as ``marker(n)``."""

    blanks: tuple[Blank, ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    """A scale; statements are Markdown."""

    low: int
    high: int
    low_text: str
    high_text: str
    statements: tuple[str, ...]


Answer = Choices | TextKey | NumericKey | Pairs | Steps | Gaps | EssayKey | Ratings


@dataclass(slots=True)
class Asked:
    """One question. ``where`` is its place in the source, as the report names it; ``source`` is what stood there, kept
    for the report if the question must be left out. ``points`` are integer hundredths; ``pool`` is a title.
    """

    where: str
    stem: str
    answer: Answer
    name: str = ""
    id: str = ""
    points: int = HUNDRED
    competency: str | None = None
    level: str | None = None
    hint: str = ""
    explanation: str = ""
    right: str = ""
    wrong: str = ""
    pool: str = ""
    source: str = ""


@dataclass(slots=True)
class Bank:
    """A file of questions. ``media`` maps the name by which texts call a file (``media/<name>``) to its bytes;
    ``draws`` maps the title of a pool to how many of it are asked.
    """

    questions: list[Asked] = field(default_factory=list)
    title: str = ""
    media: dict[str, bytes] = field(default_factory=dict)
    draws: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Read:
    """What reading a file gave."""

    bank: Bank
    report: Report


def kind_name(answer: Answer) -> str:
    """The kind in words, for reports."""
    if isinstance(answer, Choices):
        return "pilihan ganda lebih dari satu kunci" if answer.multiple else "pilihan tunggal"
    return {
        TextKey: "isian singkat", NumericKey: "isian angka", Pairs: "menjodohkan", Steps: "mengurutkan",
        Gaps: "rumpang", EssayKey: "esai", Ratings: "skala",
    }[type(answer)]  # fmt: skip
