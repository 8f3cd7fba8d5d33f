"""Refusing text that would keep python-markdown busy for minutes.

Its patterns (and some of ours) are quadratic, or worse, in runs of signs that nothing closes. The limits are far above
anything that people write; they bound the work for a file of 1 MB to a few seconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from elearn.content.text import mask

SIGNS = re.compile(r"[\[<*_`&$!\\~]")
RUN = re.compile(r"[\[(<>*_!&`~{|]{60}")
BLANKS = " " * 200
NESTED_ITEMS = re.compile(r"(?:(?:[-*+:>]|\d{1,9}[.)])[ \t]*){12}")
HEADING = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(?:#|=+[ \t]*$|-+[ \t]*$)")
OPTION_BOX = re.compile(r"^ {0,3}[-*+][ \t]+\[[ xX]\]")
TERM = re.compile(r"^ {0,3}:[ \t]")
ODD_BLANK = re.compile(r"^( {0,3}(?:#{1,6}|[-*+>]|\d{1,3}[.)]))[\u00a0\u2007\u202f]+")
LONGEST_LINE = 20_000
DEEPEST = 100
MOST_PIPES = 200
MOST_HASHES = 60
MOST_FENCES = 1_000


@dataclass(slots=True)
class _Tally:
    """What has been seen: in this paragraph (reset by a blank line), and in the whole file."""

    lines: int = 0
    signs: int = 0
    brackets: int = 0
    all_signs: int = 0
    all_brackets: int = 0
    headings: int = 0
    notes: int = 0
    all_lines: int = 0
    formulas: int = 0
    pipes: int = 0
    terms: int = 0
    hashes: int = 0

    def add(self, line: str) -> None:
        line = OPTION_BOX.sub("", line)  # a bank of many hundred questions is honest work
        found, brackets = len(SIGNS.findall(line)), line.count("[") + line.count("<")
        blank = not line.strip()
        self.lines = 0 if blank else self.lines + 1
        self.signs = 0 if blank else self.signs + found
        self.brackets = 0 if blank else self.brackets + brackets
        self.all_signs += found
        self.all_brackets += brackets
        self.headings += HEADING.match(line) is not None
        self.notes += line.count("[^")
        self.all_lines += 1
        self.formulas += line.count("$") + line.count("\\(") + line.count("\\[")
        self.pipes += line.count("|")
        self.hashes += line.count("#")
        self.terms += TERM.match(line) is not None

    def problem(self) -> str:
        """The sentence of the first limit that is passed."""
        return next((sentence for name, most, sentence in LIMITS if getattr(self, name) > most), "")


TANGLED = "terlalu banyak tanda khusus (kurung, bintang, garis bawah); sederhanakan atau pecah berkas ini"
LIMITS = (
    ("lines", 1_500, "lebih dari 1500 baris tanpa baris kosong; beri baris kosong di antaranya"),
    ("signs", 3_000, TANGLED),
    ("brackets", 400, "terlalu banyak kurung dalam satu paragraf; beri baris kosong di antaranya"),
    ("all_signs", 20_000, TANGLED),
    ("all_brackets", 3_000, TANGLED),
    ("headings", 2_000, "lebih dari 2000 judul dalam satu berkas; pecah berkas ini"),
    ("all_lines", 15_000, "lebih dari 15000 baris; pecah berkas ini"),
    ("formulas", 4_000, "lebih dari 2000 rumus dalam satu berkas; pecah berkas ini"),
    ("pipes", 20_000, "lebih dari 20000 sel tabel dalam satu berkas; pecah berkas ini"),
    ("terms", 500, "lebih dari 500 definisi dalam satu berkas; pecah berkas ini"),
    ("hashes", 15_000, TANGLED),
    ("notes", 300, "lebih dari 300 tanda catatan kaki dalam satu berkas; pecah berkas ini"),
)


def tangled(lines: list[str]) -> tuple[int, str] | None:
    """The index of the first line that is too much, and what to do about it; None for honest text."""
    long = next((index for index, line in enumerate(lines) if len(line) > LONGEST_LINE), None)
    if long is not None:
        return long, f"baris lebih dari {LONGEST_LINE} karakter; pecah menjadi beberapa paragraf"
    masked = mask(lines)
    tally = _Tally()
    fences = 0
    for index, line in enumerate(lines):
        if masked.fenced[index]:
            fences += line.lstrip(" >\t").startswith(("```", "~~~"))
            problem = f"lebih dari {MOST_FENCES // 2} blok kode dalam satu berkas; pecah berkas ini" * (
                fences > MOST_FENCES
            )
            tally.add("")
        else:
            tally.add(line)
            problem = _line(line) or tally.problem()
        if problem:
            return index, problem
    return None


def _line(line: str) -> str:
    """What is too much about one line."""
    expanded = line.expandtabs(4)
    if len(expanded) - len(expanded.lstrip()) > DEEPEST or BLANKS in expanded:
        return "terlalu banyak spasi beruntun; hapus spasi yang berlebih"
    if RUN.search(line) or NESTED_ITEMS.match(line.lstrip()):
        return "terlalu banyak tanda kurung atau kutipan beruntun; sederhanakan baris ini"
    if line.count("#") > MOST_HASHES:
        return f"lebih dari {MOST_HASHES} tanda `#` dalam satu baris; hapus yang berlebih"
    if line.count("|") > MOST_PIPES:
        return f"tabel lebih dari {MOST_PIPES} kolom; pecah menjadi beberapa tabel"
    return ""


def odd_blanks(lines: list[str]) -> list[tuple[int, str]]:
    """Marks that are none because of the blank after them, as (index, what to do); word processors write such."""
    masked = mask(lines)
    found = [(i, ODD_BLANK.match(line)) for i, line in enumerate(masked.lines) if not masked.fenced[i]]
    return [
        (
            index,
            f"spasi tak terputus sesudah `{match[1].strip()}`, sehingga tandanya tidak terbaca; ketik ulang spasinya",
        )
        for index, match in found
        if match is not None
    ]
