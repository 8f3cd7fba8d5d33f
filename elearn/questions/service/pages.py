"""What the partials of questions show. Nothing asked holds a key; a review is made only where keys may be seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.content.model import Criterion, EssayKey, ScaleKey
from elearn.questions.rules import AskedLine, ReviewedLine

FITS = 32  # characters in a drop-down at 360 pixels
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Where:
    """The page a question stands on: what it is called there, what its ids begin with, and whether its review may
    begin with a heading (elsewhere that would skip a level).
    """

    word: str
    asked: str
    reviewed: str
    titled: bool = False


RESULT = Where("Soal", "soal-", "bahas-", titled=True)
RUNNING = Where("Soal", "soal-", "bahas-")
# No heading of a lesson can have an id with a point in it.
LESSON = Where("Cek pemahaman", "cek.", "bahas.")


@dataclass(frozen=True, slots=True)
class AskedOption:
    """An option as asked: no word about whether it is right."""

    key: str
    html: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as asked, with the answer found again. ``points`` are hundredths; ``typed`` is a text or a number.

    ``lines`` are the fields of a kind with several; ``pieces`` is the stem of a cloze, its texts and its fields as they
    follow each other. ``label`` names its one field; ``weighs``: its points are worth saying.
    """

    number: int
    heading: str
    anchor: str
    label: str
    id: str
    template: str
    stem_html: str
    points: int
    weighs: bool
    answered: bool
    options: tuple[AskedOption, ...] = ()
    lines: tuple[AskedLine, ...] = ()
    pieces: tuple[str | AskedLine, ...] = ()
    typed: str = ""
    essay: EssayKey | None = None
    scale: ScaleKey | None = None

    @property
    def name(self) -> str:
        """The name of its fields."""
        return f"jawab-{self.id}"

    @property
    def letters(self) -> tuple[str, ...]:
        """A letter for each entry of its drop-downs, when some are too long to be read there on a phone: then they are
        listed in full, too.
        """
        choices = self.lines[0].choices if self.lines else ()
        if all(len(choice.text) <= FITS for choice in choices):
            return ()
        return tuple(ALPHABET[place] if place < 26 else str(place + 1) for place in range(len(choices)))


@dataclass(frozen=True, slots=True)
class ReviewedOption:
    """An option with its key."""

    key: str
    html: str
    chosen: bool
    right: bool
    feedback_html: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What one marker gave for an essay: points by the key of the criterion, and a comment (plain text)."""

    points: Mapping[str, int]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """A question with what was right and why. Made only where the keys may be seen.

    ``verdict``: benar, sebagian, salah, kosong, menunggu (its mark) or dicatat (nothing is right or wrong).
    ``points`` of ``max_points`` in hundredths; ``weighs``: they are worth saying. ``summary`` says what the points came
    from; ``rubric`` and ``marks`` are those of an essay.
    """

    number: int
    heading: str
    anchor: str
    titled: bool
    template: str
    stem_html: str
    verdict: str
    points: int
    max_points: int
    weighs: bool
    options: tuple[ReviewedOption, ...] = ()
    lines: tuple[ReviewedLine, ...] = ()
    typed: str = ""
    right: tuple[str, ...] = ()
    summary: str = ""
    verdict_html: str = ""
    hint_html: str = ""
    explanation_html: str = ""
    scored: bool = True
    rubric: tuple[Criterion, ...] = ()
    marks: tuple[Mark, ...] = ()
