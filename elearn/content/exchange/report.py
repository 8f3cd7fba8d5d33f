"""What happened to each part of an import or export, line by line, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

MOST_SHOWN = 4000  # characters of a source that is quoted because nothing else keeps it


class Fate(StrEnum):
    """What became of a part of the source."""

    TAKEN = "diambil"
    CHANGED = "diubah"
    LEFT = "ditinggalkan"


@dataclass(frozen=True, slots=True)
class Line:
    """One fact. ``where`` names the place in the source; ``source`` quotes what was left out."""

    where: str
    fate: Fate
    message: str
    source: str = ""

    def __str__(self) -> str:
        shown = f"{self.where}: {self.fate}: {self.message}"
        if self.source:
            quoted = self.source if len(self.source) <= MOST_SHOWN else f"{self.source[:MOST_SHOWN]} …"
            shown += "".join(f"\n    | {line}" for line in quoted.splitlines())
        return shown


@dataclass(slots=True)
class Report:
    """All lines, in the order of the source."""

    lines: list[Line] = field(default_factory=list)

    def taken(self, where: str, message: str) -> None:
        self.lines.append(Line(where, Fate.TAKEN, message))

    def changed(self, where: str, message: str) -> None:
        line = Line(where, Fate.CHANGED, message)
        if line not in self.lines[-20:]:  # the same fact about many words of one question is said once
            self.lines.append(line)

    def left(self, where: str, message: str, source: str = "") -> None:
        self.lines.append(Line(where, Fate.LEFT, message, source.strip()))

    def count(self, fate: Fate) -> int:
        return Counter(line.fate for line in self.lines)[fate]

    def summary(self, noun: str = "soal") -> str:
        """One sentence. ``taken`` lines count things, the others count facts about them."""
        parts = [f"{self.count(Fate.TAKEN)} {noun} diambil"]
        if self.count(Fate.CHANGED):
            parts.append(f"{self.count(Fate.CHANGED)} catatan perubahan")
        parts.append(
            f"{self.count(Fate.LEFT)} bagian ditinggalkan" if self.count(Fate.LEFT) else "tidak ada yang ditinggalkan"
        )
        return ", ".join(parts) + "."

    def text(self, heading: str, noun: str = "soal") -> str:
        """The whole report as a text file."""
        return "\n".join([heading, self.summary(noun), "", *map(str, self.lines), ""])

    def important(self) -> list[Line]:
        """What a person should look at: all but plain takings."""
        return [line for line in self.lines if line.fate is not Fate.TAKEN]
