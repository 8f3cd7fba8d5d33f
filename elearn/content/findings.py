"""Collecting what is wrong with a content folder: every problem at once, each at its file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from elearn.content.model import Finding, Severity

# One broken file must not bury the other files' findings, nor fill the memory of the server.
PER_FILE = 100


@dataclass(slots=True)
class Findings:
    """All findings of one course (or of the reference facts), in the order they were met."""

    course: str | None = None
    items: list[Finding] = field(default_factory=list)

    def of(self, path: str) -> FileFindings:
        """The findings of one file; ``path`` is relative to the content folder, with forward slashes."""
        return FileFindings(self, path)

    @property
    def broken(self) -> bool:
        """Whether anything keeps the course from being published."""
        return any(item.severity is Severity.ERROR for item in self.items)

    def sorted(self) -> tuple[Finding, ...]:
        """By file and line, each problem once."""
        return tuple(sorted(set(self.items), key=lambda f: (f.path, f.line, f.message)))


@dataclass(slots=True)
class FileFindings:
    """The findings of one file. ``error`` keeps a course from being published, ``advice`` does not."""

    parent: Findings
    path: str
    count: int = 0

    def error(self, line: int, message: str) -> None:
        self._add(line, message, Severity.ERROR)

    def advice(self, line: int, message: str) -> None:
        self._add(line, message, Severity.ADVICE)

    def _add(self, line: int, message: str, severity: Severity) -> None:
        self.count += 1
        if self.count > PER_FILE:
            return
        if self.count == PER_FILE:
            message = "masih ada temuan lain dalam berkas ini; perbaiki dahulu yang di atas"
            severity = Severity.ERROR
        self.parent.items.append(Finding(self.path, line, message, severity, self.parent.course))


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word that was probably meant, or None. ``likeness`` is 0 (anything) to 1 (the same)."""
    by_folded = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold()[:40], list(by_folded), n=1, cutoff=likeness)
    return by_folded[close[0]] if close else None


def meant(word: str, known: Iterable[str]) -> str:
    """``; maksud Anda `x`?`` or the list of what is known."""
    names = list(known)
    guess = nearest(word, names)
    if guess is not None:
        return f"; mungkin maksud Anda `{guess}`"
    return "; yang dikenal: " + ", ".join(f"`{name}`" for name in names)
