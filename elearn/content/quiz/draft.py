"""A question between reading and rendering."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from elearn.content.findings import FileFindings
from elearn.content.model import HUNDRED, AnswerKey, Question, Scoring, TextKey
from elearn.content.quiz.fragments import Fragment, Fragments
from elearn.content.quiz.raw import RawQuestion
from elearn.content.quiz.words import Word

LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What stands in for a key that could not be read: its question has an error and is never published.
NO_KEY = TextKey(("-",))


def no_key() -> AnswerKey:
    """The key of a question whose own could not be read."""
    return NO_KEY


@dataclass(slots=True)
class Draft:
    """A question whose texts are not rendered yet. ``key`` makes its key once they are; ``line`` is where advice about
    it belongs (that of ``Ambil:`` for a question that is ``borrowed`` from a bank).
    """

    raw: RawQuestion
    id: str
    line: int
    borrowed: bool = False
    key: Callable[[], AnswerKey] = no_key
    multiple: bool = False
    scoring: Scoring = Scoring.PROPORTIONAL
    points: int = HUNDRED
    competency: str | None = None
    level: str | None = None
    stem: Fragment | None = None
    notes: dict[str, Fragment] = field(default_factory=dict)

    def finish(self) -> Question:
        """The question, once its fragments are rendered."""
        shown = {label: fragment.html for label, fragment in self.notes.items()}
        return Question(
            self.id, self.stem.html if self.stem else "", self.key(), self.points, self.competency, self.level,
            shown.get("Petunjuk", ""), shown.get("Pembahasan", ""), shown.get("Benar", ""), shown.get("Salah", ""),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What the readers of keys work with: the question, its key words by name, where its texts are rendered, where
    findings go, and whether it is part of a survey (then nothing is right or wrong).
    """

    draft: Draft
    words: dict[str, Word]
    fragments: Fragments
    note: FileFindings
    survey: bool = False

    @property
    def raw(self) -> RawQuestion:
        return self.draft.raw

    def refuse(self, names: tuple[str, ...], why: str) -> None:
        """A finding for each of these key words that is there."""
        for name in names:
            if name in self.words:
                self.note.error(self.words[name].line, f"`{name}:` {why}; hapus")
